/** Finding in a chat: what is seen is found, as the search folds it, and counted without being drawn. */

import { describe, expect, test } from 'vitest'
import { countIn, placesIn, readAsked, type Asked } from '../../web/find/asked.ts'
import { createCounts } from '../../web/find/find-counts.ts'
import { nearest, placeWords, stepFrom } from '../../web/find/find-place.ts'
import { seenText } from '../../web/find/seen-text.ts'

const asked = (typed: string): Asked => {
  const read = readAsked(typed)
  if (read === null) throw new Error('nothing is asked for')
  return read
}

const marked = (text: string, typed: string): readonly string[] =>
  placesIn(text, asked(typed)).map(([from, to]) => text.slice(from, to))

const counts = async (texts: readonly string[], typed: string, count = createCounts()) => {
  const messages = texts.map((content, at) => ({ id: `m${at}`, content }))
  const pause = () => Promise.resolve()
  const found = await count(messages, asked(typed), { signal: new AbortController().signal, pause })
  return found?.map(({ at, count: times }) => [at, times])
}

describe('what is looked for', () => {
  test('is found in any case, accent, script and form, as it was written', () => {
    expect(marked('Café, CAFÉ and cafe\u0301s', 'cafe')).toEqual(['Café', 'CAFÉ', 'cafe\u0301'])
    expect(marked('Ｆｕｌｌ ﬁne', 'full fine')).toEqual(['Ｆｕｌｌ ﬁne'])
    expect(marked('ΟΔΟΣ, οδός', 'οδοσ')).toEqual(['ΟΔΟΣ', 'οδός'])
    expect(marked('東京で寿司、寿司', '寿司')).toEqual(['寿司', '寿司'])
    expect(marked('مرحبا بالعالم', 'بالعالم')).toEqual(['بالعالم'])
    expect(marked('किताब', 'क')).toEqual(['कि'])
  })

  test('is a phrase, over any space and new line, but not from one block into the next', () => {
    expect(marked('one  two\nthree', 'two three')).toEqual(['two\nthree'])
    expect(countIn('one\0two', asked('one two'))).toBe(0)
    expect(readAsked('  ')).toBeNull()
  })

  test('takes every sign as itself', () => {
    expect(marked('a.b (c) [d] a+b $1 \\', '(c) [d] a+b $1 \\')).toHaveLength(1)
    expect(marked('axb', 'a.b')).toEqual([])
  })
})

describe('the text that is seen', () => {
  test('has no Markdown in it, and no block runs into the next', () => {
    const seen = seenText(
      '# Big\n\nHe**ll**o [link](https://x.example/hidden) &amp; `code`\n\n- one\n- two',
    )

    expect(seen.split('\0').filter((part) => part !== '')).toEqual([
      'Big',
      'Hello link & code',
      'one',
      'two',
    ])
  })

  test('is the text itself where it is no Markdown', () => {
    expect(seenText('[only]: https://x.example')).toContain('only')
  })
})

describe('the matches of a branch', () => {
  test('are counted where they are seen, not in addresses or signs', async () => {
    const texts = [
      'tea and tea',
      'nothing',
      '[cup](https://tea.example) of **te**a',
      'AT&amp;T',
      '1. tea\n2. coffee',
      '```js\nconst tea = 1\n```',
    ]

    expect(await counts(texts, 'tea')).toEqual([
      [0, 2],
      [2, 1],
      [4, 1],
      [5, 1],
    ])
    expect(await counts(texts, 'at&t')).toEqual([[3, 1]])
    expect(await counts(texts, 'tea coffee')).toEqual([])
  })

  test('are counted anew where a text is another one', async () => {
    const count = createCounts()

    expect(await counts(['tea', 'x'], 'tea', count)).toEqual([[0, 1]])
    expect(await counts(['x', 'tea tea'], 'tea', count)).toEqual([[1, 2]])
  })

  test('are gone through round and round, and keep their place while others come', () => {
    const found = [
      { id: 'a', at: 2, count: 2 },
      { id: 'b', at: 7, count: 1 },
    ]
    const first = nearest(found, { id: 'x', at: 0, nth: 0 })
    if (first === null) throw new Error('nothing near')
    const steps = [1, 2, 3].reduce(
      (all) => [...all, stepFrom(found, all.at(-1) ?? first, 1)],
      [first],
    )

    expect(steps.map((place) => placeWords(found, place))).toEqual([
      '1 of 3',
      '2 of 3',
      '3 of 3',
      '1 of 3',
    ])
    expect(placeWords(found, stepFrom(found, first, -1))).toBe('3 of 3')
    expect(nearest(found, { id: 'x', at: 9, nth: 0 })).toEqual({ id: 'b', at: 7, nth: 0, count: 1 })
    const grown = [{ id: 'z', at: 0, count: 1 }, ...found]
    expect(placeWords(grown, nearest(grown, { id: 'a', at: 2, nth: 1 }))).toBe('3 of 4')
    expect(placeWords([], null)).toBe('Nothing found')
  })
})
