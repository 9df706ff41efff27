/** How long what is in the trash stays there, in words. Pure. */

import { countWords } from '../ui/count-words.ts'

const DAY_MS = 24 * 3_600_000
/** After so long the cloud erases it by its own clock. */
const KEPT_DAYS = 30

/** "Goes for good in 12 days"; by this device's clock, so only about. */
export const leftWords = (deletedAt: number, now: number): string => {
  const days = Math.ceil(KEPT_DAYS - (now - deletedAt) / DAY_MS)
  if (days <= 0) return 'Goes for good soon'
  return `Goes for good in ${countWords(Math.min(days, KEPT_DAYS), 'day')}`
}

/** `isInCloud`: where nobody is signed in nothing goes by itself. */
export const keptWords = (isInCloud: boolean): string =>
  isInCloud
    ? `What you delete stays here for ${KEPT_DAYS} days, on all your devices. Then it is erased for good.`
    : 'What you delete stays here until you erase it.'
