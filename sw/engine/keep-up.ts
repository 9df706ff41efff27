/** The clockwork of an open page: a sync whenever one is due, a try again when a wait is over. */

import { liveQuery } from 'dexie'
import type { Trigger } from '../../db/device/records.ts'
import { attempt } from '../../db/device/storage-fault.ts'
import { readSync } from '../../db/device/sync-state.ts'
import type { EngineStatus } from './announce.ts'
import { LONGEST_WAIT_MS, LOST_WAIT_MS } from './backoff.ts'
import type { EngineDeps } from './deps.ts'
import type { State } from './machine.ts'
import { msUntilDue } from './schedule.ts'

/** What it keeps going. */
interface Kept {
  readonly wake: (trigger: Trigger, signal: AbortSignal) => Promise<unknown>
  readonly status: () => EngineStatus
}

/**
 * Sleeps until something is due by the sync row, and looks again whenever that row changes, also by
 * another tab or the worker: a failure there is retried here.
 */
export const keepUp = async (
  { database, now, wait }: Pick<EngineDeps, 'database' | 'now' | 'wait'>,
  { wake, status }: Kept,
  signal: AbortSignal,
): Promise<void> => {
  let changed = new AbortController()
  const look = (): void => changed.abort()
  const watch = liveQuery(() => database.sync.get('sync')).subscribe(look, look)
  await wake('start', signal)
  while (!signal.aborted) {
    changed = new AbortController()
    const sync = await attempt(database, () => readSync(database))
    // A newer page has taken the database: it keeps up instead.
    if ('kind' in sync && sync.kind === 'closed') break
    const due = 'kind' in sync ? LOST_WAIT_MS : msUntilDue(sync, now())
    const ms = Math.max(due, ownWait(status().state, now()))
    await wait(ms, AbortSignal.any([signal, changed.signal]))
    if (!signal.aborted && !changed.signal.aborted) await wake('timer', signal)
  }
  watch.unsubscribe()
}

/** A wait that only this context knows of, because the device had no room to note it. */
const ownWait = (state: State, now: number): number =>
  state.kind === 'waiting' ? Math.min(state.retryAt - now, LONGEST_WAIT_MS) : 0
