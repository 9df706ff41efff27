/** Plays random histories of one mode from one seed, and tells the first that breaks a law, made small. */

import fc from 'fast-check'
import { type History, historyOf, playHistory } from './history.ts'
import type { Stage } from './stage.ts'
import type { Mode } from './steps.ts'

export interface Draw {
  readonly mode: Mode
  readonly seed: number
  readonly runs: number
  readonly longest: number
  /** Shows one history of these again, as fast-check named it. */
  readonly path?: string | undefined
  /** False: the first one is told as it is. */
  readonly isShrunk?: boolean
  /** For how long it may go on with what it draws. */
  readonly limitMs?: number
}

export interface Played {
  readonly histories: number
  readonly counts: ReadonlyMap<string, number>
  readonly failure: {
    readonly message: string
    readonly path: string
    readonly history: History
  } | null
}

const parametersOf = ({ seed, runs, path, isShrunk = true, limitMs }: Draw) => ({
  seed,
  numRuns: runs,
  endOnFailure: !isShrunk,
  ...(path === undefined ? {} : { path }),
  ...(limitMs === undefined ? {} : { interruptAfterTimeLimit: limitMs }),
})

const propertyOf = (stage: Stage, { mode, longest }: Draw, counts: Map<string, number>) =>
  fc.asyncProperty(historyOf(mode, longest), async (history) => {
    const world = await playHistory(stage, history)
    for (const [what, count] of world.counts) counts.set(what, (counts.get(what) ?? 0) + count)
  })

export const playDraw = async (stage: Stage, draw: Draw): Promise<Played> => {
  const counts = new Map<string, number>()
  const run = await fc.check(propertyOf(stage, draw, counts), parametersOf(draw))
  const [history] = run.counterexample ?? []
  if (!run.failed || history === undefined) return { histories: run.numRuns, counts, failure: null }
  const path = run.counterexamplePath ?? ''
  const message = String(run.errorInstance)
  return { histories: run.numRuns, counts, failure: { message, path, history } }
}

/** The same for a test: fails with what fast-check says of it. */
export const assertDraw = async (stage: Stage, draw: Draw): Promise<void> => {
  await fc.assert(propertyOf(stage, draw, new Map()), parametersOf(draw))
}
