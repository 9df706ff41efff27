/** Where the search looks: every chat in the order of the list, with the keys of its blocks, and what lies over them. */

import { blocksOf } from './blocks.ts'
import { listChats } from './chats.ts'
import type { ChatDatabase } from './database.ts'
import { readTogether } from './read-together.ts'
import type { MessageRecord, Shelf } from './records.ts'

export type BlockKey = [string, number]

export interface Place {
  readonly chatId: string
  /** The keys of its blocks, the last first. */
  readonly blocks: readonly BlockKey[]
}

/** The trash is not looked through: what lies there was put away. */
const SHELVES: readonly Shelf[] = ['pinned', 'open', 'archived']

/** The `count` most recently active chats, without a look at the others. */
export const firstPlaces = (db: ChatDatabase, count: number): Promise<readonly Place[]> =>
  readTogether(db, [db.chats, db.blocks], async () => {
    const shelves = await Promise.all(
      SHELVES.map((shelf) => listChats(db, { shelf, limit: count })),
    )
    const chats = shelves
      .flat()
      .toSorted((a, b) => b.activeAt - a.activeAt)
      .slice(0, count)
    return Promise.all(
      chats.map(async ({ id }) => {
        const keys = await blocksOf(db, id).primaryKeys()
        return { chatId: id, blocks: keys.toReversed() }
      }),
    )
  })

/** Every chat, the most recently active first, with where its messages lie. */
export const placesOf = (
  db: ChatDatabase,
  folderIds: readonly string[] | undefined,
): Promise<readonly Place[]> =>
  readTogether(db, [db.chats, db.blocks], async () => {
    const [blockKeys, ...shelves] = await Promise.all([
      db.blocks.toCollection().primaryKeys(),
      ...SHELVES.map((shelf) => shelfOf(db, shelf, folderIds)),
    ])
    const keysOf = new Map<string, BlockKey[]>()
    for (const key of blockKeys) {
      const keys = keysOf.get(key[0])
      if (keys === undefined) keysOf.set(key[0], [key])
      else keys.unshift(key)
    }
    return shelves
      .flat()
      .toSorted((a, b) => b.activeAt - a.activeAt)
      .map(({ chatId }) => ({ chatId, blocks: keysOf.get(chatId) ?? [] }))
  })

const shelfOf = async (
  db: ChatDatabase,
  shelf: Shelf,
  folderIds: readonly string[] | undefined,
) => {
  const ofShelf = db.chats.where('[shelf+activeAt]')
  const parts =
    folderIds === undefined
      ? [ofShelf.between([shelf, -Infinity], [shelf, Infinity])]
      : folderIds.map((id) =>
          db.chats
            .where('[folderId+shelf+activeAt]')
            .between([id, shelf, -Infinity], [id, shelf, Infinity]),
        )
  const found = await Promise.all(
    parts.map(async (chats) => {
      const [keys, ids] = await Promise.all([chats.clone().keys(), chats.primaryKeys()])
      return ids.map((chatId, at) => ({ chatId, activeAt: activeAtOf(keys[at]) }))
    }),
  )
  return found.flat()
}

/** An index key as Dexie gives it: `activeAt` stands last. */
const activeAtOf = (key: unknown): number => {
  const at: unknown = Array.isArray(key) ? key.at(-1) : undefined
  return typeof at === 'number' ? at : 0
}

/** Messages with unanswered changes, by chat, the newest first: they stand in place of their rows. */
export const overlayOf = async (
  db: ChatDatabase,
): Promise<ReadonlyMap<string, readonly MessageRecord[]>> => {
  const byChat = new Map<string, MessageRecord[]>()
  for (const message of await db.messages.toArray()) {
    const messages = byChat.get(message.chatId) ?? []
    messages.push(message)
    byChat.set(message.chatId, messages)
  }
  for (const messages of byChat.values()) messages.sort((a, b) => b.order - a.order)
  return byChat
}

/** At least one chat, and no more of them than have so many blocks together. */
export const stretchFrom = (
  places: readonly Place[],
  from: number,
  blocks: number,
): readonly Place[] => {
  let end = from
  for (let left = blocks; end < places.length && (left > 0 || end === from); end += 1)
    left -= Math.max(1, places[end]?.blocks.length ?? 0)
  return places.slice(from, end)
}
