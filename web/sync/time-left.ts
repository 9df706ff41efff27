/** How long a run goes on, by how fast it has been; pure. */

import type { EngineStatus } from '../../sw/engine/announce.ts'

/** Less is not worth a word: it is over before it is read. */
const WORTH_MS = 5000
/** Before that, the pace is a guess. */
const MIN_ELAPSED_MS = 2000

interface Pace {
  readonly done: number
  readonly left: number
  readonly elapsedMs: number
}

/** Which ways a run goes, and how long it goes on. */
export const runAhead = (
  { run, progress }: EngineStatus,
  elapsedMs: number,
): { readonly isUp: boolean; readonly isDown: boolean; readonly leftMs: number | null } => {
  const { sent, toSend, received, left } = progress
  const isUp = run?.direction !== 'download' && toSend > 0
  const isDown = run?.direction !== 'upload'
  const toCome = (isUp ? toSend - sent : 0) + (isDown ? (left ?? 0) : 0)
  return { isUp, isDown, leftMs: timeLeft({ done: sent + received, left: toCome, elapsedMs }) }
}

/** Null where it is not known, or too short to be said. */
export const timeLeft = ({ done, left, elapsedMs }: Pace): number | null => {
  if (done <= 0 || left <= 0 || elapsedMs < MIN_ELAPSED_MS) return null
  const ms = (elapsedMs / done) * left
  return ms > WORTH_MS ? ms : null
}
