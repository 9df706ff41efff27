/** The app's only pen: a person's act becomes rows and outbox entries in one transaction. */

import type { ChangeId } from '../protocol/ids.ts'
import type { ChangeDraft } from './change-draft.ts'
import type { ChatDatabase } from './database.ts'

/** Clock (ms) and ids of whoever writes. */
export interface WriteDeps {
  readonly now: () => number
  readonly newId: () => string
}

/**
 * - `written`: stored, durable, and in the outbox; one id a change, none where the value stood already.
 * - `too_large`: `rowKey` holds more than a message may. `missing`: there is no such row to change.
 * - `no_space`: the browser's quota is used up. `closed`: the database belongs to a newer page now,
 *   or was moved into an account. In all four nothing at all is stored.
 */
export type WriteOutcome =
  | { readonly kind: 'written'; readonly changeIds: readonly ChangeId[] }
  | { readonly kind: 'too_large' | 'missing'; readonly rowKey: string }
  | { readonly kind: 'no_space' }
  | { readonly kind: 'closed' }

/**
 * Writes one act, or several that belong together: ONE transaction over rows, shadow, outbox and the
 * sync row, all or nothing. Titles are cut and text is made storable here, so that no change is ever
 * refused for its form. The caller wakes the sync after it resolves.
 */
export const write = async (
  _db: ChatDatabase,
  _deps: WriteDeps,
  _drafts: ChangeDraft | readonly ChangeDraft[],
): Promise<WriteOutcome> => {
  throw new Error('not built')
}
