/** What clicks and keys make of the selection in the list of chats. */

import { describe, expect, test } from 'vitest'
import type { Line } from '../../web/chats/chat-order.ts'
import { allOf, besides, between, listedOf } from '../../web/folders/selection.ts'
import { SELECT_KEYS } from '../../web/keys/select-keys.ts'
import { LIST_KEYS, shortcutOf } from '../../web/keys/shortcuts.ts'
import { deedWords } from '../../web/folders/deed-words.ts'
import { keptWords, leftWords } from '../../web/trash/trash-words.ts'
import { idOf } from '../../db/protocol/make-id.ts'

const LINES: readonly Line[] = [
  { isTop: true },
  { heading: 'Today' },
  { chatId: 'a' },
  { chatId: 'b' },
  { heading: 'Yesterday' },
  { chatId: 'c' },
  { chatId: 'd' },
]
const ids = (found: ReadonlySet<string>): readonly string[] => [...found]

describe('a selection', () => {
  test('reaches from where it began to where Shift leads, over headings, either way', () => {
    expect(ids(between(LINES, 'b', 'd'))).toEqual(['b', 'c', 'd'])
    expect(ids(between(LINES, 'b', 'a'))).toEqual(['a', 'b'])
  })

  test('is one chat where it begins nowhere, or where that has left the list', () => {
    expect(ids(between(LINES, undefined, 'c'))).toEqual(['c'])
    expect(ids(between(LINES, 'x', 'c'))).toEqual(['c'])
    expect(ids(between(LINES, 'c', 'x'))).toEqual([])
  })

  test('has all chats and no headings, and loses what leaves the list', () => {
    const all = allOf(LINES)
    expect(ids(all)).toEqual(['a', 'b', 'c', 'd'])
    expect(listedOf(all, LINES)).toBe(all)
    expect(ids(listedOf(all, LINES.slice(0, 3)))).toEqual(['a'])
  })

  test('leaves the focus to what stands where it stood', () => {
    expect(besides(LINES, new Set(['b', 'c']))).toBe('d')
    expect(besides(LINES, new Set(['c', 'd']))).toBe('b')
    expect(besides(LINES, new Set(['a', 'b', 'c', 'd']))).toBeUndefined()
  })

  test('has keys that mean nothing else in the list', () => {
    const keys = [...SELECT_KEYS, ...LIST_KEYS].map((shortcut) => shortcut.keys)
    expect(new Set(keys).size).toBe(keys.length)
    const space = { key: ' ', code: 'Space', altKey: false, shiftKey: false }
    expect(shortcutOf(SELECT_KEYS, { ...space, ctrlKey: false, metaKey: false }, false)).toBe(
      'toggle',
    )
  })
})

describe('the words for what was done', () => {
  test.each([
    [{ field: 'deleted', value: true }, 1, 'Chat moved to the trash.'],
    [{ field: 'deleted', value: true }, 3, '3 chats moved to the trash.'],
    [{ field: 'pinned', value: false }, 2, '2 chats unpinned.'],
    [{ field: 'archived', value: false }, 1, 'Chat taken out of the archive.'],
    [{ field: 'folderId', value: null }, 1200, '1,200 chats taken out of the folder.'],
    [{ field: 'folderId', value: idOf('folder-a') }, 1, 'Chat moved to “Work”.'],
  ] as const)('%o on %i: %s', (deed, count, words) => {
    expect(deedWords(deed, count, 'Work')).toBe(words)
  })
})

describe('the words of the trash', () => {
  const DAY = 24 * 3_600_000

  test('say how long something stays, never more than 30 days and never less than none', () => {
    expect(leftWords(0, 0)).toBe('Goes for good in 30 days')
    expect(leftWords(0, 28.5 * DAY)).toBe('Goes for good in 2 days')
    expect(leftWords(0, 29.5 * DAY)).toBe('Goes for good in 1 day')
    expect(leftWords(0, 400 * DAY)).toBe('Goes for good soon')
    expect(leftWords(9 * DAY, 0)).toBe('Goes for good in 30 days')
  })

  test('promise nothing by itself where there is no cloud', () => {
    expect(keptWords(true)).toContain('30 days')
    expect(keptWords(false)).not.toContain('30 days')
  })
})
