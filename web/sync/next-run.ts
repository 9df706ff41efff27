/** When the next sync comes by itself, in words; pure. */

import { msUntilDue, standingState, type Standing } from '../../sw/engine/schedule.ts'
import { waitWords } from '../ui/time-words.ts'

interface Place {
  readonly isOnline: boolean
  readonly now: number
}

export const nextRunWords = (standing: Standing, { isOnline, now }: Place): string => {
  if (standing.isPaused) return 'When you resume'
  if (standingState(standing, now).kind === 'stopped') return 'When you have acted'
  if (!isOnline) return 'When there is a network'
  const ms = msUntilDue(standing, now)
  return ms <= 1000 ? 'Now' : `In ${waitWords(ms)}, or with the next change`
}
