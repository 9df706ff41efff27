/** The clockwork of an open page: a sync whenever one is due, a try again when a wait is over. */

import { liveQuery } from 'dexie'
import { attempt } from '../../db/device/storage-fault.ts'
import { readSync } from '../../db/device/sync-state.ts'
import type { EngineDeps } from './deps.ts'
import type { Engine } from './engine.ts'
import { msUntilDue } from './schedule.ts'

/**
 * Sleeps until something is due by the sync row, and looks again whenever that row changes, also by
 * another tab or the worker: a failure there is retried here.
 */
export const keepUp = async (
  { database, now, wait }: Pick<EngineDeps, 'database' | 'now' | 'wait'>,
  { wake, status }: Pick<Engine, 'wake' | 'status'>,
  signal: AbortSignal,
): Promise<void> => {
  let changed = new AbortController()
  const look = (): void => changed.abort()
  const watch = liveQuery(() => database.sync.get('sync')).subscribe(look, look)
  await wake('start', signal)
  while (!signal.aborted) {
    changed = new AbortController()
    const sync = await attempt(() => readSync(database))
    // A newer page has taken the database: it keeps up instead.
    if ('kind' in sync) break
    const { state } = status()
    const ownWait = state.kind === 'waiting' ? state.retryAt - now() : 0
    const ms = Math.max(ownWait, msUntilDue(sync, now()))
    await wait(ms, AbortSignal.any([signal, changed.signal]))
    if (!signal.aborted && !changed.signal.aborted) await wake('timer', signal)
  }
  watch.unsubscribe()
}
