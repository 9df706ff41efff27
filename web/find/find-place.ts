/** Which of all matches in a chat is the current one, and what comes before and after it; pure. */

import { numberWords } from '../ui/count-words.ts'
import type { Counted } from './find-counts.ts'

/** One match: the message, its row, and which of those in it. */
export interface Place {
  readonly id: string
  readonly at: number
  readonly nth: number
}

/** The same match where it is still there, else the first one from there on, else the last. */
export const nearest = (found: readonly Counted[], wanted: Place): Place | null => {
  const same = found.find(({ id }) => id === wanted.id)
  if (same !== undefined) return { ...same, nth: Math.min(wanted.nth, same.count - 1) }
  const next = found.find(({ at }) => at >= wanted.at)
  if (next !== undefined) return { ...next, nth: 0 }
  const last = found.at(-1)
  return last === undefined ? null : { ...last, nth: last.count - 1 }
}

/** The next or the one before, round and round. */
export const stepFrom = (found: readonly Counted[], now: Place, step: 1 | -1): Place => {
  const row = found.findIndex(({ id }) => id === now.id)
  const here = found[row]
  if (here === undefined) return now
  const nth = now.nth + step
  if (nth >= 0 && nth < here.count) return { ...now, nth }
  const beside = found.at((row + step) % found.length) ?? here
  return { id: beside.id, at: beside.at, nth: step > 0 ? 0 : beside.count - 1 }
}

export const countAll = (found: readonly Counted[]): number =>
  found.reduce((total, { count }) => total + count, 0)

/** "3 of 17". */
export const placeWords = (found: readonly Counted[], now: Place | null): string => {
  if (now === null) return 'Nothing found'
  const row = found.findIndex(({ id }) => id === now.id)
  const before = countAll(found.slice(0, Math.max(0, row)))
  return `${numberWords(before + now.nth + 1)} of ${numberWords(countAll(found))}`
}
