/** Pause and resume: nothing is sent or fetched by itself meanwhile; what a person asks for still runs, once. */

import { attempt } from '../../db/device/storage-fault.ts'
import { noteSync } from '../../db/device/sync-state.ts'
import type { Home } from '../session/home.ts'
import { logAct } from './log-act.ts'

/** Kept in the tables, so that every tab and the worker obey, also after a restart. False: not stored. */
const note = async (database: Home['database'], isPaused: boolean): Promise<boolean> => {
  const noted = await attempt(database, () => noteSync(database, { isPaused }))
  if (noted !== undefined) return false
  await logAct(database, isPaused ? 'person.paused' : 'person.resumed')
  return true
}

/** A run under way sends nothing more than what it has in hand; what was answered is kept. */
export const pauseSync = ({ database }: Pick<Home, 'database'>): Promise<boolean> =>
  note(database, true)

/** Sends and fetches at once: the person is waiting for it. */
export const resumeSync = async ({
  database,
  sync,
}: Pick<Home, 'database' | 'sync'>): Promise<boolean> => {
  const isNoted = await note(database, false)
  if (isNoted) sync?.wake('person')
  return isNoted
}
