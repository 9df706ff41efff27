/** Refused changes: kept and shown, sent again or let go only when the person says so. */

import type { ChangeFault } from '../protocol/fault.ts'
import type { ChangeId } from '../protocol/ids.ts'
import type { ChatDatabase } from './database.ts'
import type { WriteDeps } from './write.ts'

/**
 * Sends parked entries again, with whatever they depend on and whatever depends on them: new change
 * ids and numbers, in the order they were written. Resolves to how many are waiting again.
 */
export const retry = async (
  _db: ChatDatabase,
  _deps: WriteDeps,
  _changeIds: readonly ChangeId[] | 'all',
): Promise<number> => {
  throw new Error('not built')
}

/**
 * Lets parked entries go for good, with the parked ones that cannot live without them; the rows show
 * the server's values again. Resolves to the ids that went; others than parked ones stay.
 */
export const discard = async (
  _db: ChatDatabase,
  _changeIds: readonly ChangeId[],
): Promise<readonly ChangeId[]> => {
  throw new Error('not built')
}

/** What `discard` would let go, for asking first. */
export const listDependents = async (
  _db: ChatDatabase,
  _changeIds: readonly ChangeId[],
): Promise<readonly ChangeId[]> => {
  throw new Error('not built')
}

/**
 * Parks a waiting change that the server cannot even answer for, with what depends on it; their
 * numbers are given up by `void` changes. False when it does not wait any more.
 */
export const giveUp = async (
  _db: ChatDatabase,
  _changeId: ChangeId,
  _fault: ChangeFault,
): Promise<boolean> => {
  throw new Error('not built')
}
