/** Where the bars of the syncs stand: height by duration on a logarithmic scale, the newest at the end; pure. */

import type { RunRecord } from '../../db/device/records.ts'
import { lengthWords } from '../ui/time-words.ts'
import { isFailure } from './run-words.ts'

export interface Bar {
  readonly run: RunRecord
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly isFailed: boolean
}

export interface Chart {
  readonly width: number
  readonly height: number
  readonly bars: readonly Bar[]
  /** Horizontal lines with the duration they stand for. */
  readonly lines: readonly { readonly y: number; readonly words: string }[]
}

export const CHART_RUNS = 50
/** From bar to bar, where there is room and where there is little. */
export const WIDE_SLOT = 8
export const NARROW_SLOT = 6
const HEIGHT = 120
/** Of the shortest bar: it is still seen. */
const LEAST = 4
/** Between the bars and the upper edge: a failure's mark stands there. */
const ROOM = 12
const LINES_MS = [10, 100, 1000, 10_000, 60_000, 600_000] as const

/** `runs` come newest first, as they are listed. */
export const layChart = (runs: readonly RunRecord[], slot: number = WIDE_SLOT): Chart => {
  const shown = runs.slice(0, CHART_RUNS).toReversed()
  const longest = Math.max(1000, ...shown.map((run) => run.durationMs))
  const heightOf = (ms: number): number =>
    LEAST + (Math.log1p(Math.max(0, ms)) / Math.log1p(longest)) * (HEIGHT - LEAST - ROOM)
  return {
    width: CHART_RUNS * slot,
    height: HEIGHT,
    bars: shown.map((run, at) => {
      const height = heightOf(run.durationMs)
      const x = (CHART_RUNS - shown.length + at) * slot
      return { run, x, y: HEIGHT - height, width: (slot * 2) / 3, height, isFailed: isFailure(run) }
    }),
    lines: LINES_MS.filter((ms) => ms <= longest && ms * 12 > longest / 100).map((ms) => ({
      y: HEIGHT - heightOf(ms),
      words: lengthWords(ms).replace('.0', ''),
    })),
  }
}
