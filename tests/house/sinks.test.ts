/** No text becomes code, markup or SQL: the places where it could are counted, and each has its reason. */

import { expect, test } from 'vitest'
import { isTypeScript, listFiles, readText, roomOf } from './repository.ts'

interface Sink {
  readonly name: string
  readonly pattern: RegExp
  /** Files or folders where it stands all the same, and why. */
  readonly allowed: Readonly<Record<string, string>>
}

const SINKS: readonly Sink[] = [
  {
    name: 'SQL out of text',
    pattern: /\bsql\.(?:raw|lit|literal|unsafe)\b|\bCompiledQuery\.raw\b/,
    allowed: {
      'db/server/migrations/': 'of names and rights that are written there',
      'db/server/upkeep.ts': 'the names of our tables',
    },
  },
  {
    name: 'markup out of text',
    pattern:
      /dangerouslySetInnerHTML|\.(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|srcdoc|setHTMLUnsafe|parseHTMLUnsafe/i,
    allowed: {},
  },
  {
    name: 'code out of text',
    pattern:
      /(?<![.\w])eval\(|new Function\(|set(?:Timeout|Interval)\(\s*['"`]|['"`]javascript:|importScripts|new (?:Shared)?Worker\(|setAttribute\(\s*['"`]on/,
    allowed: {
      'web/search/borrow-finder.ts': 'the worker that searches, by the address of the policy',
    },
  },
  {
    name: 'a trusted type',
    pattern: /createPolicy\(|createHTML|createScript\b/,
    allowed: { 'web/install/worker-address.ts': 'makes the addresses of our workers alone' },
  },
]

const filesWith = (pattern: RegExp): readonly string[] =>
  listFiles().filter(
    (path) => isTypeScript(path) && roomOf(path) !== undefined && pattern.test(readText(path)),
  )

test.each(SINKS)('$name is made in listed places alone', ({ pattern, allowed }) => {
  const places = Object.keys(allowed)
  const found = filesWith(pattern)

  expect(found.filter((path) => !places.some((place) => path.startsWith(place)))).toEqual([])
  expect(places.filter((place) => !found.some((path) => path.startsWith(place)))).toEqual([])
})

test('each of them would be found', () => {
  const written = [
    'sql.raw(name)',
    'sql.lit(name)',
    '<p dangerouslySetInnerHTML={{ __html: text }} />',
    'element.innerHTML = text',
    'frame.srcdoc = text',
    'eval(text)',
    "setTimeout('go()', 1)",
    'new Function(text)',
    "href = 'javascript:go()'",
    "element.setAttribute('onclick', text)",
    "trustedTypes.createPolicy('default', lax)",
  ]
  expect(written.filter((line) => !SINKS.some(({ pattern }) => pattern.test(line)))).toEqual([])
})

const INLINE = /<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:/i

test('no page has a script or a style within it', () => {
  const pages = listFiles().filter((path) => path.startsWith('web/') && path.endsWith('.html'))

  expect(pages).toContain('web/index.html')
  expect(pages.filter((path) => INLINE.test(readText(path)))).toEqual([])
  for (const line of ['<script>', '<p style="x">', '<body onload="x">', '<style>'])
    expect(line).toMatch(INLINE)
})
