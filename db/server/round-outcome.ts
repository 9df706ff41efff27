/** What a round takes and what it answers. */

import type { Fault } from '../protocol/fault.ts'
import type { UserId } from '../protocol/ids.ts'
import type { ChangeResult, Head, SyncRequest } from '../protocol/round.ts'
import type { SyncStatus } from '../protocol/status.ts'
import type { PageText } from './page.ts'

export interface RoundInput {
  readonly userId: UserId
  /** The server's clock, ms. */
  readonly now: number
  /** A parsed request; its changes are judged here one by one. */
  readonly request: SyncRequest
  /** A random token of at most 64 characters for the head that this round may make. */
  readonly newToken: () => string
}

/**
 * `status` is the person's status after the round, as `readStatus` would tell it; `pushed` how many
 * revisions the round made (poke the other devices when above 0).
 */
export interface RoundReply {
  readonly results: readonly ChangeResult[]
  readonly page: PageText
  readonly head: Head
  readonly status: SyncStatus
  readonly pushed: number
  /** The revision at which the trash was emptied after it, where there was something to erase. */
  readonly emptiedAt?: number
}

/**
 * Faults: `invalid` (changes without a deviceId, a broken cursor), `history_forked`, `device_forked`,
 * `sequence_gap`; each leaves everything as it was. `isTrashDue`: see `emptyTrash`. Throws what the database throws: see `isUnavailable`.
 */
export type RoundOutcome =
  | { readonly kind: 'done'; readonly reply: RoundReply; readonly isTrashDue: boolean }
  | { readonly kind: 'fault'; readonly fault: Fault }
