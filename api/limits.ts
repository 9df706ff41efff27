/** Fuses against a device that asks in a circle; far above what any person's devices do. */

import { fault, type Fault } from '../db/protocol/fault.ts'
import type { KeyValue } from './key-value/key-value.ts'

const WINDOW_MS = 60_000
const SYNCS_A_MINUTE = 3000
const RETRY_AFTER_MS = 10_000

/** A reply costs whoever runs the server more than a sync. */
const ASKS_A_MINUTE = 60
const REPLIES_AT_ONCE = 3

export const checkSyncRate = (keyValue: KeyValue, userId: string): Promise<Fault | null> =>
  checkRate(keyValue, `syncs:${userId}`, SYNCS_A_MINUTE)

export const checkAskRate = (keyValue: KeyValue, userId: string): Promise<Fault | null> =>
  checkRate(keyValue, `asks:${userId}`, ASKS_A_MINUTE)

/** Null: go on. Where nobody can count, nobody is refused. */
const checkRate = async (keyValue: KeyValue, key: string, limit: number): Promise<Fault | null> => {
  const count = await keyValue.increment(key, WINDOW_MS)
  return count !== null && count > limit
    ? fault('rate_limited', { retryAfterMs: RETRY_AFTER_MS })
    : null
}

/** Takes a place for one reply more of this person, in this process, and gives what leaves it; null: all are taken. */
export const createPlaces = (): ((userId: string) => (() => void) | null) => {
  const takenBy = new Map<string, number>()
  return (userId) => {
    const taken = takenBy.get(userId) ?? 0
    if (taken >= REPLIES_AT_ONCE) return null
    takenBy.set(userId, taken + 1)
    return () => {
      const left = (takenBy.get(userId) ?? 1) - 1
      if (left === 0) takenBy.delete(userId)
      else takenBy.set(userId, left)
    }
  }
}
