/** What differs between two texts, and the two put together. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergedWords } from '../../web/conflicts/merged-words.ts'
import { mergeTexts } from '../../web/conflicts/merge-texts.ts'
import { countChanges, sideOf, wordDiff } from '../../web/conflicts/word-diff.ts'
import { wordTokens } from '../../web/conflicts/word-tokens.ts'
import { changeId, clockOf } from '../device/device.ts'
import { conflictLine, sidedBy } from './conflict-line.ts'

const SIGNS = { same: '', removed: '-', added: '+' } as const

const marked = (first: string, second: string): string =>
  wordDiff(first, second)
    .map(({ kind, text }) => (kind === 'same' ? text : `{${SIGNS[kind]}${text}}`))
    .join('')

describe('the difference between two texts', () => {
  it.each([
    ['Trip plan to Porto', 'Trip plan to Lisbon', 'Trip plan to {-Porto}{+Lisbon}'],
    ['big red house', 'small blue house', '{-big red}{+small blue} house'],
    ['Trip plan', 'Trip plan (May)', 'Trip plan{+ (May)}'],
    ['same', 'same', 'same'],
    ['', 'new', '{+new}'],
    ['旅行去里斯本', '旅行去波尔图', '旅行去{-里斯本}{+波尔图}'],
    ['خطة رحلة لشبونة', 'خطة رحلة بورتو', 'خطة رحلة {-لشبونة}{+بورتو}'],
    ['café 👨‍👩‍👧 now', 'café 👨‍👩‍👦 now', 'café {-👨‍👩‍👧}{+👨‍👩‍👦} now'],
    ["don't go", 'do not go', "{-don't}{+do not} go"],
  ])('of %j and %j is in whole words', (first, second, expected) => {
    expect(marked(first, second)).toBe(expected)
  })

  it('holds both texts, letter for letter, whatever they are', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }))
    fc.assert(
      fc.property(text, text, (first, second) => {
        const pieces = wordDiff(first, second)
        const read = (side: 'removed' | 'added') =>
          sideOf(pieces, side)
            .map((piece) => piece.text)
            .join('')
        expect(wordTokens(first).join('')).toBe(first)
        expect([read('removed'), read('added')]).toEqual([first, second])
      }),
    )
  })

  it('counts a removal with what came in its place as one', () => {
    expect(countChanges(wordDiff('a b c d', 'x b c y'))).toBe(2)
    expect(countChanges(wordDiff('a', 'a'))).toBe(0)
  })

  it('of two long texts without a word in common is found soon', () => {
    const long = (word: string) =>
      Array.from({ length: 20_000 }, (_, at) => `${word}${at}`).join(' ')
    const pieces = wordDiff(long('a'), long('b'))

    expect(pieces.map(({ kind }) => kind)).toEqual(['removed', 'added'])
  })
})

describe('two texts put together', () => {
  it.each([
    ['Trip', 'Trip in May', 'Our Trip', 'Our Trip in May'],
    ['a b c', 'a B c', 'a b C', 'a B C'],
    ['Trip plan', 'Trip plan', 'Trip to Porto', 'Trip to Porto'],
    ['Trip', 'Trip Lisbon', 'Trip Porto', 'Trip Lisbon Porto'],
    ['Trip', 'Trip May', 'Trip May', 'Trip May'],
    [
      'Trip',
      'Trip to Lisbon by tram',
      'Trip to Porto by tram, slowly',
      'Trip to Lisbon by tram, slowly',
    ],
    ['one two', 'one 2', 'one zwei', 'one 2'],
    ['计划', '旅行计划', '计划表', '旅行计划表'],
  ])('of the base %j: %j and %j', (...texts) => {
    const [base, standing, other, expected] = texts
    expect(mergeTexts(base, standing, other)).toBe(expected)
  })

  it('never have marks that nobody wrote', () => {
    const words = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n') })
    fc.assert(
      fc.property(words, words, words, (base, standing, other) => {
        expect(mergeTexts(base, standing, standing)).toBe(standing)
        expect(mergeTexts(base, base, other)).toBe(other)
        expect(mergeTexts(base, standing, other) ?? '').not.toMatch(/[<>=|]/)
      }),
    )
  })

  const from = { field: 'title', value: 'Trip', clock: clockOf('first') }
  const values = { standing: sidedBy('own', 'Trip in May'), lost: sidedBy('pixel', 'Our Trip') }

  it('begin from the value that both replaced, where it is known', () => {
    const kept = {
      value: 'Trip in May',
      clock: { ...clockOf('mine'), previous: changeId('first') },
    }

    expect(mergedWords(conflictLine({ ...values, kept, former: [from] }))).toEqual({
      text: 'Our Trip in May',
      isMerged: true,
    })
  })

  it('find it behind the one that was replaced by the other as well', () => {
    const lost = { value: 'Our Trip', clock: { ...clockOf('theirs'), previous: changeId('first') } }
    const kept = {
      value: 'Trip in May',
      clock: { ...clockOf('mine'), previous: changeId('theirs') },
    }
    const lostChangeId = changeId('theirs')

    const line = conflictLine({ ...values, kept, lost, lostChangeId, former: [from] })
    expect(mergedWords(line).text).toBe('Our Trip in May')
  })

  it('are what stands where nobody knows what both began as', () => {
    expect(mergedWords(conflictLine(values))).toEqual({ text: 'Trip in May', isMerged: false })
  })
})
