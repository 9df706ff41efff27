/** Histories in which the requests of several devices meet the server at the same moment. */

import { expect, test } from 'vitest'
import { checkHistories, LIMIT_MS, useStage } from './stage-for-tests.ts'

const stage = useStage()

test(
  '[I1] [O1] [P1] requests that meet the server at one moment break no law',
  async () => {
    const draw = { mode: 'race', seed: 20_270_106, runs: 150 } as const

    await expect(checkHistories(stage(), draw)).resolves.toBeUndefined()
  },
  LIMIT_MS,
)
