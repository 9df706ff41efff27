/** Random histories of the whole system, from one seed each: real devices and engines, real app, real database. */

import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type History, historyOf, playHistory } from '../world/histories/history.ts'
import { openStage, type Stage } from '../world/histories/stage.ts'
import type { Mode } from '../world/histories/steps.ts'
import { testDatabase, type TestDatabase } from '../world/test-database.ts'

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

const RUNS = Number(process.env['RUNS'] ?? 70)
const MINUTES = Number(process.env['MINUTES'] ?? 0)
const LONGEST = Number(process.env['LONGEST'] ?? 40)
const PATH = process.env['REPLAY']

/** `RUNS`, or as many as fit into `MINUTES`; `SEED` and `REPLAY` (a path) show one history again. */
const check = async (mode: Mode, seed: number): Promise<void> => {
  let count = 0
  const histories = fc.asyncProperty(historyOf(mode, LONGEST), async (history: History) => {
    count += 1
    await playHistory(stage, history)
  })
  await fc.assert(histories, {
    seed: Number(process.env['SEED'] ?? seed),
    numRuns: MINUTES > 0 ? 1_000_000 : RUNS,
    ...(PATH === undefined ? {} : { path: PATH }),
    ...(MINUTES > 0 ? { interruptAfterTimeLimit: MINUTES * 60_000 } : {}),
    endOnFailure: process.env['SHRINK'] === 'off',
  })
  console.log(`figure: ${count} histories (${mode}), 0 violations`)
}

const LIMIT_MS = 120_000 + MINUTES * 120_000

describe('in every history of several devices', () => {
  test(
    '[C1] [N3] [K1] [O1] [V1] [P1] the network and dying processes break no law',
    async () => {
      await expect(check('net', 20_270_102)).resolves.toBeUndefined()
    },
    LIMIT_MS,
  )

  test(
    '[I1] [N1] [D1] copied, rolled back and emptied disks break no law',
    async () => {
      await expect(check('disk', 20_270_103)).resolves.toBeUndefined()
    },
    LIMIT_MS,
  )

  test(
    '[N1] [C1] [D1] a server that goes back in time breaks no law',
    async () => {
      await expect(check('restore', 20_270_104)).resolves.toBeUndefined()
    },
    LIMIT_MS,
  )

  test('the same seed tells the same history', async () => {
    for (const mode of ['net', 'disk', 'restore'] as const)
      for (const history of fc.sample(historyOf(mode, LONGEST), { seed: 20_270_105, numRuns: 5 })) {
        const first = await playHistory(stage, history)
        const second = await playHistory(stage, history)

        expect(second.lines).toEqual(first.lines)
      }
  })
})
