/** Where a person wants the newest to win: what stands stays, the other is in the history, and the log says so. */

import { answerConflicts } from '../../db/device/answer-conflicts.ts'
import { listConflicts } from '../../db/device/conflicts.ts'
import { addLog } from '../../db/device/runs.ts'
import { attempt } from '../../db/device/storage-fault.ts'
import { writeDeps } from '../chats/use-write.ts'
import type { Home } from '../session/home.ts'

const AT_ONCE = 200

/** In another tab the same may be done at the same moment; an answer that was given is not given again. */
export const settleConflicts = async ({ database, sync }: Home): Promise<void> => {
  const open = await listConflicts(database, AT_ONCE)
  const kept = open.map(({ id }) => ({ conflictId: id, choice: 'kept' as const }))
  const outcome = await answerConflicts(database, writeDeps, kept)
  if (outcome.kind !== 'written' || outcome.undo.length === 0) return
  sync?.wake('write')
  const details = { count: outcome.undo.length }
  const line = { at: Date.now(), level: 'note', code: 'conflict.settled', details } as const
  await attempt(database, () => addLog(database, line))
}
