/** The words of the house: what a file is for, names that say something, nothing of one machine. */

import { basename, dirname } from 'node:path/posix'
import { describe, expect, test } from 'vitest'
import { isText, isTypeScript, listFiles, readText } from './repository.ts'

/** One sentence in a doc comment, which may go on below. */
const FIRST_LINE = /^\/\*\* \S.*(?:[.!?] \*\/|[^/])$/

/** Names that fit anything say nothing. */
const EMPTY_NAMES = new Set([
  'manager',
  'service',
  'helper',
  'helpers',
  'util',
  'utils',
  'common',
  'misc',
  'handler',
  'processor',
  'data',
  'info',
  'types',
  'index',
])
const EXCUSED = /(^|\/)(chat-sync-service(\.test)?\.ts|migrations\/index\.ts|index\.html)$/

/** Folders of one machine, and hosts that packages once came from; written apart to not match here. */
const FOREIGN = [
  ['/wo', 'rk/'],
  ['/tmp', '/plan'],
  ['/ro', 'ot/'],
  ['/home', '/[a-z]'],
  ['npm', 'js\\.(org|com)'],
  ['deb\\.', 'debian\\.org'],
  ['regis', 'try\\.[a-z]+\\.'],
].map((parts) => new RegExp(parts.join('')))

describe('every source file', () => {
  test('says in its first line what it is for', () => {
    const silent = listFiles()
      .filter((path) => isTypeScript(path) && !path.endsWith('.d.ts'))
      .filter((path) => {
        const [first = ''] = readText(path).split('\n')
        return !FIRST_LINE.test(first)
      })

    expect(silent).toEqual([])
  })

  test('has a name that says what is in it', () => {
    const empty = listFiles().filter((path) => {
      if (EXCUSED.test(path)) return false
      const [name = ''] = basename(path).split('.')
      const words = [...name.split('-'), ...dirname(path).split('/')]
      return words.some((word) => EMPTY_NAMES.has(word))
    })

    expect(empty).toEqual([])
  })
})

describe('the repository', () => {
  test('names no folder of one machine and no host that packages came from', () => {
    const found = listFiles()
      .filter(isText)
      .flatMap((path) =>
        readText(path)
          .split('\n')
          .flatMap((line, at) =>
            FOREIGN.some((word) => word.test(line)) ? [`${path}:${at + 1} ${line.trim()}`] : [],
          ),
      )

    expect(found).toEqual([])
  })

  test('leaves nothing to be done later in a comment', () => {
    const later = new RegExp(['TO', 'DO'].join('') + '|' + ['FIX', 'ME'].join(''))

    expect(listFiles().filter((path) => isTypeScript(path) && later.test(readText(path)))).toEqual(
      [],
    )
  })
})
