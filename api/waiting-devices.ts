/** Devices whose last word to this process was that changes wait on them, and since when each is silent. */

import { LRUCache } from 'lru-cache'

/** More than this are not remembered; those that spoke longest ago go first. */
const MAX_DEVICES = 10_000
/** After so long without a word a session has ended, and with it what anybody here could do about it. */
const REMEMBERED_MS = 30 * 24 * 3600 * 1000

export interface WaitingDevices {
  /** What a device told with its round, less what the round took. */
  readonly hear: (
    device: { readonly userId: string; readonly deviceId: string },
    waiting: number,
  ) => void
  readonly count: () => number
  /** Since the one that is silent longest spoke; 0 where nothing waits anywhere. */
  readonly longestSilenceMs: () => number
}

/** Told by the devices and kept in memory: no table of all people is read to know it. */
export const createWaitingDevices = (now: () => number): WaitingDevices => {
  // Setting one again puts it last, so the first is the one that is silent longest.
  const heardAt = new LRUCache<string, number>({ max: MAX_DEVICES, ttl: REMEMBERED_MS })
  return {
    hear: ({ userId, deviceId }, waiting) => {
      const key = `${userId} ${deviceId}`
      heardAt.delete(key)
      if (waiting > 0) heardAt.set(key, now())
    },
    count: () => heardAt.size,
    longestSilenceMs: () => {
      const [oldest] = heardAt.rvalues()
      return oldest === undefined ? 0 : Math.max(0, now() - oldest)
    },
  }
}
