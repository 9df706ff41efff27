/** When a comparison with the server is due, and of what; pure. */

import type { SyncState } from '../../db/device/records.ts'

/** What changed is compared at a quiet moment, at most so often: the server reads whole chats for it. */
export const CHANGED_EVERY_MS = 60 * 60 * 1000
/** What did not change may have gone bad on its disk. */
export const WHOLE_EVERY_MS = 7 * 24 * 60 * 60 * 1000

type Standing = Pick<SyncState, 'verified' | 'seen' | 'cursor' | 'left'>

/** The revision above which chats are to be compared, 0 for all; null: nothing is due (law Q1). */
export const dueVerification = (
  { verified, seen, cursor, left }: Standing,
  now: number,
): number | null => {
  if (cursor === null || seen === null || left !== 0) return null
  if (verified === undefined || hasPassed(verified.wholeAt, now, WHOLE_EVERY_MS)) return 0
  const isChanged = seen.revision > verified.revision
  return isChanged && hasPassed(verified.at, now, CHANGED_EVERY_MS) ? verified.revision : null
}

/** A moment that is yet to come is of a clock that was set back. */
const hasPassed = (at: number, now: number, ms: number): boolean => now < at || now - at >= ms
