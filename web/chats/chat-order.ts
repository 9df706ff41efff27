/** Which chats the list has and in which order, read without reading the chats. */

import { countChats, listChatIds, listChats, readChats } from '../../db/device/chats.ts'
import type { ChatCount } from '../../db/device/count-by-chat.ts'
import type { ChatDatabase } from '../../db/device/database.ts'
import type { Mode } from '../../db/device/modes.ts'
import type { ChatRecord } from '../../db/device/records.ts'
import { sectionsUntil, type Section } from './list-sections.ts'

/** A heading, or the id of a chat. */
export type Line = { readonly heading: string } | { readonly chatId: string }

export interface ChatOrder {
  readonly lines: readonly Line[]
  /** The chats that were read with it; none where it holds all of them. */
  readonly records: readonly ChatRecord[]
}

/** Of the chats that are looked at: what they are, and what waits or is refused of them. */
export interface SeenChats {
  readonly chats: ReadonlyMap<string, ChatRecord>
  readonly counts: ReadonlyMap<string, ChatCount>
  /** Those that are not simply everywhere. */
  readonly modes: ReadonlyMap<string, Mode>
}

/** More than any screen shows before somebody scrolls. */
const FIRST = 50

interface Shelves {
  readonly pinned: readonly string[]
  readonly open: readonly string[]
}

const countBySection = (
  records: readonly ChatRecord[],
  sections: readonly Section[],
): readonly number[] =>
  sections.map(({ from }, at) => {
    const end = sections[at - 1]?.from ?? Number.POSITIVE_INFINITY
    return records.filter(({ activeAt }) => activeAt >= from && activeAt < end).length
  })

/** Headings with what stands under them, as many as were counted for each. Pure. */
export const toLines = (
  { pinned, open }: Shelves,
  sections: readonly Section[],
  counts: readonly number[],
): readonly Line[] => {
  const lines: Line[] = []
  const add = (heading: string, ids: readonly string[]) => {
    if (ids.length === 0) return
    lines.push({ heading })
    for (const chatId of ids) lines.push({ chatId })
  }
  add('Pinned', pinned)
  let begin = 0
  for (const [at, { name }] of sections.entries()) {
    const end = begin + (counts[at] ?? 0)
    add(name, open.slice(begin, end))
    begin = end
  }
  return lines
}

/** The newest of them with their records: all that the first screen needs. */
export const readFirst = async (db: ChatDatabase, now: number): Promise<ChatOrder> => {
  const [pinned, open] = await db.transaction('r', db.chats, () =>
    Promise.all([
      listChats(db, { shelf: 'pinned', limit: FIRST }),
      listChats(db, { shelf: 'open', limit: FIRST }),
    ]),
  )
  const sections = sectionsUntil(open.at(-1)?.activeAt ?? now, now)
  const shelves = { pinned: pinned.map(({ id }) => id), open: open.map(({ id }) => id) }
  return {
    lines: toLines(shelves, sections, countBySection(open, sections)),
    records: [...pinned, ...open],
  }
}

/** All of them: their ids, and how many there are in each section, from the index alone. */
export const readWhole = async (db: ChatDatabase, now: number): Promise<ChatOrder> =>
  db.transaction('r', db.chats, async () => {
    const [pinned, open] = await Promise.all([
      listChatIds(db, { shelf: 'pinned' }),
      listChatIds(db, { shelf: 'open' }),
    ])
    const [oldest] = await readChats(db, open.slice(-1))
    const sections = sectionsUntil(oldest?.activeAt ?? now, now)
    const counts = await Promise.all(
      sections.map(({ from }, at) => {
        const newer = sections[at - 1]
        return countChats(db, {
          shelf: 'open',
          from,
          ...(newer === undefined ? {} : { before: newer.from }),
        })
      }),
    )
    return { lines: toLines({ pinned, open }, sections, counts), records: [] }
  })
