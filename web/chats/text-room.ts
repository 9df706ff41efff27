/** How much of a text there is room for: in a message, and in a box that grows with it; pure. */

import { MAX_CONTENT_BYTES } from '../../db/protocol/limits.ts'
import { utf8Length } from '../../db/protocol/text.ts'
import { sizeWords } from '../ui/count-words.ts'

/** A person cannot feel the difference below this many characters, so nothing is counted there. */
const SURELY_FITS = MAX_CONTENT_BYTES / 4

/** Above this many characters a box has long reached its full height, and measuring costs seconds. */
const SURELY_FULL = 10_000

/** By how many bytes the text is longer than a message may be; 0 or less where it fits. */
export const bytesOver = (text: string): number =>
  text.length < SURELY_FITS ? 0 : utf8Length(text) - MAX_CONTENT_BYTES

/** Why the text is no message; undefined where it can be one. */
export const tooLongWords = (text: string): string | undefined => {
  const over = bytesOver(text)
  return over > 0 ? `This is ${sizeWords(over)} longer than a message may be.` : undefined
}

export const isSurelyFull = (text: string): boolean => text.length > SURELY_FULL
