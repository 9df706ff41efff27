/** When something that nobody waits for is read again: a moment after a change, and not too often. */

import { Dexie } from 'dexie'

/** Long enough for what a person waits for to be read and drawn first. */
const MOMENT_MS = 40
/** While changes keep coming, as they do when much is sent or fetched. */
const APART_MS = 300

export type Calm = <T>(read: () => Promise<T>) => Promise<T | undefined>

/** How long to wait before a reading; the first is made at once. Pure. */
export const waitBefore = (now: number, answeredAt: number | null): number =>
  answeredAt === null ? 0 : Math.max(MOMENT_MS, answeredAt + APART_MS - now)

/**
 * For one live query at a time: where another reading is asked for before one has begun, only the
 * later is made, and whoever asked for the earlier gets undefined, which Dexie throws away.
 */
export const createCalm = (): Calm => {
  let answeredAt: number | null = null
  let asked = 0
  return (read) => {
    const turn = (asked += 1)
    const ask = async () => {
      if (turn !== asked) return undefined
      const answer = await read()
      answeredAt = performance.now()
      return answer
    }
    const ms = waitBefore(performance.now(), answeredAt)
    if (ms === 0) return ask()
    // Dexie's own promise goes on in the live query, which must hear of what is read.
    return new Dexie.Promise<void>((resolve) => setTimeout(resolve, ms)).then(ask)
  }
}
