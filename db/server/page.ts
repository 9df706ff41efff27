/** A page of rows above a cursor, as JSON text made by the database, and the head it was read under. */

import type { Fault } from '../protocol/fault.ts'
import type { UserId } from '../protocol/ids.ts'
import type { Head } from '../protocol/round.ts'
import type { UserTransaction } from './with-user.ts'

/** The wire's Page with its rows still as text (`[...]`), so that no row is parsed on its way out. */
export interface PageText {
  readonly from: string | null
  readonly to: string | null
  readonly hasMore: boolean
  readonly left?: number
  readonly rowsJson: string
  readonly rowCount: number
}

export interface PageRequest {
  readonly userId: UserId
  /** null: from the start, as a fresh device (newest first, tombstones left out). */
  readonly cursor: string | null
  /** Most rows, 1 to MAX_PAGE_ROWS; what closure adds comes on top. */
  readonly limit: number
  /** Bytes of rows after which the page closes; MAX_PAGE_BYTES unless told. */
  readonly maxBytes?: number
}

/** `fault`: `invalid` for a cursor that is none of ours, `history_forked` for one ahead of the history. */
export type PageReading =
  | { readonly kind: 'page'; readonly page: PageText; readonly head: Head }
  | { readonly kind: 'fault'; readonly fault: Fault }

/** One statement, hence one snapshot: nothing is missed between the page and its head. */
export declare const readPage: (trx: UserTransaction, request: PageRequest) => Promise<PageReading>
