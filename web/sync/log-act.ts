/** Puts what a person did about sync into the log, in a code and a count. */

import type { ChatDatabase } from '../../db/device/database.ts'
import { addLog } from '../../db/device/runs.ts'
import { attempt } from '../../db/device/storage-fault.ts'

type Act = 'paused' | 'resumed' | 'retried' | 'discarded' | 'repaired' | 'reset'

/** A line that finds no room is let go. */
export const logAct = async (
  database: ChatDatabase,
  code: `person.${Act}`,
  count?: number,
): Promise<void> => {
  const details = count === undefined ? {} : { count }
  await attempt(database, () => addLog(database, { at: Date.now(), level: 'note', code, details }))
}
