/** What a person typed into a search, as words to be found; pure. */

import { foldText } from './fold-text.ts'

/** More than this makes no search narrower that a person would type. */
const MOST_WORDS = 12

/** Folded words in the order typed; what stands in quotation marks is one. Empty: nothing is looked for. */
export const readWords = (typed: string): readonly string[] => {
  const parts = [...typed.matchAll(/["“„«]([^"”“»]+)["”“»]|(\S+)/g)]
  const words = parts
    .map(([, quoted, word]) => foldText(quoted ?? word ?? '').trim())
    .filter((word) => word !== '')
  return [...new Set(words)].slice(0, MOST_WORDS)
}

/** Whether all of them are in a text that is folded already, in any order. */
export const hasAll = (folded: string, words: readonly string[]): boolean =>
  words.every((word) => folded.includes(word))
