/** Every numbered law has a test that carries its number, and every number in a title is a law. */

import { describe, expect, test } from 'vitest'
import { listFiles, readText } from './repository.ts'

/** Laws stand in db/README.md as list items that begin with the number in bold. */
const LAW = /^- \*\*([A-Z]\d)\*\* /gm
const TITLED = /\[([A-Z]\d)\]/g
const TEST_FILE = /^tests\/.+\.(test|journey)\.tsx?$/

const isTest = (path: string): boolean => TEST_FILE.test(path) && !path.startsWith('tests/house/')

const numbersIn = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, number = '']) => number)

describe('the laws', () => {
  const laws = numbersIn(readText('db/README.md'), LAW)
  const proven = listFiles()
    .filter(isTest)
    .flatMap((path) => numbersIn(readText(path), TITLED))

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
