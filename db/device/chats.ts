/** The chats as lists and headers show them: windows over an index, never the whole table. */

import type { ChatId, FolderId } from '../protocol/ids.ts'
import type { ChatDatabase } from './database.ts'
import type { ChatRecord, Shelf } from './records.ts'

export interface ChatQuery {
  readonly shelf: Shelf
  /** Only chats of this folder; left out: of all. */
  readonly folderId?: FolderId
}

export const readChat = async (db: ChatDatabase, chatId: ChatId): Promise<ChatRecord | undefined> =>
  db.chats.get(chatId)

/** The `limit` most recently active chats, newest first. */
export const listChats = async (
  _db: ChatDatabase,
  _query: ChatQuery & { readonly limit: number },
): Promise<readonly ChatRecord[]> => {
  throw new Error('not built')
}

/** The ids of all of them, newest first; a tenth of the cost of reading them. For windowed lists. */
export const listChatIds = async (
  _db: ChatDatabase,
  _query: ChatQuery,
): Promise<readonly ChatId[]> => {
  throw new Error('not built')
}

/** These chats in this order; those that are gone are left out. */
export const readChats = async (
  _db: ChatDatabase,
  _chatIds: readonly ChatId[],
): Promise<readonly ChatRecord[]> => {
  throw new Error('not built')
}

export const countChats = async (_db: ChatDatabase, _query: ChatQuery): Promise<number> => {
  throw new Error('not built')
}

/** The chats that branched off this one. */
export const listBranchChats = async (
  _db: ChatDatabase,
  _chatId: ChatId,
): Promise<readonly ChatRecord[]> => {
  throw new Error('not built')
}
