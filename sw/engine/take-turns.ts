/** Takes turns for one engine: goes on where a turn's time was up, and follows a write that is under way. */

import type { WriteOutcome } from '../../db/device/write.ts'
import type { Carried, TurnEnd } from './finish-run.ts'
import { createTurns, type Turn } from './lock.ts'
import type { SyncOutcome } from './outcome.ts'
import { abandon, playTurn, skip, type Ask, type TurnContext } from './turn.ts'

export interface Turns {
  readonly ask: (wanted: Omit<Ask, 'signal'>, signal?: AbortSignal) => Promise<SyncOutcome>
  /**
   * Takes its turn while something is being written, and sends it once it is stored: what was just
   * written has not to be read again. Where a turn is under way already, the write waits for its own.
   */
  readonly follow: (writing: Promise<WriteOutcome>, signal?: AbortSignal) => Promise<SyncOutcome>
}

export const takeTurns = (context: TurnContext): Turns => {
  const { deps } = context
  const takeTurn = createTurns<TurnEnd>(deps.locks)
  /** Turns that are under way or wait for the lock. */
  let turns = 0

  const take = async (turn: Omit<Turn<TurnEnd>, 'giveUp'>): Promise<TurnEnd> => {
    turns += 1
    try {
      return await takeTurn({ ...turn, giveUp: () => abandon(deps) })
    } finally {
      turns -= 1
    }
  }
  const goOn = async (wanted: Ask, begun: Carried | null): Promise<SyncOutcome> => {
    const { signal } = wanted
    let carried = begun
    for (;;) {
      const from: Carried | null = carried
      const end: TurnEnd = await take({
        key: `${wanted.direction ?? 'wake'}:${wanted.trigger}`,
        signal,
        work: () => playTurn(context, wanted, from),
      })
      if (end.kind !== 'more') return end
      carried = end.carried
    }
  }
  const ask: Turns['ask'] = (wanted, given) =>
    goOn({ ...wanted, signal: given ?? new AbortController().signal }, null)

  const follow: Turns['follow'] = async (writing, given) => {
    const written = whenWritten(writing)
    const signal = given ?? new AbortController().signal
    const wanted: Ask = { trigger: 'write', direction: null, signal }
    if (turns > 0) return (await written.end) === null ? skip(deps) : goOn(wanted, null)
    const end = await take({
      key: 'follow',
      signal,
      work: async () => {
        // Another tab that held the lock until now may have sent it.
        const isFresh = !written.isOver()
        const batch = await written.end
        if (batch === null) return skip(deps)
        return playTurn(context, isFresh ? { ...wanted, known: batch.next } : wanted, null)
      },
    })
    return end.kind === 'more' ? goOn(wanted, end.carried) : end
  }
  return { ask, follow }
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
