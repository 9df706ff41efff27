/** The measurements of the server run, on a few rows: what they print is for `npm run bench`. */

import { expect, inject, test } from 'vitest'
import { tableOf } from './figure.ts'
import type { MeasureOptions } from './part.ts'
import { measureCrowd } from './server-crowd.ts'
import { measurePull, measurePush } from './server-bulk.ts'

const FEW: MeasureOptions = { size: 50, sizes: [50], repeats: 1, isBuilt: false, seconds: 0.2 }

test.each([
  { name: 'push', measure: measurePush },
  { name: 'pull', measure: measurePull },
  { name: 'crowd', measure: measureCrowd },
])('$name gives figures beside their limits', async ({ measure }) => {
  const services = { postgresUrl: inject('postgresUrl'), redisUrl: inject('redisUrl') }

  const figures = await measure(services, FEW)

  expect(figures.length).toBeGreaterThan(0)
  for (const { value, limit } of figures) {
    expect(value.median).toBeGreaterThan(0)
    expect(limit?.value.median).toBeGreaterThan(0)
  }
  const shown = figures.filter(({ isDetail }) => isDetail !== true)
  expect(tableOf(figures).split('\n')).toHaveLength(shown.length + 2)
})
