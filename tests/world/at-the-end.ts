/** What has to be ended with the running test; in a program that is no test, when that says so. */

import { onTestFinished } from 'vitest'

export interface Ending {
  /** The name of the test that ends, where it failed. */
  readonly failed: string | null
}

type End = (how: Ending) => Promise<void> | void

const waiting: End[] = []

/** The last thing begun ends first. */
export const atTheEnd = (end: End): void => {
  if (process.env['VITEST'] === undefined) {
    waiting.push(end)
    return
  }
  onTestFinished(({ task }) => end({ failed: task.result?.state === 'fail' ? task.name : null }))
}

/** Ends everything that was begun outside of tests. */
export const endEverything = async (): Promise<void> => {
  for (const end of waiting.splice(0).toReversed()) await end({ failed: null })
}
