/** The measurements of whole devices run, on a few rows: what they print is for `npm run bench`. */

import { expect, onTestFinished, test } from 'vitest'
import type { MeasureOptions } from '../bench/part.ts'
import { startServices } from '../bench/services.ts'
import { measureQuiet } from '../bench/whole-quiet.ts'
import { measureFresh, measureUpload } from '../bench/whole-sync.ts'

const FEW: MeasureOptions = { size: 60, sizes: [60], repeats: 1, isBuilt: true, seconds: 1 }

test('a fresh device, an upload and a quiet sync give figures', async () => {
  const services = await startServices()
  onTestFinished(services.stop)

  const figures = [
    ...(await measureFresh(services, FEW)),
    ...(await measureUpload(services, FEW)),
    ...(await measureQuiet(services, FEW)),
  ]

  for (const { name, value } of figures) expect(value.median, name).toBeGreaterThanOrEqual(0)
})
