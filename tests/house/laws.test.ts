/** Every numbered law has a test that carries its number, and every number in a title is a law. */

import { describe, expect, test } from 'vitest'
import { listFiles, readText } from './repository.ts'

/** Laws stand in db/README.md as list items that begin with the number in bold. */
const LAW = /^- \*\*([A-Z]\d)\*\* /gm
/** The text that a call begins with: the title of a test or of a group of tests. */
const TITLE = /\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1,/g
const TITLED = /\[([A-Z]\d)\]/g
const TEST_FILE = /^tests\/.+\.(test|journey)\.tsx?$/

const isTest = (path: string): boolean => TEST_FILE.test(path) && !path.startsWith('tests/house/')

const titlesIn = (text: string): string =>
  [...text.matchAll(TITLE)].map(([, , title = '']) => title).join('\n')

const numbersIn = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, number = '']) => number)

describe('the laws', () => {
  const laws = numbersIn(readText('db/README.md'), LAW)
  const proven = listFiles()
    .filter(isTest)
    .flatMap((path) => numbersIn(titlesIn(readText(path)), TITLED))

  test('are looked for in titles alone', () => {
    const text = "test('[N9] a', b) // [N8]\ndescribe(\n  `[N7] it's`, c) const d = e[N6]"

    expect(numbersIn(titlesIn(text), TITLED)).toEqual(['N9', 'N7'])
  })

  test('are numbered once each', () => {
    expect(laws.length).toBeGreaterThan(10)
    expect(laws).toEqual([...new Set(laws)])
  })

  test('each have a test that carries the number', () => {
    expect(laws.filter((law) => !proven.includes(law))).toEqual([])
  })

  test('are what the numbers in test titles mean', () => {
    expect([...new Set(proven)].filter((number) => !laws.includes(number))).toEqual([])
  })
})
