/** Which titles fit what was typed, the best first; pure, and quick enough for every key over ten thousand. */

import { foldText } from '../../db/device/fold-text.ts'
import type { ChatTitle } from '../../db/device/titles.ts'

export interface FoldedTitle extends ChatTitle {
  readonly folded: string
}

export const foldTitle = (title: ChatTitle): FoldedTitle => ({
  ...title,
  folded: foldText(title.title),
})

export interface Matched {
  /** The best of them. */
  readonly titles: readonly FoldedTitle[]
  readonly count: number
}

/** How well a title fits: at its beginning, at the beginning of a word, somewhere, or only letter by letter. */
const FITS = ['begins', 'word', 'inside', 'letters'] as const
type Fit = (typeof FITS)[number]

/** Fewer letters are in order in nearly every title. */
const FEWEST_LETTERS = 3

/** `words` are folded; `titles` in the order that counts among those that fit alike. */
export const matchTitles = (
  titles: readonly FoldedTitle[],
  words: readonly string[],
  limit: number,
): Matched => {
  const byFit: Readonly<Record<Fit, FoldedTitle[]>> = {
    begins: [],
    word: [],
    inside: [],
    letters: [],
  }
  for (const title of titles) {
    const fit = fitOf(title.folded, words)
    if (fit !== null) byFit[fit].push(title)
  }
  const isSpelled = byFit.begins.length + byFit.word.length + byFit.inside.length > 0
  const fits = isSpelled ? FITS.slice(0, -1) : FITS
  const found = fits.flatMap((fit) => byFit[fit])
  return { titles: found.slice(0, limit), count: found.length }
}

const fitOf = (folded: string, words: readonly string[]): Fit | null => {
  const [first] = words
  if (first === undefined) return 'inside'
  if (!words.every((word) => folded.includes(word)))
    return hasLetters(folded, words.join('')) ? 'letters' : null
  if (folded.startsWith(first)) return 'begins'
  return words.every((word) => beginsWord(folded, word)) ? 'word' : 'inside'
}

const beginsWord = (folded: string, word: string): boolean => {
  for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1))
    if (at === 0 || !/[\p{L}\p{N}]/u.test(folded[at - 1] ?? '')) return true
  return false
}

/** All of them in this order, whatever lies between. */
const hasLetters = (folded: string, letters: string): boolean => {
  if (letters.length < FEWEST_LETTERS) return false
  let at = -1
  for (const letter of letters) {
    at = folded.indexOf(letter, at + 1)
    if (at < 0) return false
  }
  return true
}
