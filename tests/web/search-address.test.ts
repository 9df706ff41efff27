/** A search has an address that leads back to it, and words for how far it is. */

import { describe, expect, test } from 'vitest'
import { idOf } from '../../db/protocol/make-id.ts'
import { readAddress, writeAddress } from '../../web/search/search-address.ts'
import { progressWords, resultWords } from '../../web/search/search-words.ts'

describe('the address of a search', () => {
  test('leads back to the same search', () => {
    const whole = {
      typed: 'a & b "c"',
      role: 'user',
      since: 'month',
      hasCode: true,
      hasFile: true,
      folderId: idOf('folder-a'),
    } as const
    const bare = {
      typed: '',
      role: null,
      since: null,
      hasCode: false,
      hasFile: false,
      folderId: null,
    } as const

    for (const one of [whole, bare])
      expect(readAddress(writeAddress(one).split('?')[1] ?? '')).toEqual(one)
    expect(writeAddress(bare)).toBe('/search')
  })

  test('leaves out what nobody knows', () => {
    expect(readAddress('q=x&from=system&since=ever&has=everything&in=no id')).toEqual({
      typed: 'x',
      role: null,
      since: null,
      hasCode: false,
      hasFile: false,
      folderId: null,
    })
  })
})

describe('the words of a search', () => {
  const found = { chats: [], messages: [], chatCount: 1, messageCount: 1081 }

  test('say how far it is, and then what there is', () => {
    expect(progressWords({ ...found, searched: 0, of: 0, isOver: false })).toBe('Searching…')
    expect(progressWords({ ...found, searched: 1200, of: 10_000, isOver: false })).toBe(
      'Searching… 1,200 of 10,000 chats',
    )
    expect(progressWords({ ...found, searched: 5, of: 5, isOver: true })).toBe(
      'Found in 1 chat and 1,081 messages',
    )
    expect(resultWords({ chatCount: 0, messageCount: 0 })).toBe('Nothing found')
  })
})
