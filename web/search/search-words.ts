/** How far a search is and what it has found, in words; pure. */

import { countWords } from '../ui/count-words.ts'
import type { Found } from './use-search.ts'

const number = new Intl.NumberFormat('en')

/** For the eye, while it goes on. */
export const progressWords = ({ searched, of, isOver, ...found }: Found): string => {
  if (isOver) return resultWords(found)
  return of === 0
    ? 'Searching…'
    : `Searching… ${number.format(searched)} of ${countWords(of, 'chat')}`
}

/** Once it is over, for the eye and the ear. */
export const resultWords = ({
  chatCount,
  messageCount,
}: Pick<Found, 'chatCount' | 'messageCount'>): string => {
  const parts = [
    ...(chatCount > 0 ? [countWords(chatCount, 'chat')] : []),
    ...(messageCount > 0 ? [countWords(messageCount, 'message')] : []),
  ]
  return parts.length === 0 ? 'Nothing found' : `Found in ${parts.join(' and ')}`
}
