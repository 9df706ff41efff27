/** The same seed tells the same history, word for word: only then can a found one be looked at again. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { historyOf, playHistory } from '../world/histories/history.ts'
import { LIMIT_MS, LONGEST_HISTORY, useStage } from './stage-for-tests.ts'

const stage = useStage()

test.each(['net', 'disk', 'restore', 'mixed'] as const)(
  'the same seed tells the same history (%s)',
  async (mode) => {
    const drawn = fc.sample(historyOf(mode, LONGEST_HISTORY), { seed: 20_270_107, numRuns: 6 })
    for (const history of drawn) {
      const first = await playHistory(stage(), history)
      const second = await playHistory(stage(), history)

      expect(second.lines).toEqual(first.lines)
    }
  },
  LIMIT_MS,
)
