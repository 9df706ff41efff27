/** What every host of the engine has: turns under the lock, one after the other, for whatever is asked. */

import type { Trigger } from '../../db/device/records.ts'
import { createAnnouncer, type EngineStatus } from './announce.ts'
import { FULL_BATCH } from './batch.ts'
import type { EngineDeps } from './deps.ts'
import type { Carried, TurnEnd } from './finish-run.ts'
import { createTurns, type Turn } from './lock.ts'
import type { SyncOutcome } from './outcome.ts'
import { abandon, playTurn, type Ask, type TurnContext } from './turn.ts'

export interface Core {
  readonly context: TurnContext
  /** Does what the trigger calls for now: a full sync, a drain (no request when nothing waits), or nothing. */
  readonly wake: (trigger: Trigger, signal?: AbortSignal) => Promise<SyncOutcome>
  /** As many turns as it takes, going on from one that was begun. */
  readonly goOn: (ask: Ask, begun: Carried | null) => Promise<SyncOutcome>
  readonly take: (turn: Omit<Turn<TurnEnd>, 'giveUp'>) => Promise<TurnEnd>
  /** True where no turn is under way here, and none waits for the lock. */
  readonly isIdle: () => boolean
  readonly status: () => EngineStatus
}

export const createCore = (deps: EngineDeps): Core => {
  const announcer = createAnnouncer(deps.announce)
  const takeTurn = createTurns<TurnEnd>(deps.locks)
  const context: TurnContext = { deps, announcer, batch: FULL_BATCH, level: null, poked: null }
  let turns = 0

  const take: Core['take'] = async (turn) => {
    turns += 1
    try {
      return await takeTurn({ ...turn, giveUp: () => abandon(deps) })
    } finally {
      turns -= 1
    }
  }
  const goOn: Core['goOn'] = async (ask, begun) => {
    const { signal } = ask
    let carried = begun
    for (;;) {
      const from: Carried | null = carried
      const end: TurnEnd = await take({
        key: `${ask.direction ?? 'wake'}:${ask.trigger}`,
        signal,
        work: () => playTurn(context, ask, from),
      })
      if (end.kind !== 'more') return end
      carried = end.carried
    }
  }
  return {
    context,
    take,
    goOn,
    wake: (trigger, signal = new AbortController().signal) =>
      goOn({ trigger, direction: null, signal }, null),
    isIdle: () => turns === 0,
    status: announcer.status,
  }
}
