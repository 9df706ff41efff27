/** Histories that once broke a law. */

import { expect, test } from 'vitest'
import { FOUND } from '../world/histories/found.ts'
import { playHistory } from '../world/histories/history.ts'
import { useStage } from './stage-for-tests.ts'

const stage = useStage()

test.each(FOUND)('$law needs $without', async ({ history }) => {
  await expect(playHistory(stage(), history)).resolves.toBeDefined()
})
