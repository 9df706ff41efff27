/** The end of a run: what it means for later ones goes to the sync row, its figures and its news to the pages. */

import { countOutbox } from '../../db/device/outbox.ts'
import { attempt } from '../../db/device/storage-fault.ts'
import type { Direction } from '../../db/protocol/round.ts'
import type { Progress } from './announce.ts'
import type { EngineDeps } from './deps.ts'
import { logFailure, logInterruption } from './keep-log.ts'
import type { SyncOutcome } from './outcome.ts'
import type { Run, RunEnd } from './run.ts'
import { noteFailure, noteFullSync, noteRefusal } from './standing.ts'

/** How far a run was when its time was up. */
export interface Carried {
  readonly syncId: string
  readonly direction: Direction
  readonly progress: Progress
  readonly wantsPage: boolean
}

export type TurnEnd = SyncOutcome | { readonly kind: 'more'; readonly carried: Carried }

export const finishRun = async (run: Run, end: RunEnd): Promise<TurnEnd> => {
  const { deps, announcer, measure, direction, progress, wantsPage } = run
  const { syncId } = run.wire
  switch (end.kind) {
    case 'more':
      await measure.keep('more')
      return { kind: 'more', carried: { syncId, direction, progress, wantsPage } }
    case 'done':
    case 'held':
      await Promise.all([
        direction === 'full' && noteFullSync(deps),
        measure.keep(end.kind === 'done' ? 'done' : 'more'),
      ])
      announcer.step({ kind: 'settle' }, { run: null })
      return { ...end, ...(await count(run)) }
    case 'interrupted':
      await measure.keep('more')
      announcer.step({ kind: 'interrupt' }, { run: null })
      await logInterruption(run)
      return { ...end, ...(await count(run)) }
    case 'failed':
    case 'refused':
      return fail(run, end)
  }
}

const fail = async (
  run: Run,
  { kind, fault }: Extract<RunEnd, { readonly kind: 'failed' | 'refused' }>,
): Promise<SyncOutcome> => {
  const { deps, announcer, measure } = run
  if (kind === 'refused') {
    await noteRefusal(deps, fault)
    await measure.keep('stopped', fault)
    announcer.step({ kind: 'refuse', fault }, { run: null })
    await logFailure(run, fault, null)
    return { kind: 'stopped', fault, ...(await count(run)) }
  }
  const retryAt = await noteFailure(deps, fault)
  await measure.keep('failed', fault)
  announcer.step({ kind: 'fail', fault, retryAt }, { run: null })
  await logFailure(run, fault, retryAt)
  return { kind: 'waiting', fault, retryAt, ...(await count(run)) }
}

const count = async ({ deps, progress }: Run) => ({
  sent: progress.sent,
  received: progress.received,
  unsent: await countUnsent(deps),
})

/**
 * What waits. Of a database that was taken away nothing can be said: 0. One that does not answer has
 * something for all we know: 1, so that the browser wakes the worker for it again.
 */
export const countUnsent = async ({ database }: Pick<EngineDeps, 'database'>): Promise<number> => {
  const counted = await attempt(database, () => countOutbox(database))
  if ('waiting' in counted) return counted.waiting
  return counted.kind === 'lost' ? 1 : 0
}
