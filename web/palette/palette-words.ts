/** How much the palette has found, for the ear; pure. */

import { countWords } from '../ui/count-words.ts'

interface Found {
  readonly words: readonly string[]
  readonly count: number
  readonly acts: readonly unknown[]
}

/** Empty until something is typed: what is there then is read with the box. */
export const foundWords = ({ words, count, acts }: Found): string => {
  if (words.length === 0) return ''
  const parts = [
    ...(count > 0 ? [countWords(count, 'chat')] : []),
    ...(acts.length > 0 ? [countWords(acts.length, 'action')] : []),
  ]
  return parts.length === 0 ? 'No chat with that title' : parts.join(' and ')
}
