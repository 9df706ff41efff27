/** One sync at a time on a device: turns are queued over all tabs and the worker, coalesced within one. */

import type { Locks } from './deps.ts'

export const LOCK_NAME = 'chat-sync'

export interface Turn<T> {
  /** Turns of the same key that have not begun are one turn. */
  readonly key: string
  readonly signal: AbortSignal
  readonly work: () => Promise<T>
  /** The outcome of a turn that was given up before it began. */
  readonly giveUp: () => Promise<T>
}

type Ended<T> = { readonly kind: 'ran'; readonly outcome: T } | { readonly kind: 'given up' }

/**
 * A turn asked for while one of the same key still waits for the lock shares that one: nothing is
 * lost, for it looks at the outbox only once it has begun. A queued request never loses a wake-up,
 * which `ifAvailable` would (a change written after the holder's last look).
 * Correctness does not rest on this lock; it saves work.
 */
export const createTurns = <T>(locks: Locks): ((turn: Turn<T>) => Promise<T>) => {
  const waiting = new Map<string, Promise<Ended<T>>>()

  const begin = async ({ key, signal, work }: Turn<T>): Promise<Ended<T>> => {
    let hasBegun = false
    try {
      const outcome = await locks.request(LOCK_NAME, { signal }, () => {
        hasBegun = true
        waiting.delete(key)
        return work()
      })
      return { kind: 'ran', outcome }
    } catch (error) {
      if (hasBegun || !signal.aborted) throw error
      return { kind: 'given up' }
    } finally {
      if (!hasBegun) waiting.delete(key)
    }
  }

  const take = async (turn: Turn<T>): Promise<T> => {
    const shared = waiting.get(turn.key)
    if (shared !== undefined) {
      const ended = await shared
      return ended.kind === 'ran' ? ended.outcome : take(turn)
    }
    if (turn.signal.aborted) return turn.giveUp()
    const own = begin(turn)
    waiting.set(turn.key, own)
    const ended = await own
    return ended.kind === 'ran' ? ended.outcome : turn.giveUp()
  }
  return take
}
