/** A fuse against a device that syncs in a circle; far above what any person's devices do. */

import { fault, type Fault } from '../db/protocol/fault.ts'
import type { KeyValue } from './key-value/key-value.ts'

const WINDOW_MS = 60_000
const SYNCS_A_MINUTE = 3000
const RETRY_AFTER_MS = 10_000

/** Null: go on. Where nobody can count, nobody is refused. */
export const checkSyncRate = async (keyValue: KeyValue, userId: string): Promise<Fault | null> => {
  const count = await keyValue.increment(`syncs:${userId}`, WINDOW_MS)
  return count !== null && count > SYNCS_A_MINUTE
    ? fault('rate_limited', { retryAfterMs: RETRY_AFTER_MS })
    : null
}
