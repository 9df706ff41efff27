/** Acts in a transaction that somebody has begun, where some chats or folders may be only on this device. */

import type { ChangeDraft } from './change-draft.ts'
import type { ChatDatabase } from './database.ts'
import type { Holding } from './desk.ts'
import { eraseHeld, holdWaiting } from './hold.ts'
import { readHolds } from './holds.ts'
import { keepTrees } from './keep-tree.ts'
import { NOT_HELD, placeActs, type WriteDeps, type WriteOutcome } from './place-acts.ts'

/** What is written to a chat or folder that is only on this device is held. Needs all tables. */
export const writeActs = async (
  db: ChatDatabase,
  deps: WriteDeps,
  acts: readonly ChangeDraft[],
): Promise<WriteOutcome> => {
  const holds = await readHolds(db, acts)
  if (holds === null) return placeActs(db, deps, { acts, holdingAt: () => NOT_HELD })
  const holdingAt = (at: number): Holding => holds.each[at] ?? NOT_HELD
  const outcome = await placeActs(db, deps, { acts, holdingAt })
  if (outcome.kind !== 'written') return outcome
  await db.keeping.bulkPut([...holds.news])
  const isMoving = holds.moved.length > 0
  if (isMoving) await holdWaiting(db, await keepTrees(db, holds.moved))
  if (holds.erased.length > 0) await eraseHeld(db, holds.erased)
  // What was to be sent may be what has just been held.
  return isMoving ? { ...outcome, next: null } : outcome
}
