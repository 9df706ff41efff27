/** A chat's messages as they are read: the active branch, from blocks and overlay, window by window. */

import type { ChatId, MessageId } from '../protocol/ids.ts'
import type { ChatDatabase } from './database.ts'
import type { EntryState, MessageRecord } from './records.ts'

/** A message on the active branch. */
export interface MessageView extends Omit<MessageRecord, 'state'> {
  /** `synced`: the server's own row. The others: see EntryState. */
  readonly state: 'synced' | EntryState
  /** All versions at this place, oldest first, this one included: more than one makes a branch switch. */
  readonly versions: readonly MessageId[]
}

export interface ChatWindow {
  /** Oldest first; the last is where the next message is appended. */
  readonly messages: readonly MessageView[]
  /** `parentId` of the next message; null in an empty chat. May be a deleted message, not shown. */
  readonly leafId: MessageId | null
  /** True when the branch goes further back than this window. */
  readonly hasEarlier: boolean
}

/** The last `limit` messages of the active branch; ask for more to scroll back. For live queries. */
export const readWindow = async (
  _db: ChatDatabase,
  _query: { readonly chatId: ChatId; readonly limit: number },
): Promise<ChatWindow> => {
  throw new Error('not built')
}

/** Shows the branch through this message from now on; remembered on this device only. */
export const chooseBranch = async (
  _db: ChatDatabase,
  _chatId: ChatId,
  _messageId: MessageId,
): Promise<void> => {
  throw new Error('not built')
}

/** Every message of a chat, all branches, in order of arrival, block by block: for export and search. */
export const eachMessage = async (
  _db: ChatDatabase,
  _chatId: ChatId,
  _visit: (messages: readonly MessageRecord[]) => void,
): Promise<void> => {
  throw new Error('not built')
}
