/** What the files of this folder share: a stage on a database of their own, and draws as the environment wants them. */

import { afterAll, beforeAll } from 'vitest'
import { assertDraw } from '../world/histories/player.ts'
import { openStage, type Stage } from '../world/histories/stage.ts'
import type { Mode } from '../world/histories/steps.ts'
import { testDatabase, type TestDatabase } from '../world/test-database.ts'

const { RUNS, MINUTES = '0', SEED, REPLAY, LONGEST = '60', SHRINK } = process.env

export const LONGEST_HISTORY = Number(LONGEST)
export const LIMIT_MS = 600_000 + Number(MINUTES) * 120_000

/** Opens before the tests of a file and closes after them. */
export const useStage = (): (() => Stage) => {
  let database: TestDatabase
  let stage: Stage
  beforeAll(async () => {
    database = await testDatabase()
    stage = await openStage(database.url)
  })
  afterAll(async () => {
    await stage.close()
    await database.drop()
  })
  return () => stage
}

/** `RUNS`, or as many as fit into `MINUTES`; `SEED` and `REPLAY` (a path) show one history again. */
export const checkHistories = async (
  stage: Stage,
  { mode, seed, runs }: { readonly mode: Mode; readonly seed: number; readonly runs: number },
): Promise<void> => {
  const isTimed = Number(MINUTES) > 0
  const begin = performance.now()
  const numRuns = isTimed ? 1_000_000 : Number(RUNS ?? runs)
  await assertDraw(stage, {
    mode,
    seed: Number(SEED ?? seed),
    runs: numRuns,
    longest: LONGEST_HISTORY,
    path: REPLAY,
    isShrunk: SHRINK !== 'off',
    ...(isTimed ? { limitMs: Number(MINUTES) * 60_000 } : {}),
  })
  const seconds = (performance.now() - begin) / 1000
  const played = isTimed ? stage.worlds : numRuns
  console.log(`figure: ${mode} histories, 0 violations = ${played} in ${seconds.toFixed(0)} s`)
}
