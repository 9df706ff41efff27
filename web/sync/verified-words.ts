/** What is known of chats here and in the cloud being the same, in words; pure. */

import type { Verified } from '../../db/device/verified.ts'
import type { VerifyOutcome } from '../../sw/engine/verify.ts'
import { countWords } from '../ui/count-words.ts'
import { sinceWords } from '../ui/time-words.ts'

export interface VerifiedWords {
  readonly title: string
  readonly text: string
  /** Nothing is known, all is the same, or something had to be brought right. */
  readonly tone: 'neutral' | 'ok' | 'warn'
}

export const verifiedWords = (verified: Verified | undefined, now: number): VerifiedWords => {
  if (verified === undefined)
    return {
      title: 'Not verified yet',
      text: 'This happens by itself when everything is synced.',
      tone: 'neutral',
    }
  const title = `Verified ${momentWords(verified.at, now)}`
  const { differed } = verified
  return differed === 0
    ? { title, text: 'Chats here are the same as in the cloud.', tone: 'ok' }
    : {
        title,
        text: `${countWords(differed, 'chat')} differed and ${differed === 1 ? 'was' : 'were'} repaired.`,
        tone: 'warn',
      }
}

/** "at 14:02"; of another day "on 22 Nov 2026, 14:02". */
const momentWords = (at: number, now: number): string => {
  const words = sinceWords(at, now)
  return words.length <= '00:00'.length ? `at ${words}` : `on ${words}`
}

/** How a comparison ended that somebody asked for; null: what is known now says it. */
export const outcomeWords = (outcome: VerifyOutcome): string | null => {
  switch (outcome.kind) {
    case 'verified':
    case 'skipped':
      return null
    case 'later':
      return 'Something changed meanwhile. Try again in a moment.'
    case 'unable':
      return 'This cannot be verified here: the browser or the server is not able to.'
    case 'interrupted':
      return 'Stopped. What was begun goes on by itself.'
    case 'failed':
      return outcome.fault.message
  }
}
