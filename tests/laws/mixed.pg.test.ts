/** Histories in which both disks and the server go back in time. */

import { expect, test } from 'vitest'
import { checkHistories, LIMIT_MS, useStage } from './stage-for-tests.ts'

const stage = useStage()

test(
  '[N1] [I1] [C1] disks and a server that both go back in time break no law',
  async () => {
    const draw = { mode: 'mixed', seed: 20_270_105, runs: 150 } as const

    await expect(checkHistories(stage(), draw)).resolves.toBeUndefined()
  },
  LIMIT_MS,
)
