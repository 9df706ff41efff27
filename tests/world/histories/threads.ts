/** Counts what runs by itself in one process, so that a history knows when all is at rest. */

import type { Life } from './mortal.ts'

export interface Threads {
  readonly rest: () => void
  readonly resume: () => void
  readonly isRunning: () => boolean
}

export const newThreads = (life: Life): Threads => {
  let running = 0
  return {
    rest: () => {
      running -= 1
    },
    resume: () => {
      running += 1
    },
    isRunning: () => running > 0 && !life.isDead,
  }
}
