/** A Web Lock among the processes of one device; that of a killed process is free at once. */

import type { Locks } from '../../../sw/engine/deps.ts'
import type { Life } from './mortal.ts'
import type { Threads } from './threads.ts'

interface Waiting {
  readonly life: Life
  readonly go: () => void
}

export interface SharedLock {
  holder: Life | null
  readonly queue: Waiting[]
}

export const newLock = (): SharedLock => ({ holder: null, queue: [] })

const pass = (lock: SharedLock): void => {
  let next = lock.queue.shift()
  while (next?.life.isDead === true) next = lock.queue.shift()
  lock.holder = next?.life ?? null
  next?.go()
}

/** The lock as one process sees it. */
export const locksOf = (lock: SharedLock, life: Life, threads: Threads): Locks => {
  life.onDeath.add(() => {
    if (lock.holder === life) pass(lock)
  })
  return {
    request: async (_name, _options, work) => {
      // As in browsers, nobody is given a lock before having returned from asking for it.
      await Promise.resolve()
      if (lock.holder === null) lock.holder = life
      else {
        threads.rest()
        await new Promise<void>((resolve) => {
          const go = (): void => {
            threads.resume()
            resolve()
          }
          lock.queue.push({ life, go })
        })
      }
      try {
        return await work()
      } finally {
        if (!life.isDead) pass(lock)
      }
    },
  }
}
