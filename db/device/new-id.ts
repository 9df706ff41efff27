/** New ids on a device: the one place in this room that asks the clock and chance. */

import { uuidV7 } from '../protocol/make-id.ts'

/** 12 bits of a UUIDv7 stand between its moment and its random part. */
const LARGEST_COUNT = 0xfff

let last = { now: 0, count: 0 }

/**
 * Ids made within one millisecond count up, so that what is written together lies side by side in
 * every table, and is read and deleted as one range.
 */
export const newId = (): string => {
  const random = crypto.getRandomValues(new Uint8Array(10))
  const now = Date.now()
  const count = last.now === now ? Math.min(last.count + 1, LARGEST_COUNT) : (random[0] ?? 0)
  last = { now, count }
  random[0] = count >> 8
  random[1] = count & 0xff
  return uuidV7(now, random)
}
