/** Running work in the processes of a world, and waiting until nothing there moves by itself. */

import { isBusy } from './disk.ts'
import { never } from './mortal.ts'
import type { Process, World } from './world.ts'

/** Moments in which nothing moves, after which nothing will. */
const QUIET_TICKS = 3

/**
 * Every process waits for the network, for a lock, or for nothing. One that has a request out may
 * still be taking an answer: it rests when its disk does.
 */
export const rest = async (world: World): Promise<void> => {
  for (let quiet = 0; quiet < QUIET_TICKS; quiet += 1) {
    if (isMoving(world)) quiet = -1
    await tick()
  }
}

const isMoving = ({ devices }: World): boolean => {
  for (const { processes, disk } of devices) {
    for (const { threads } of processes.values()) if (threads.isRunning()) return true
    if (isBusy(disk)) return true
  }
  return false
}

const tick = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve)
  })

/** Runs a piece of work in a process; when that process dies, it just never comes back. */
export const run = async <T>(
  world: World,
  process: Process,
  work: () => Promise<T>,
): Promise<T | undefined> => {
  const death = new Promise<undefined>((resolve) => {
    process.life.onDeath.add(() => resolve(undefined))
  })
  process.threads.resume()
  const done = work().then(
    (value) => {
      process.threads.rest()
      return value
    },
    (error: unknown) => {
      process.threads.rest()
      if (process.life.isDead) return never<T>()
      world.errors.push(error)
      return undefined
    },
  )
  return Promise.race([done, death])
}
