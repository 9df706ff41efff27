/** The palette: titles and actions by a few letters, the best first. */

import { describe, expect, test } from 'vitest'
import { readWords } from '../../db/device/search-words.ts'
import { chatIdSchema } from '../../db/protocol/ids.ts'
import { newId } from '../../db/device/new-id.ts'
import { foldTitle, matchTitles } from '../../web/palette/match-titles.ts'
import { matchActs, paletteActs } from '../../web/palette/palette-acts.ts'
import { foundWords } from '../../web/palette/palette-words.ts'

const titlesOf = (titles: readonly string[]) =>
  titles.map((title, at) =>
    foldTitle({ id: chatIdSchema.parse(newId()), title, activeAt: 1000 - at }),
  )

const match = (titles: readonly string[], typed: string, limit = 10): readonly string[] =>
  matchTitles(titlesOf(titles), readWords(typed), limit).titles.map(({ title }) => title)

const nothing = () => undefined
const ACTS = paletteActs({
  acts: {
    'new-chat': nothing,
    palette: nothing,
    'previous-chat': nothing,
    'next-chat': nothing,
    'sync-now': nothing,
    'next-pane': nothing,
    'previous-pane': nothing,
    shortcuts: nothing,
  },
  navigate: nothing,
})
const acts = (typed: string) => matchActs(ACTS, readWords(typed)).map(({ label }) => label)

describe('titles', () => {
  test('come as they were, the latest first, until something is typed', () => {
    expect(match(['b', 'a', 'c'], '', 2)).toEqual(['b', 'a'])
  })

  test('are found in any case, accent and order; those that begin with it first, then words', () => {
    const titles = ['Outlisbonned', 'Trip plan for Lisbon', 'LISBON in May', 'Köln']

    expect(match(titles, 'lisbon')).toEqual([
      'LISBON in May',
      'Trip plan for Lisbon',
      'Outlisbonned',
    ])
    expect(match(titles, 'lisbon trip')).toEqual(['Trip plan for Lisbon'])
    expect(match(titles, 'koln')).toEqual(['Köln'])
  })

  test('are found by their letters in order only where nothing else is found', () => {
    const titles = ['Write a TypeScript debounce', 'Birthday ideas']

    expect(match(titles, 'tsdeb')).toEqual(['Write a TypeScript debounce'])
    expect(match([...titles, 'tsdeb'], 'tsdeb')).toEqual(['tsdeb'])
    expect(match(titles, 'td')).toEqual([])
  })

  test('are all counted, also those that are not shown', () => {
    const many = titlesOf(Array.from({ length: 50 }, (_, at) => `tea ${at}`))

    expect(matchTitles(many, ['tea'], 12)).toMatchObject({ count: 50 })
    expect(matchTitles(many, ['tea'], 12).titles).toHaveLength(12)
  })
})

describe('actions', () => {
  test('are found by the beginning of their words, and of other words for them', () => {
    expect(acts('dark')).toEqual(['Theme: dark'])
    expect(acts('appear')).toEqual(['Theme: light', 'Theme: dark', 'Theme: as the system'])
    expect(acts('sync')).toEqual(['Sync now', 'Sync centre'])
    expect(acts('ark')).toEqual([])
  })

  test('show the keys that do the same', () => {
    expect(ACTS.find(({ label }) => label === 'Sync now')?.keys).toBe('Mod+S')
  })
})

test('what was found is said once something is typed', () => {
  expect(foundWords({ words: [], count: 6, acts: ACTS })).toBe('')
  expect(foundWords({ words: ['x'], count: 1200, acts: [1] })).toBe('1,200 chats and 1 action')
  expect(foundWords({ words: ['x'], count: 0, acts: [] })).toBe('No chat with that title')
})
