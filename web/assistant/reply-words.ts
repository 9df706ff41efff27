/** What is said about a reply: why there is none, and to whoever listens instead of looking. Pure. */

import { FAULTS } from '../../db/protocol/fault.ts'
import { countWords } from '../ui/count-words.ts'
import type { AskEnd } from './ask-end.ts'

/** Why there is no reply; null where the person wanted none. */
export const noReplyWords = (end: AskEnd): string | null => {
  switch (end.kind) {
    case 'stopped':
      return null
    case 'whole':
    case 'cut':
      return 'The reply was empty.'
    case 'lost':
      return 'The connection was lost before a reply came.'
    case 'fault':
      return FAULTS[end.fault.code].remedy === 'sign-in'
        ? 'Sign in again to get replies.'
        : end.fault.message
  }
}

const words = new Intl.Segmenter(undefined, { granularity: 'word' })

const countOf = (text: string): number => {
  let count = 0
  for (const { isWordLike } of words.segment(text)) if (isWordLike === true) count += 1
  return count
}

/** "Reply finished, 212 words". */
export const endWords = (end: AskEnd, text: string): string =>
  `Reply ${ENDS[end.kind]}, ${countWords(countOf(text), 'word')}`

const ENDS: Readonly<Record<AskEnd['kind'], string>> = {
  whole: 'finished',
  cut: 'cut off',
  stopped: 'stopped',
  fault: 'cut off',
  lost: 'cut off',
}
