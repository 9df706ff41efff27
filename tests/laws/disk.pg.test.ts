/** Histories in which disks are copied, go back in time, or go away. */

import { expect, test } from 'vitest'
import { checkHistories, LIMIT_MS, useStage } from './stage-for-tests.ts'

const stage = useStage()

test(
  '[I1] [N1] [D1] copied, rolled back and emptied disks break no law',
  async () => {
    const draw = { mode: 'disk', seed: 20_270_103, runs: 250 } as const

    await expect(checkHistories(stage(), draw)).resolves.toBeUndefined()
  },
  LIMIT_MS,
)
