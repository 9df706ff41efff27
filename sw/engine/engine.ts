/** The engine: keeps one person's database in step with the server, the same in page and worker. */

import type { Trigger } from '../../db/device/records.ts'
import { attempt, isStorageFault } from '../../db/device/storage-fault.ts'
import { readSync } from '../../db/device/sync-state.ts'
import type { Poke } from '../../db/protocol/live.ts'
import type { Direction } from '../../db/protocol/round.ts'
import { createAnnouncer, type EngineStatus } from './announce.ts'
import { FULL_BATCH } from './batch.ts'
import type { EngineDeps } from './deps.ts'
import { keepUp } from './keep-up.ts'
import type { SyncOutcome } from './outcome.ts'
import { standingState } from './schedule.ts'
import { takePoke } from './take-poke.ts'
import { takeTurns, type Turns } from './take-turns.ts'
import type { TurnContext } from './turn.ts'

interface SyncOptions {
  readonly trigger: Trigger
  readonly signal?: AbortSignal
}

export interface Engine {
  /** Does what the trigger calls for now: a full sync, a drain (no request when nothing waits), or nothing. */
  readonly wake: (trigger: Trigger, signal?: AbortSignal) => Promise<SyncOutcome>
  readonly follow: Turns['follow']
  /** One direction, as asked: `upload` never pulls, `download` never pushes, `full` does both. */
  readonly sync: (direction: Direction, options: SyncOptions) => Promise<SyncOutcome>
  /** Takes what the poke brought, or pulls what it speaks of. */
  readonly receivePoke: (poke: Poke) => Promise<SyncOutcome>
  /** The live line stands (again): ends a wait for a server that was out of reach. */
  readonly lineOpened: () => Promise<void>
  /** For an open page: wakes at the start, every five minutes, and when a failure's wait is over. */
  readonly keepUp: (signal: AbortSignal) => Promise<void>
  readonly status: () => EngineStatus
}

export const createEngine = (deps: EngineDeps): Engine => {
  const announcer = createAnnouncer(deps.announce)
  const context: TurnContext = { deps, announcer, batch: FULL_BATCH, level: null, poked: null }
  const { ask, follow } = takeTurns(context)

  const wake: Engine['wake'] = (trigger, signal) => ask({ trigger, direction: null }, signal)
  return {
    wake,
    follow,
    sync: (direction, { trigger, signal }) => ask({ trigger, direction }, signal),
    receivePoke: async (poke) => {
      const taken = await attempt(deps.database, () => takePoke(context, poke))
      // The server spoke: what waits for it to come back need not wait any longer.
      if (taken === null || isStorageFault(taken) || taken.unsent > 0) return wake('poke')
      return taken
    },
    lineOpened: async () => {
      const sync = await attempt(deps.database, () => readSync(deps.database))
      if (!('kind' in sync) && standingState(sync, deps.now()).kind === 'waiting')
        await wake('poke')
    },
    keepUp: (signal) => keepUp(deps, { wake, status: announcer.status }, signal),
    status: announcer.status,
  }
}
