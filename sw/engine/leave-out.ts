/** A run that goes on without changes: the server has no room for them, or fails at one of them. */

import { giveUp } from '../../db/device/park.ts'
import type { Fault } from '../../db/protocol/fault.ts'
import type { ChangeId } from '../../db/protocol/ids.ts'
import { addStrike, isPoison, POISON } from './poison.ts'
import type { RoundEnd, Run } from './run.ts'

/** No more changes in this run; the rows are asked for, and tell whether the server is well without. */
export const goOnWithout = (run: Run, fault: Fault, suspect: ChangeId | null): RoundEnd => {
  if (run.refused !== null) return { kind: 'failed', fault }
  run.refused = { fault, suspect }
  run.wantsPage = run.direction !== 'upload'
  return { kind: 'again' }
}

/** All that could be done without the refused changes is done: the server was well without `suspect`. */
export const endRefused = async (
  run: Run,
  { fault, suspect }: NonNullable<Run['refused']>,
): Promise<RoundEnd> => {
  const { database, now } = run.deps
  if (suspect === null || run.direction === 'upload') return { kind: 'failed', fault }
  const entry = await database.outbox.get(suspect)
  if (entry?.state !== 'waiting') return { kind: 'failed', fault }
  const strikes = addStrike(entry.strikes, now())
  await database.outbox.update(suspect, { strikes })
  if (!isPoison(strikes, now())) return { kind: 'failed', fault }
  await giveUp(database, suspect, POISON)
  run.refused = null
  return { kind: 'again' }
}
