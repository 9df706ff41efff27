/** Histories in which the network, processes, storage and sign-ins fail. */

import { expect, test } from 'vitest'
import { checkHistories, LIMIT_MS, useStage } from './stage-for-tests.ts'

const stage = useStage()

test(
  '[C1] [N3] [K1] [O1] [V1] [P1] the network and dying processes break no law',
  async () => {
    const draw = { mode: 'net', seed: 20_270_102, runs: 300 } as const

    await expect(checkHistories(stage(), draw)).resolves.toBeUndefined()
  },
  LIMIT_MS,
)
