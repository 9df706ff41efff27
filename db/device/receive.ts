/** The server's answer into the tables: results, rows, cursor and screen, in one transaction. */

import type { ChangeFault } from '../protocol/fault.ts'
import type { ChangeId } from '../protocol/ids.ts'
import type { ChangeResult, Head, Page } from '../protocol/round.ts'
import type { ChatDatabase } from './database.ts'

export interface Answer {
  /** `sync.generation` of the batch that was answered; of the current sync row for a poke. */
  readonly generation: number
  readonly results: readonly ChangeResult[]
  /** null where the answer shows no page: an `upload`, whose page is empty whatever there is to come. */
  readonly page: Page | null
  readonly head: Head
  readonly serverTime: number | null
  readonly now: number
}

export interface Received {
  readonly kind: 'received'
  /** Rows that were news. */
  readonly rows: number
  readonly answered: number
  readonly parked: number
  /** Entries that left the outbox. */
  readonly left: number
  readonly isCursorMoved: boolean
  /** The change that the server will not take yet, with all behind it; try again later. */
  readonly held: { readonly changeId: ChangeId; readonly fault: ChangeFault } | null
  /** True when the results were taken but the page found no room: storage is full. */
  readonly isOutOfSpace: boolean
}

/** `stale`: an answer to a request from before a fork; nothing was taken. */
export type ReceiveOutcome =
  | Received
  | { readonly kind: 'stale' }
  | { readonly kind: 'no_space' }
  | { readonly kind: 'closed' }

/**
 * Takes an answer, or a page that came with a poke (`results: []`). Rows are guarded by their own
 * revision, so any page may be taken at any time and any number of times; the cursor moves only for a
 * page that starts at it, and an entry leaves only after its answer and its row (laws N2, V1).
 */
export const receive = async (_db: ChatDatabase, _answer: Answer): Promise<ReceiveOutcome> => {
  throw new Error('not built')
}
