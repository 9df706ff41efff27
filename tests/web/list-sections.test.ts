/** Every chat stands under the heading of its time, and the list knows that without reading it. */

import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { describe, expect, it } from 'vitest'
import { ChatDatabase } from '../../db/device/database.ts'
import type { ChatRecord } from '../../db/device/records.ts'
import { readFirst, readWhole, toLines, type Line } from '../../web/chats/chat-order.ts'
import { moveFrom, neighbourOf } from '../../web/chats/list-moves.ts'
import { sectionsUntil } from '../../web/chats/list-sections.ts'
import { spanAround } from '../../web/chats/use-chat-lines.ts'
import { chatId, chatRow } from '../device/device.ts'

const NOW = new Date(2026, 10, 22, 14, 3).getTime()
const DAY = 24 * 60 * 60_000

const nameOf = (at: number, now: number): string | undefined =>
  sectionsUntil(at, now).find(({ from }) => at >= from)?.name

describe('the sections of the list', () => {
  it('go by midnights, not by 24 hours', () => {
    const justAfterMidnight = new Date(2026, 10, 22, 0, 5).getTime()
    expect(nameOf(justAfterMidnight - 10 * 60_000, justAfterMidnight)).toBe('Yesterday')
    expect(nameOf(new Date(2026, 10, 15).getTime(), NOW)).toBe('Previous 7 days')
    expect(nameOf(new Date(2026, 10, 15).getTime() - 1, NOW)).toBe('Previous 30 days')
    expect(nameOf(NOW - 60 * DAY, NOW)).toBe('September 2026')
  })

  it('put a moment in the future, as of a wrong clock, with today', () => {
    expect(nameOf(NOW + 3 * DAY, NOW)).toBe('Today')
  })

  it('follow each other without a gap, and end where nothing is older', () => {
    const sections = sectionsUntil(NOW - 100 * DAY, NOW)
    expect(sections.map(({ name }) => name)).toEqual([
      'Today',
      'Yesterday',
      'Previous 7 days',
      'Previous 30 days',
      'October 2026',
      'September 2026',
      'August 2026',
    ])
    const starts = sections.map(({ from }) => from)
    expect(starts).toEqual(starts.toSorted((one, other) => other - one))
  })

  it('are few, however old a chat may be', () => {
    expect(sectionsUntil(0, NOW).at(-1)?.name).toBe('Earlier')
    expect(sectionsUntil(0, NOW).length).toBeLessThan(32)
  })
})

/** Chats of all ages, some pinned, the newest first. */
const chats = Array.from({ length: 400 }, (_, at): ChatRecord => {
  const activeAt = NOW - Math.round((at / 400) ** 2 * 900 * DAY)
  const shelf = at % 40 === 7 ? 'pinned' : 'open'
  return { ...chatRow(`c${at}`, 1), pinned: shelf === 'pinned', activeAt, messageCount: 0, shelf }
})

const holdChats = async (records: readonly ChatRecord[]): Promise<ChatDatabase> => {
  const database = new ChatDatabase('chats', { indexedDB: new IDBFactory(), IDBKeyRange })
  await database.chats.bulkAdd(records)
  return database
}

/** The heading that each chat stands under. */
const headings = (lines: readonly Line[]): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  let heading = ''
  for (const line of lines) {
    if ('heading' in line) heading = line.heading
    else if ('chatId' in line) found.set(line.chatId, heading)
  }
  return found
}

describe('the order of the list', () => {
  it('has every chat once, newest first, under the heading of its time', async () => {
    const { lines } = await readWhole(await holdChats(chats), NOW)
    const pinned = chats.filter((chat) => chat.pinned)
    const open = chats.filter((chat) => !chat.pinned)
    expect([...headings(lines).keys()]).toEqual([...pinned, ...open].map(({ id }) => id))
    expect(headings(lines)).toEqual(
      new Map([
        ...pinned.map(({ id }) => [id, 'Pinned'] as const),
        ...open.map(({ id, activeAt }) => [id, nameOf(activeAt, NOW) ?? ''] as const),
      ]),
    )
  })

  it('begins as the whole does, with the records of its beginning', async () => {
    const database = await holdChats(chats)
    const first = await readFirst(database, NOW)
    const whole = await readWhole(database, NOW)
    expect(first.lines.length).toBeGreaterThan(50)
    expect(whole.lines.slice(0, first.lines.length)).toEqual(first.lines)
    expect(new Set(first.records.map(({ id }) => id))).toEqual(
      new Set(headings(first.lines).keys()),
    )
  })

  it('has no line where there is no chat', async () => {
    const database = await holdChats([])
    expect((await readFirst(database, NOW)).lines).toEqual([])
    expect((await readWhole(database, NOW)).lines).toEqual([])
  })
})

describe('the keys of the list', () => {
  const sections = sectionsUntil(NOW - 2 * DAY, NOW)
  const lines = toLines({ pinned: ['p'], open: ['a', 'b', 'c'] }, sections, [1, 0, 2])
  const at = (id: string) => lines.findIndex((line) => 'chatId' in line && line.chatId === id)

  it('go over headings, and stop at the ends', () => {
    expect(moveFrom(lines, at('p'), 'down')).toBe('a')
    expect(moveFrom(lines, at('b'), 'up')).toBe('a')
    expect(moveFrom(lines, at('p'), 'up')).toBeUndefined()
    expect(moveFrom(lines, at('c'), 'down')).toBeUndefined()
    expect(moveFrom(lines, at('b'), 'first')).toBe('p')
    expect(moveFrom(lines, at('b'), 'last')).toBe('c')
    expect(moveFrom(lines, at('p'), 'page-down')).toBe('c')
    expect(moveFrom(lines, at('c'), 'page-up')).toBe('p')
  })

  it('go on from a chat that goes away to the next, from the last to the one before', () => {
    expect(neighbourOf(lines, 'a')).toBe('b')
    expect(neighbourOf(lines, 'c')).toBe('b')
    expect(
      neighbourOf([{ heading: 'Today' }, { chatId: chatId('x') }], chatId('x')),
    ).toBeUndefined()
  })
})

describe('what is read of the list', () => {
  it('is what is looked at and some around it, and stays the same for some rows of scrolling', () => {
    expect(spanAround(0, 12)).toEqual({ from: 0, to: 40 })
    expect(spanAround(205, 219)).toEqual(spanAround(209, 219))
    const { from, to } = spanAround(9_000, 9_014)
    expect(from).toBeLessThanOrEqual(8_980)
    expect(to).toBeGreaterThan(9_034)
    expect(to - from).toBeLessThan(100)
  })
})
