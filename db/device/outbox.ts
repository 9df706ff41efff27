/** The changes that the server has not answered for: what to send next, how many, and in words. */

import type { Change } from '../protocol/change.ts'
import type { ChangeFault } from '../protocol/fault.ts'
import type { ChangeId, ChatId } from '../protocol/ids.ts'
import type { ChatDatabase } from './database.ts'
import type { OutboxEntry, SyncState } from './records.ts'

/** How much one request may hold. */
export interface BatchLimits {
  readonly maxChanges: number
  readonly maxBytes: number
}

/** What one request is made of, read in one transaction. */
export interface Batch {
  readonly sync: SyncState
  /** Oldest first, numbered without a gap; at least one where anything waits, however large. */
  readonly changes: readonly Change[]
  /** Changes of a person that wait, these included; tells the server what is still unsent. */
  readonly pending: number
  /** True when more waits than this batch holds. */
  readonly hasMore: boolean
}

/** `waiting` includes `restoring`: rows being brought back to a server that lost them. */
export interface OutboxCount {
  readonly waiting: number
  readonly answered: number
  readonly parked: number
  readonly restoring: number
}

/** An entry as a list can say it: what kind of act, on what, and why it is stuck. */
export interface OutboxLine {
  readonly changeId: ChangeId
  readonly state: OutboxEntry['state']
  readonly kind: OutboxEntry['body']['kind']
  readonly field: string | null
  readonly chatId: ChatId | null
  /** The title of its chat or the name of its folder, where there is one. */
  readonly name: string | null
  /** The first 140 characters of the text it carries. */
  readonly excerpt: string | null
  readonly value: string | boolean | null
  readonly editedAt: number
  readonly fault: ChangeFault | null
}

/** The next changes to send, with the sync row they belong to. */
export const peek = async (_db: ChatDatabase, _limits?: Partial<BatchLimits>): Promise<Batch> => {
  throw new Error('not built')
}

/** How much is unsent, on the way and refused; live, and cheap at any size. */
export const countOutbox = async (_db: ChatDatabase): Promise<OutboxCount> => {
  throw new Error('not built')
}

/** Waiting and parked entries of each of these chats, for the chat list. */
export const countByChat = async (
  _db: ChatDatabase,
  _chatIds: readonly ChatId[],
): Promise<ReadonlyMap<ChatId, { readonly waiting: number; readonly parked: number }>> => {
  throw new Error('not built')
}

/** The oldest `limit` entries in one state, in the order they were written. */
export const listOutbox = async (
  _db: ChatDatabase,
  _query: { readonly state: 'waiting' | 'parked'; readonly limit: number },
): Promise<readonly OutboxLine[]> => {
  throw new Error('not built')
}
