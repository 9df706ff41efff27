/** The part of a message in which a searched word stands, cut to a line or two, with the words marked; pure. */

import { foldText, foldWithPlaces, placeInText } from '../../db/device/fold-text.ts'

export interface SnippetPart {
  readonly text: string
  readonly isFound: boolean
}

const BEFORE = 40
const LENGTH = 200

/** `words` are folded. Where none of them can be found again, the beginning of the text. */
export const snippetOf = (text: string, words: readonly string[]): readonly SnippetPart[] => {
  const first = Math.min(...words.map((word) => placeOf(text, word)))
  const start = Number.isFinite(first) ? beginOfWord(text, first - BEFORE) : 0
  const cut = text.slice(start, start + LENGTH).replaceAll(/\s+/g, ' ')
  const parts = mark(cut, words)
  return start > 0 ? [{ text: '… ', isFound: false }, ...parts] : parts
}

/** Where the word begins in the text; Infinity where it does not. */
const placeOf = (text: string, word: string): number => {
  const at = foldText(text).indexOf(word)
  if (at < 0) return Infinity
  // Most folding changes no length, and then nothing has to be counted letter by letter.
  return foldText(text.slice(0, at)).length === at ? at : placeInText(text, at)
}

/** Not in the middle of a word, where one begins a little further on. */
const beginOfWord = (text: string, at: number): number => {
  if (at <= 0) return 0
  const gap = text.slice(at, at + BEFORE).search(/\s/)
  return gap < 0 ? at : at + gap + 1
}

/** The text in parts: what was looked for, and what lies between. */
export const mark = (text: string, words: readonly string[]): readonly SnippetPart[] => {
  const { folded, places } = foldWithPlaces(text)
  const parts: SnippetPart[] = []
  let done = 0
  for (const [from, to] of findAll(folded, words)) {
    const begin = places[from] ?? 0
    const end = places[to] ?? text.length
    if (begin < done || end <= begin) continue
    if (begin > done) parts.push({ text: text.slice(done, begin), isFound: false })
    parts.push({ text: text.slice(begin, end), isFound: true })
    done = end
  }
  if (done < text.length) parts.push({ text: text.slice(done), isFound: false })
  return parts
}

const findAll = (folded: string, words: readonly string[]): readonly [number, number][] => {
  const found: [number, number][] = []
  for (const word of words)
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length))
      found.push([at, at + word.length])
  return found.toSorted(([a, aEnd], [b, bEnd]) => a - b || bEnd - aEnd)
}
