/** The chats as lists and headers show them: windows over an index, never the whole table. */

import { Dexie } from 'dexie'
import type { ChatId, FolderId } from '../protocol/ids.ts'
import { backwards } from './backwards.ts'
import type { ChatDatabase } from './database.ts'
import type { ChatRecord, Shelf } from './records.ts'

export interface ChatQuery {
  readonly shelf: Shelf
  /** Only chats of this folder; left out: of all. */
  readonly folderId?: FolderId
  /** Only chats last active at this moment or later. */
  readonly from?: number
  /** Only chats last active before this moment. */
  readonly before?: number
}

export const readChat = async (db: ChatDatabase, chatId: ChatId): Promise<ChatRecord | undefined> =>
  db.chats.get(chatId)

/** The `limit` most recently active chats, newest first. */
export const listChats = async (
  db: ChatDatabase,
  query: ChatQuery & { readonly limit: number },
): Promise<readonly ChatRecord[]> => backwards(shelved(db, query)).limit(query.limit).toArray()

/** The ids of all of them, newest first; a tenth of the cost of reading them. For windowed lists. */
export const listChatIds = async (
  db: ChatDatabase,
  query: ChatQuery,
): Promise<readonly string[]> => {
  // Read forwards and turned here: only that way round are keys read all at once.
  const oldestFirst = await shelved(db, query).primaryKeys()
  return oldestFirst.toReversed()
}

/** These chats in this order; those that are gone are left out. */
export const readChats = async (
  db: ChatDatabase,
  chatIds: readonly string[],
): Promise<readonly ChatRecord[]> =>
  (await db.chats.bulkGet([...chatIds])).filter((chat) => chat !== undefined)

export const countChats = async (db: ChatDatabase, query: ChatQuery): Promise<number> =>
  shelved(db, query).count()

const shelved = (db: ChatDatabase, { shelf, folderId, from, before }: ChatQuery) => {
  const first = from ?? Dexie.minKey
  const end = before ?? Dexie.maxKey
  return folderId === undefined
    ? db.chats.where('[shelf+activeAt]').between([shelf, first], [shelf, end])
    : db.chats
        .where('[folderId+shelf+activeAt]')
        .between([folderId, shelf, first], [folderId, shelf, end])
}
