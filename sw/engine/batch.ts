/** How many changes the next request carries: halved when one was too much, grown back when it went; pure. */

import { MAX_CHANGES } from '../../db/protocol/limits.ts'

/** `size` is how many the next request may carry, `ceiling` how far that may grow back. */
export interface Batch {
  readonly size: number
  readonly ceiling: number
}

export const FULL_BATCH: Batch = { size: MAX_CHANGES, ceiling: MAX_CHANGES }

const half = (count: number): number => Math.max(1, Math.floor(count / 2))

/** After `too_large`: the same changes will be too much again, so it does not grow back meanwhile. */
export const afterTooLarge = (count: number): Batch => ({ size: half(count), ceiling: half(count) })

/** After a timeout: the network is slow now, and may be faster later. */
export const afterTimeout = (batch: Batch, count: number): Batch => ({
  ...batch,
  size: half(count),
})

export const afterAnswer = (batch: Batch): Batch => ({
  ...batch,
  size: Math.min(batch.ceiling, batch.size * 2),
})
