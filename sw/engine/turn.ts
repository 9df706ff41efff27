/** One turn under the lock: looks at what earlier turns left, runs what is called for, keeps the result. */

import type { ChatDatabase } from '../../db/device/database.ts'
import { countOutbox, type Batch as OutboxBatch } from '../../db/device/outbox.ts'
import type { Trigger } from '../../db/device/records.ts'
import { attempt } from '../../db/device/storage-fault.ts'
import { readSync } from '../../db/device/sync-state.ts'
import type { Direction, Head } from '../../db/protocol/round.ts'
import { NO_PROGRESS, type Announcer } from './announce.ts'
import { FULL_BATCH, type Batch } from './batch.ts'
import { LONGEST_WAIT_MS, LOST_WAIT_MS } from './backoff.ts'
import type { EngineDeps } from './deps.ts'
import { countUnsent, finishRun, type Carried, type TurnEnd } from './finish-run.ts'
import type { State } from './machine.ts'
import { createMeasure } from './measure.ts'
import type { SyncOutcome } from './outcome.ts'
import { unavailable } from './replies.ts'
import type { Run } from './run.ts'
import { plan, type Plan, standingState, type Standing } from './schedule.ts'
import { runSync } from './sync.ts'

/** What the turns of one engine share. */
export interface TurnContext {
  readonly deps: EngineDeps
  readonly announcer: Announcer
  batch: Batch
  /** The head that this engine last pulled level with, and the head that the last poke spoke of. */
  level: Head | null
  poked: Head | null
}

/** `direction` null: whatever the trigger calls for. */
export interface Ask {
  readonly trigger: Trigger
  readonly direction: Direction | null
  readonly signal: AbortSignal
  /** All that waits, where the caller knows it: it is sent without being read. */
  readonly known?: OutboxBatch | null
}

/** How long one turn may hold the lock, so that other tabs and a waiting worker get theirs. */
const TURN_MS = 20_000

/** `carried`: goes on with a run whose time was up. */
export const playTurn = async (
  context: TurnContext,
  ask: Ask,
  carried: Carried | null,
): Promise<TurnEnd> => {
  const { announcer, deps } = context
  const ended = await attempt(deps.database, () => play(context, ask, carried))
  if (ended.kind === 'closed') {
    announcer.step({ kind: 'interrupt' }, { run: null })
    return { kind: 'interrupted', ...NOTHING_KNOWN }
  }
  if (ended.kind === 'no_space' || ended.kind === 'lost') {
    const isFull = ended.kind === 'no_space'
    const retryAt = deps.now() + (isFull ? LONGEST_WAIT_MS : LOST_WAIT_MS)
    const fault = unavailable(isFull ? 'device_full' : 'device_lost')
    announcer.step({ kind: 'fail', fault, retryAt }, { run: null })
    return { kind: 'waiting', fault, retryAt, ...NOTHING_KNOWN, unsent: await countUnsent(deps) }
  }
  return ended
}

const NOTHING_KNOWN = { sent: 0, received: 0, unsent: 0 }

const play = async (context: TurnContext, ask: Ask, carried: Carried | null): Promise<TurnEnd> => {
  const begun = carried ?? (await begin(context, ask))
  if ('kind' in begun) return begun
  const run = createRun(context, ask, begun)
  const end = await runSync(run)
  context.batch = run.batch
  // After a fork an older level would speak of another history.
  if (run.level !== null || run.recoveries > 0) context.level = run.level
  return finishRun(run, end)
}

/** What to start with, or why there is nothing to do. */
const begin = async (context: TurnContext, ask: Ask): Promise<Carried | SyncOutcome> => {
  const { announcer, deps } = context
  const { database, now } = deps
  const standing = await readStanding(database, ask)
  const planned = plan(ask.trigger, standing, now())
  if (planned.kind === 'nothing') return stay(context, planned.state)
  // A wait that ends early is over when the request is out, not before.
  const isWaiting = standingState(standing, now()).kind === 'waiting'
  if (!isWaiting) announcer.step({ kind: 'reset' })
  const direction = ask.direction ?? 'full'
  const drains = direction === 'upload' || isDrain(context, ask, { planned, isWaiting })
  if (drains && !(await isAnythingWaiting(database, ask))) return skip(deps)
  return { syncId: deps.newId(), direction, progress: NO_PROGRESS, wantsPage: !drains }
}

/** Nothing is to be pulled: only what waits calls for a request. */
const isDrain = (
  context: TurnContext,
  { trigger, direction }: Ask,
  { planned, isWaiting }: { readonly planned: Plan; readonly isWaiting: boolean },
): boolean => {
  const isPullDone = trigger === 'poke' && !isWaiting && isLevel(context)
  return direction === null && (planned.kind === 'drain' || isPullDone)
}

const isAnythingWaiting = async (database: ChatDatabase, { known }: Ask): Promise<boolean> =>
  known != null || (await countOutbox(database)).waiting > 0

const readStanding = async (database: ChatDatabase, { known }: Ask): Promise<Standing> =>
  known?.sync ?? (await readSync(database))

const isLevel = ({ level, poked }: TurnContext): boolean =>
  level !== null && poked !== null && level.revision >= poked.revision

/** An earlier failure, here or in another tab, still counts. */
const stay = async ({ deps, announcer }: TurnContext, state: State): Promise<SyncOutcome> => {
  if (state.kind !== 'waiting' && state.kind !== 'stopped') return skip(deps)
  const { fault } = state
  announcer.step(
    state.kind === 'stopped'
      ? { kind: 'refuse', fault }
      : { kind: 'fail', fault, retryAt: state.retryAt },
  )
  const counts = { sent: 0, received: 0, unsent: await countUnsent(deps) }
  return state.kind === 'stopped'
    ? { kind: 'stopped', fault, ...counts }
    : { kind: 'waiting', fault, retryAt: state.retryAt, ...counts }
}

/** The outcome where there was nothing to do. */
export const skip = async (deps: EngineDeps): Promise<SyncOutcome> => ({
  kind: 'skipped',
  sent: 0,
  received: 0,
  unsent: await countUnsent(deps),
})

/** The outcome of a sync that was given up before its turn came. */
export const abandon = async (deps: EngineDeps): Promise<SyncOutcome> => ({
  ...(await skip(deps)),
  kind: 'interrupted',
})

const createRun = (
  { deps, announcer, batch }: TurnContext,
  { trigger, signal, known }: Ask,
  { syncId, direction, progress, wantsPage }: Carried,
): Run => ({
  deps,
  wire: { ...deps, syncId },
  announcer,
  measure: createMeasure(deps, { trigger, direction }),
  trigger,
  direction,
  signal,
  endsAt: deps.now() + TURN_MS,
  progress,
  batch: { ...batch, ceiling: FULL_BATCH.ceiling },
  wantsPage,
  isAllSent: false,
  known: known ?? null,
  held: null,
  refused: null,
  sentFiles: new Set(),
  isFull: false,
  recoveries: 0,
  level: null,
})
