/** The parts of the measurements, in the order in which they are run and printed. */

import type { Figure } from './figure.ts'
import { measurePageMemory, measureServerMemory } from './memory.ts'
import type { MeasureOptions } from './part.ts'
import { measureCrowd } from './server-crowd.ts'
import { measurePull, measurePush } from './server-bulk.ts'
import type { Services } from './services.ts'
import { measureBytes } from './whole-bytes.ts'
import { measureEdit, measureVisible } from './whole-latency.ts'
import { measureQuiet } from './whole-quiet.ts'
import { measureBurst, measureFresh, measureUpload } from './whole-sync.ts'

export interface Part {
  readonly name: string
  /** Measured on each of the sizes, or once. */
  readonly isOfSize: boolean
  readonly measure: (services: Services, options: MeasureOptions) => Promise<readonly Figure[]>
}

export const PARTS: readonly Part[] = [
  { name: 'push', isOfSize: true, measure: measurePush },
  { name: 'pull', isOfSize: true, measure: measurePull },
  { name: 'crowd', isOfSize: false, measure: measureCrowd },
  { name: 'fresh', isOfSize: true, measure: measureFresh },
  { name: 'upload', isOfSize: true, measure: measureUpload },
  { name: 'burst', isOfSize: true, measure: measureBurst },
  { name: 'edit', isOfSize: true, measure: measureEdit },
  { name: 'visible', isOfSize: true, measure: measureVisible },
  { name: 'quiet', isOfSize: false, measure: measureQuiet },
  { name: 'bytes', isOfSize: true, measure: measureBytes },
  { name: 'server-memory', isOfSize: false, measure: measureServerMemory },
  { name: 'page-memory', isOfSize: true, measure: measurePageMemory },
]
