/** What one browser keeps, record by record: the shapes behind every table of the device's database. */

import type { ChangeBody } from '../protocol/change.ts'
import type { ChatRow } from '../protocol/chat.ts'
import type { ConflictRow } from '../protocol/conflict.ts'
import type { ChangeFault, FaultCode } from '../protocol/fault.ts'
import type { FolderRow } from '../protocol/folder.ts'
import type { ChangeId, ChatId, DeviceId, MessageId } from '../protocol/ids.ts'
import type { MessageRow } from '../protocol/message.ts'
import type { Direction, Head } from '../protocol/round.ts'
import type { Dropped, Fetching } from './fetching.ts'
import type { Verified } from './verified.ts'

/** Where a chat is listed; each chat is on exactly one shelf. `purged`: erased for good, never listed. */
export type Shelf = 'pinned' | 'open' | 'archived' | 'trash' | 'purged'

/** What the device knows about a chat beside its row; never sent. */
export interface ChatExtras {
  /** The latest timestamp among its messages, or its own: what lists are sorted by. */
  readonly activeAt: number
  /**
   * How many of its messages came here, whether they lie in blocks or were passed over because the text
   * is away: what `seenMessages` of a deletion starts from.
   */
  readonly messageCount: number
}

export interface ChatRecord extends ChatRow, ChatExtras {
  readonly shelf: Shelf
}

export type FolderRecord = FolderRow

export interface ConflictRecord extends ConflictRow {
  /** 1 while nobody has chosen; a number because IndexedDB does not index booleans. */
  readonly isOpen: 0 | 1
}

/** BLOCK_SIZE positions of one chat as the server sent them, sorted by position; gaps are possible. */
export interface MessageBlock {
  readonly chatId: ChatId
  readonly index: number
  readonly messages: readonly MessageRow[]
}

/**
 * - `waiting`: not answered. `answered`: the server has it, its row is on the way. `parked`: refused.
 *   `held`: of a chat or folder that is only on this device; it is not sent, and nobody waits for it.
 */
export type EntryState = 'waiting' | 'answered' | 'parked' | 'held'

/**
 * A message with unanswered changes: what the screen shows in place of the block's row.
 * `position` is null until its row has arrived; `order` sorts those among each other.
 */
export interface MessageRecord extends Omit<MessageRow, 'position'> {
  readonly position: number | null
  readonly order: number
  readonly state: EntryState
  readonly fault?: ChangeFault
}

/** The last row of an entity as the server sent it, kept while the outbox has entries for it. */
export interface ShadowRecord {
  readonly rowKey: string
  /** null: the server has not shown this row yet. */
  readonly row: ChatRow | FolderRow | ConflictRow | null
}

/**
 * A change that the server has not fully answered for.
 * `order` is the order of writing, for ever; `seq` is the number on the wire, which a fork may change.
 */
export interface OutboxEntry {
  readonly changeId: ChangeId
  /** null once answered, parked or held: the number is used up. */
  readonly seq: number | null
  readonly order: number
  readonly editedAt: number
  /** The row it changes (`rowKey()` of db/protocol/row.ts); empty for a `void`. */
  readonly rowKey: string
  /** The chat it belongs to, where there is one. */
  readonly chatId?: ChatId
  readonly body: ChangeBody
  /** `void`: only gives up its number; nothing a person would count. */
  readonly state: EntryState | 'void'
  /** The revision its row must reach before it leaves. */
  readonly answeredAt?: number
  /** Why it is parked, or what a waiting one is held for. */
  readonly fault?: ChangeFault
  readonly tries: number
  /** How often the server failed at it alone while it was well without it, and since when (ms). */
  readonly strikes?: { readonly count: number; readonly since: number }
  /** Of what makes a chat or folder, once it went out: which full sync was the last one by then. */
  readonly sentAfter?: number | null
}

/** Bytes of an attachment by their hash; `isSent` once the server has them. */
export interface AttachmentRecord {
  readonly sha256: string
  readonly mime: string
  readonly size: number
  readonly bytes: Blob | ArrayBuffer
  readonly isSent: 0 | 1
  readonly addedAt: number
}

/** Text that is not a message yet. Its id is the chat's, `new`, `edit` and the edited message's, or `streamed` and the chat's. */
export interface DraftRecord {
  readonly id: string
  readonly chatId: ChatId | null
  readonly kind: 'typed' | 'streamed'
  readonly text: string
  readonly updatedAt: number
  /** Of a streamed one: the message that it becomes. */
  readonly reply?: ReplyPlan
}

/** The message that a reply becomes when it ends, or is cut. */
export interface ReplyPlan {
  readonly messageId: MessageId
  readonly parentId: MessageId
  /** Null until whoever answers has said so. */
  readonly model: string | null
  readonly startedAt: number
}

/**
 * A chat whose text is not simply here; without a record it is. `dropped`: in the cloud alone, but for
 * what has unanswered changes. `fetching`: on its way back. `visiting`: here until it is let go again.
 */
export type BodyRecord =
  | ({ readonly chatId: ChatId; readonly state: 'dropped' } & Dropped)
  | ({ readonly chatId: ChatId; readonly state: 'fetching' } & Fetching)
  | { readonly chatId: ChatId; readonly state: 'visiting'; readonly since: number }

/** Which of a chat's branches this device looks at: the path through `leafId` and its newest replies. */
export interface BranchRecord {
  readonly chatId: ChatId
  readonly leafId: MessageId
}

/** What started a sync. */
export type Trigger =
  | 'write'
  | 'poke'
  | 'online'
  | 'visible'
  | 'start'
  | 'timer'
  | 'person'
  | 'background'
  | 'periodic'

/** One sync, as the dashboard shows it; lengths in ms, sizes in bytes: sent as it travelled, received unpacked. */
export interface RunRecord {
  readonly id?: number
  readonly trigger: Trigger
  readonly direction: Direction
  readonly startedAt: number
  readonly durationMs: number
  readonly requests: number
  readonly sent: number
  readonly received: number
  readonly bytesSent: number
  readonly bytesReceived: number
  readonly outcome: 'done' | 'more' | 'stopped' | 'failed'
  readonly fault?: FaultCode
  /** Why there was no answer, where the fault is this device's own finding. */
  readonly reason?: string
}

/** Something worth telling a person who asks why: codes and counts, never content. */
export interface LogRecord {
  readonly id?: number
  readonly at: number
  readonly level: 'note' | 'warning' | 'error'
  readonly code: string
  readonly details?: Readonly<Record<string, string | number | boolean | null>>
}

/**
 * What the search reads in place of the block of the same key, made when it first looked there, and
 * dropped with every change of the block; see search-text.ts.
 */
export interface SearchBlockRecord {
  readonly chatId: ChatId
  readonly index: number
  readonly text: string
  readonly roles: string
  readonly files: string
  readonly times: readonly number[]
}

/** The one row that holds this device's place in the protocol. */
export interface SyncState {
  readonly id: 'sync'
  /** The first device id of this database: another database of its name has another. Absent in an old one. */
  readonly madeAs?: DeviceId
  readonly deviceId: DeviceId
  /** The former device id, sent along from a fork on so that its delayed requests are refused. */
  readonly retires?: DeviceId
  readonly nextSeq: number
  /**
   * No entry of this generation waits under a number up to this one. Where a search begins: records
   * that were deleted are passed over one by one. Absent, or of another generation: at the start.
   */
  readonly answeredUpTo?: { readonly generation: number; readonly seq: number }
  readonly nextOrder: number
  /** Where this device has read up to; null: nothing yet. */
  readonly cursor: string | null
  /**
   * Every row up to this revision has arrived here, as of a page that ended at the head: what is
   * answered at or below it waits for nothing. Absent: not known since the cursor began.
   */
  readonly completeTo?: number | undefined
  /** The highest head the server ever told. */
  readonly seen: Head | null
  /** Raised by every fork: an answer to a request of an earlier generation is thrown away. */
  readonly generation: number
  readonly lastFullSyncAt: number | null
  readonly lastSentAt: number | null
  readonly lastReceivedAt: number | null
  readonly lastFault: FaultCode | null
  /** Why there was no answer, where the last fault is this device's own finding. */
  readonly lastReason?: string | null
  readonly retryAt: number | null
  readonly failures: number
  readonly isPaused: boolean
  /** Rows still to come, where the server last said so. */
  readonly left: number | null
  /**
   * Since a server went back in time: of the files that it had, those behind this hash may be gone from
   * it. Absent: none is.
   */
  readonly filesAfter?: string | undefined
  /** When the person last let go of files to make room: older ones are not brought unasked. */
  readonly freedAt?: number
  /** Until when the chats here are proven to be the server's; absent: never yet, or of another history. */
  readonly verified?: Verified | undefined
  /** Server time minus this device's, at the last answer. */
  readonly clockOffsetMs: number | null
  /** By local device id: the last `order` taken over from that local database. */
  readonly adopted: Readonly<Record<string, number>>
  /** The database that a local one's chats live in now: nothing is written to the local one any more. */
  readonly movedTo: string | null
}
