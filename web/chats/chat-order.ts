/** Which chats the list has and in which order, read without reading the chats. */

import { countChats, listChatIds, listChats, readChats } from '../../db/device/chats.ts'
import type { ChatCount } from '../../db/device/count-by-chat.ts'
import type { ChatDatabase } from '../../db/device/database.ts'
import type { Mode } from '../../db/device/modes.ts'
import type { ChatRecord } from '../../db/device/records.ts'
import { ALL, ARCHIVE, folderOf } from '../folders/list-address.ts'
import { sectionsUntil, type Section } from './list-sections.ts'

/** What stands over all chats, a heading, or the id of a chat. */
export type Line =
  | { readonly isTop: true }
  | { readonly heading: string }
  | { readonly chatId: string }

export interface ChatOrder {
  /** Of the list that it is the order of. */
  readonly address: string
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

/** What the list at an address asks for; in the archive nothing is pinned. */
const partsOf = (address: string) => {
  const folderId = folderOf(address)
  const inside = folderId === null ? {} : { folderId }
  return address === ARCHIVE
    ? { pinned: null, open: { shelf: 'archived' } as const }
    : {
        pinned: { shelf: 'pinned', ...inside } as const,
        open: { shelf: 'open', ...inside } as const,
      }
}

/** The ids of all chats of a list, from top to bottom. */
export const readIds = async (db: ChatDatabase, address: string): Promise<readonly string[]> => {
  const { pinned, open } = partsOf(address)
  const shelves = await Promise.all([pinned ? listChatIds(db, pinned) : [], listChatIds(db, open)])
  return shelves.flat()
}

/** The newest of them with their records: all that the first screen needs. */
export const readFirst = async (
  db: ChatDatabase,
  now: number,
  address = ALL,
): Promise<ChatOrder> => {
  const parts = partsOf(address)
  const [pinned, open] = await db.transaction('r', db.chats, () =>
    Promise.all([
      parts.pinned ? listChats(db, { ...parts.pinned, limit: FIRST }) : [],
      listChats(db, { ...parts.open, limit: FIRST }),
    ]),
  )
  const sections = sectionsUntil(open.at(-1)?.activeAt ?? now, now)
  const shelves = { pinned: pinned.map(({ id }) => id), open: open.map(({ id }) => id) }
  return {
    address,
    lines: toLines(shelves, sections, countBySection(open, sections)),
    records: [...pinned, ...open],
  }
}

/** All of them: their ids, and how many there are in each section, from the index alone. */
export const readWhole = async (db: ChatDatabase, now: number, address = ALL): Promise<ChatOrder> =>
  db.transaction('r', db.chats, async () => {
    const parts = partsOf(address)
    const [pinned, open] = await Promise.all([
      parts.pinned ? listChatIds(db, parts.pinned) : [],
      listChatIds(db, parts.open),
    ])
    const [oldest] = await readChats(db, open.slice(-1))
    const sections = sectionsUntil(oldest?.activeAt ?? now, now)
    const counts = await Promise.all(
      sections.map(({ from }, at) => {
        const newer = sections[at - 1]
        return countChats(db, {
          ...parts.open,
          from,
          ...(newer === undefined ? {} : { before: newer.from }),
        })
      }),
    )
    return { address, lines: toLines({ pinned, open }, sections, counts), records: [] }
  })
