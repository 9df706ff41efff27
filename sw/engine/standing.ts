/** What a run leaves in the sync row, so that every tab and the worker know how syncing goes. */

import { attempt } from '../../db/device/storage-fault.ts'
import { noteSync, readSync } from '../../db/device/sync-state.ts'
import type { Fault } from '../../db/protocol/fault.ts'
import { LONGEST_WAIT_MS, waitAfter } from './backoff.ts'
import type { EngineDeps } from './deps.ts'
import { reasonOf } from './reason.ts'

type StandingDeps = Pick<EngineDeps, 'database' | 'now' | 'random'>

/** Pushed until empty, pulled until level: the five minutes count from here. */
export const noteFullSync = ({ database, now }: StandingDeps): Promise<void> =>
  noteSync(database, { lastFullSyncAt: now() })

/** One failure more, counted in one transaction whoever else fails meanwhile; when to try again. */
export const noteFailure = async (deps: StandingDeps, fault: Fault): Promise<number> => {
  const { database, now, random } = deps
  const noted = await attempt(database, () =>
    database.transaction('rw', database.sync, async () => {
      const failures = (await readSync(database)).failures + 1
      const retryAt = now() + waitAfter(failures, random(), fault.retryAfterMs)
      const lastReason = reasonOf(fault)
      await noteSync(database, { lastFault: fault.code, lastReason, failures, retryAt })
      return retryAt
    }),
  )
  // Where not even this finds room, only this context knows of the wait.
  return typeof noted === 'number' ? noted : now() + LONGEST_WAIT_MS
}

/** Nothing is tried by itself until the person has acted. */
export const noteRefusal = ({ database }: StandingDeps, fault: Fault): Promise<void> =>
  noteSync(database, { lastFault: fault.code, lastReason: null, retryAt: null })
