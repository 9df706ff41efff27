/** What is looked for in a chat, and where it stands in a text: as it was typed, but folded as the search folds. Pure. */

import { foldText, foldWithPlaces } from '../../db/device/fold-text.ts'

export interface Asked {
  /** In folded text; for one use at a time. */
  readonly pattern: RegExp
  /** Folded, without the spaces between: a text that lacks one of them has no match. */
  readonly words: readonly string[]
}

/** Null: nothing is looked for. Any space in it stands for any space or new line. */
export const readAsked = (typed: string): Asked | null => {
  const words = foldText(typed)
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return null
  const source = words.map((word) => word.replaceAll(/[^\p{L}\p{N}\p{M}]/gu, escaped)).join('\\s+')
  return { pattern: new RegExp(source, 'gu'), words }
}

const escaped = (sign: string): string => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`

export const countIn = (folded: string, { pattern }: Asked): number => {
  let count = 0
  pattern.lastIndex = 0
  while (pattern.test(folded)) count += 1
  return count
}

/** From where to where it stands in the text, whole letters with their marks. */
export const placesIn = (
  text: string,
  { pattern }: Asked,
): readonly (readonly [number, number])[] => {
  const { folded, places } = foldWithPlaces(text)
  return [...folded.matchAll(pattern)].map(({ 0: found, index }) => {
    const last = places[index + found.length - 1]
    let end = index + found.length
    while (places[end] === last) end += 1
    return [places[index] ?? 0, places[end] ?? text.length]
  })
}
