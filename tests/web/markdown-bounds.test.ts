/** Texts made to take long are drawn in about the time of any other, or shown as they were written. */

import { describe, expect, test } from 'vitest'
import { lex, MARKDOWN_CHARS } from '../../web/markdown/lex.ts'
import { isSameBlock } from '../../web/markdown/markdown.tsx'
import { printFigure } from '../world/figures.ts'
import { html, visible } from './markdown-html.ts'

/** As much as is read as one run of text, and twice of it. */
const CHARS = 8000
const TWICE = (part: string): string => `${part}\n\n${part}`
/** How much longer than prose of the same length; on a busy machine a single pause is worth 10. */
const SLACK = 60

const filled = (part: string): string => part.repeat(Math.ceil(CHARS / part.length)).slice(0, CHARS)

const half = CHARS / 2

const NASTY: Readonly<Record<string, string>> = {
  'open brackets': filled('['),
  'open pictures': filled('!['),
  'open links': filled('[a]('),
  'nested brackets': '['.repeat(half) + ']'.repeat(half),
  'nested parentheses': `[a](${'('.repeat(half)}${')'.repeat(half)}`,
  stars: filled('*'),
  'stars around a letter': `${'*'.repeat(half)}a${'*'.repeat(half)}`,
  'open emphasis': filled('*a '),
  'emphasis in strength': filled('*a **b '),
  underscores: filled('_a __b '),
  tildes: filled('~~a '),
  backticks: Array.from({ length: 200 }, (_, at) => '`'.repeat(at)).join(' '),
  'open tags': filled('<a '),
  'open comments': filled('<!--'),
  'quotes 1,000 deep': `${'>'.repeat(1000)} a\n`.repeat(20),
  'lists 1,000 deep': '- '.repeat(1000).concat('a\n').repeat(10),
  'numbered lists in one line': filled('1. '),
  'lists that step in': Array.from({ length: 200 }, (_, at) => `${' '.repeat(at)}- a`).join('\n'),
  'quotes in lists': filled('> - '),
  'a long table row': `|a|\n|-|\n${filled('|')}`,
  'a wide table': `${'|a'.repeat(3000)}|\n${'|-'.repeat(3000)}|\n${'|b'.repeat(3000)}|`,
  'addresses without end': filled('http://'),
  'mail addresses without end': filled('a@b.'),
  references: filled('&a;'),
  backslashes: filled('\\'),
  newlines: filled('\n'),
  spaces: filled(' '),
  'spaces before newlines': filled('  \n'),
  'open fences': filled('```\n'),
  definitions: filled('[a]: b\n'),
  'open quotes in a link': `[a](b "${filled('"')}`,
}

const tookMs = (text: string): number => {
  const begin = performance.now()
  html(text)
  return performance.now() - begin
}

const best = (text: string): number => Math.min(tookMs(text), tookMs(text))

describe('a nasty message', () => {
  const prose = TWICE(filled('Some words with a *few* marks, as `people` write them.\n'))
  const usual = best(prose)
  printFigure('prose of 16,000 characters', usual, 'ms')

  test.each(Object.entries(NASTY))('of %s does not hold the page up', (name, text) => {
    const took = best(TWICE(text))
    printFigure(`${name}, against prose`, took / usual, 'times')
    expect(took / usual).toBeLessThan(SLACK)
  })

  test('of quotes deeper than anyone reads is still whole', () => {
    const markup = html(`${'> '.repeat(1000)}the end`)

    expect(visible(markup)).toContain('the end')
    expect(markup.match(/<blockquote/g)?.length ?? 0).toBeLessThan(20)
  })

  test('with more fences than anyone writes stands there as it was written', () => {
    const fences = (count: number) => lex('```\na\n```\n'.repeat(count))

    expect(fences(300)?.blocks).toHaveLength(300)
    expect(fences(301)).toBeUndefined()
  })

  test('with a run of text too long to look through keeps its marks', () => {
    const run = 'b '.repeat(5000)

    expect(html(`*a* ${run}\n\n*c*`)).toContain('*a* b')
    expect(html(`*a* ${run}\n\n*c*`)).toContain('<em>c</em>')
  })

  test('longer than is drawn stands there as it was written', () => {
    const text = `*a* ${'b'.repeat(MARKDOWN_CHARS)}`

    expect(lex(text)).toBeUndefined()
    expect(html(text)).toContain('*a* bbb')
  })
})

describe('a message that grows', () => {
  const whole =
    '# One\n\nTwo **three** four.\n\n```ts\nconst a = 1\n```\n\n- five\n- six\n\n|a|b|\n|-|-|\n|1|2|\n\nEnd.'

  test('keeps every block but the last as it is', () => {
    for (let size = 1; size < whole.length; size += 1) {
      const before = lex(whole.slice(0, size))
      const after = lex(whole.slice(0, size + 1))
      if (before === undefined || after === undefined) throw new Error('not read')
      const done = before.blocks.slice(0, -2)
      const same = done.filter((token, at) => {
        const next = after.blocks[at]
        if (next === undefined) return false
        return isSameBlock({ token, links: before.links }, { token: next, links: after.links })
      })
      expect(same).toHaveLength(done.length)
    }
  })

  test('draws a block again when a reference in it finds its address', () => {
    const first = (text: string) => {
      const lexed = lex(text)
      const token = lexed?.blocks[0]
      if (lexed === undefined || token === undefined) throw new Error('not read')
      return { token, links: lexed.links }
    }

    expect(isSameBlock(first('[a]\n\nb'), first('[a]\n\nb'))).toBe(true)
    expect(isSameBlock(first('[a]\n\nb'), first('[a] c\n\nb'))).toBe(false)
    expect(isSameBlock(first('[a]\n\nb'), first('[a]\n\nb\n\n[a]: https://b.example'))).toBe(false)
  })

  test('shows a fence that is still open as code', () => {
    expect(html('a\n\n```ts\nconst')).toContain('>const</code>')
  })
})
