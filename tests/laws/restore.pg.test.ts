/** Histories in which the server is restored from a backup. */

import { expect, test } from 'vitest'
import { checkHistories, LIMIT_MS, useStage } from './stage-for-tests.ts'

const stage = useStage()

test(
  '[N1] [C1] [D1] a server that goes back in time breaks no law',
  async () => {
    const draw = { mode: 'restore', seed: 20_270_104, runs: 250 } as const

    await expect(checkHistories(stage(), draw)).resolves.toBeUndefined()
  },
  LIMIT_MS,
)
