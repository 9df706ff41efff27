/** What a batch of changes may touch, as it stands when the person's lock is held. */

import type { ChatRow } from '../../protocol/chat.ts'
import type { Clocks } from '../../protocol/clock.ts'
import type { ConflictRow } from '../../protocol/conflict.ts'
import type { ChangeFault } from '../../protocol/fault.ts'
import type { FolderRow } from '../../protocol/folder.ts'
import type { ChatVersion } from '../../protocol/history.ts'
import type { MessageRow } from '../../protocol/message.ts'
import type { SyncMode } from '../../protocol/sync-mode.ts'

/** What may lie in the trash; `trashedAt`: since when, by this server's clock alone. */
interface Binned {
  readonly syncMode: SyncMode | null
  readonly deletedAt: number | null
  readonly isPurged: boolean
  readonly trashedAt: number | null
}

/** `nextPosition`: one more than the highest in the chat, which is how many messages it ever got. */
export interface ChatState extends Omit<ChatRow, 'entity' | 'history' | keyof Binned>, Binned {
  readonly history: readonly ChatVersion[]
  readonly nextPosition: number
}
export interface FolderState extends Omit<FolderRow, 'entity' | keyof Binned>, Binned {}
export type ConflictState = Pick<ConflictRow, 'id' | 'revision' | 'resolvedAt' | 'choice'>

/** `content` only where a change sets it, `contentMd5` only where one brings the same id again. */
export interface MessageState extends Pick<
  MessageRow,
  'id' | 'revision' | 'chatId' | 'parentId' | 'role' | 'status' | 'isDeleted' | 'updatedAt'
> {
  readonly clocks: Clocks
  readonly content: string | null
  readonly contentMd5: string | null
}

/** What the ledger keeps of a change beside its revision; null for a plain `applied`. */
export type Recorded =
  | { readonly outcome: 'conflict' | 'duplicate' }
  | { readonly outcome: 'rejected'; readonly fault: ChangeFault }

export interface LedgerEntry {
  readonly deviceId: string
  readonly seq: number
  readonly changeId: string
  readonly revision: number
  readonly outcome: Recorded | null
}

export interface DeviceState {
  readonly deviceId: string
  readonly lastSeq: number
  readonly isRetired: boolean
}

/**
 * `seenToken`: the one kept for the revision that the device says it saw. `oldestToken`: the lowest
 * revision kept, where lower ones were let go; null: all there ever were are here.
 */
export interface Loaded {
  readonly seenToken: string | null
  readonly oldestToken: number | null
  readonly devices: readonly DeviceState[]
  readonly ledger: readonly LedgerEntry[]
  readonly chats: readonly ChatState[]
  readonly messages: readonly MessageState[]
  readonly folders: readonly FolderState[]
  readonly conflicts: readonly ConflictState[]
  /** Of the attachments that the batch names, those whose bytes are here. */
  readonly attachments: readonly string[]
}
