/** The engine of an open page: keeps one person's database in step with the server. */

import type { Trigger } from '../../db/device/records.ts'
import { attempt, isStorageFault } from '../../db/device/storage-fault.ts'
import { readSync } from '../../db/device/sync-state.ts'
import type { WriteOutcome } from '../../db/device/write.ts'
import type { Poke } from '../../db/protocol/live.ts'
import type { Direction } from '../../db/protocol/round.ts'
import { createCore, type Core } from './core.ts'
import type { EngineDeps } from './deps.ts'
import { fetchChat, type FetchAsk, type FetchOutcome } from './fetch-chat.ts'
import { keepBodies, settle } from './keep-bodies.ts'
import { keepUp } from './keep-up.ts'
import type { SyncOutcome } from './outcome.ts'
import { standingState } from './schedule.ts'
import { takePoke } from './take-poke.ts'
import { afterFullSync } from './quiet.ts'
import { playTurn, skip, type Ask } from './turn.ts'
import { verify, type VerifyAsk, type VerifyOutcome } from './verify.ts'

interface SyncOptions {
  readonly trigger: Trigger
  readonly signal?: AbortSignal
}

export interface Engine extends Pick<Core, 'wake' | 'status'> {
  /**
   * Takes its turn while something is being written, and sends it once it is stored: what was just
   * written has not to be read again. Where a turn is under way already, the write waits for its own.
   */
  readonly follow: (writing: Promise<WriteOutcome>, signal?: AbortSignal) => Promise<SyncOutcome>
  /** One direction, as asked: `upload` never pulls, `download` never pushes, `full` does both. */
  readonly sync: (direction: Direction, options: SyncOptions) => Promise<SyncOutcome>
  /** Takes what the poke brought, or pulls what it speaks of. */
  readonly receivePoke: (poke: Poke) => Promise<SyncOutcome>
  /** The live line stands (again): ends a wait for a server that was out of reach. */
  readonly lineOpened: () => Promise<void>
  /** All of a chat whose text is in the cloud alone; asked for again, it goes on where it was cut. */
  readonly fetchChat: (asked: FetchAsk) => Promise<FetchOutcome>
  /** Lets text go and brings it back, as the modes of chats and folders want it by now. */
  readonly settle: (signal?: AbortSignal) => Promise<void>
  /** Proves that the chats here are the server's, and brings right what is not. */
  readonly verify: (asked: VerifyAsk) => Promise<VerifyOutcome>
  /** For an open page: wakes at the start, every five minutes, and when a failure's wait is over. */
  readonly keepUp: (signal: AbortSignal) => Promise<void>
}

export const createEngine = (deps: EngineDeps): Engine => {
  const core = createCore(deps)
  const { context, wake, goOn, status } = core
  const fetchFrom = (asked: FetchAsk) => fetchChat(deps, asked)
  return {
    wake,
    status,
    follow: (writing, signal = new AbortController().signal) => follow(core, writing, signal),
    sync: (direction, { trigger, signal = new AbortController().signal }) =>
      goOn({ trigger, direction, signal }, null),
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
    fetchChat: fetchFrom,
    verify: (asked) => verify(deps, asked),
    settle: (signal = new AbortController().signal) => settle(deps, fetchFrom, signal),
    keepUp: async (signal) => {
      const end = new AbortController()
      const either = AbortSignal.any([signal, end.signal])
      const quiet = { fetchChat: fetchFrom, drain: () => wake('write', either), signal: either }
      const work = {
        afterFullSync: () => afterFullSync(deps, quiet),
        settle: () => settle(deps, fetchFrom, either),
      }
      const bodies = keepBodies(deps, work, either)
      try {
        await keepUp(deps, { wake, status }, signal)
      } finally {
        end.abort()
        await bodies
      }
    },
  }
}

const follow = async (
  { context, take, goOn, isIdle }: Core,
  writing: Promise<WriteOutcome>,
  signal: AbortSignal,
): Promise<SyncOutcome> => {
  const { deps } = context
  const written = whenWritten(writing)
  const ask: Ask = { trigger: 'write', direction: null, signal }
  if (!isIdle()) return (await written.end) === null ? skip(deps) : goOn(ask, null)
  const end = await take({
    key: 'follow',
    signal,
    work: async () => {
      // Another tab that held the lock until now may have sent it.
      const isFresh = !written.isOver()
      const outcome = await written.end
      if (outcome === null) return skip(deps)
      return playTurn(context, isFresh ? { ...ask, known: outcome.next } : ask, null)
    },
  })
  return end.kind === 'more' ? goOn(ask, end.carried) : end
}

/** What was written, null where nothing was; and whether that is known by now. */
const whenWritten = (writing: Promise<WriteOutcome>) => {
  let isOver = false
  const toEnd = async () => {
    try {
      const outcome = await writing
      return outcome.kind === 'written' ? outcome : null
    } catch {
      // Whoever writes hears of it.
      return null
    } finally {
      isOver = true
    }
  }
  return { end: toEnd(), isOver: () => isOver }
}
