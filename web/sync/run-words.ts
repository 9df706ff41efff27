/** A sync in words: what started it, how it ended, which way it went; pure. */

import type { RunRecord } from '../../db/device/records.ts'
import { faultKey } from '../../db/device/run-days.ts'
import { countWords } from '../ui/count-words.ts'
import { fullTime, lengthWords } from '../ui/time-words.ts'
import { errorType } from './error-words.ts'

export const TRIGGERS: Readonly<Record<RunRecord['trigger'], string>> = {
  write: 'A change here',
  poke: 'Another device',
  online: 'Back online',
  visible: 'Came to front',
  start: 'App start',
  timer: 'Automatic',
  person: 'You',
  background: 'Background',
  periodic: 'Periodic',
}

const RESULTS: Readonly<Record<RunRecord['outcome'], string>> = {
  done: 'Done',
  more: 'Stopped early',
  stopped: 'Needs you',
  failed: 'Failed',
}

export const isFailure = ({ outcome }: Pick<RunRecord, 'outcome'>): boolean =>
  outcome === 'failed' || outcome === 'stopped'

/** "Done", "Failed: too slow". */
export const resultWords = (run: Pick<RunRecord, 'outcome' | 'fault' | 'reason'>): string => {
  const key = faultKey(run)
  return key === null
    ? RESULTS[run.outcome]
    : `${RESULTS[run.outcome]}: ${errorType(key).name.toLowerCase()}`
}

/** One sync in a sentence, for its bar. */
export const runWords = (run: RunRecord): string =>
  `${fullTime(run.startedAt)}: ${resultWords(run)}, ${lengthWords(run.durationMs)}, ${countWords(run.sent, 'change')} sent, ${run.received} received`

/** What the chart shows, for whoever does not see it. */
export const chartWords = (runs: readonly RunRecord[]): string => {
  const failed = runs.filter(isFailure).length
  const longest = Math.max(0, ...runs.map((run) => run.durationMs))
  const what = failed === 0 ? 'none failed' : `${failed} failed`
  return `The last ${countWords(runs.length, 'sync', 'syncs')}: ${what}, the longest took ${lengthWords(longest)}.`
}
