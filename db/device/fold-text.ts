/** Text as it is compared in a search: without case, marks over letters, or forms that only look different. Pure. */

/** Most text is plain; looking costs a tenth of folding. */
const BEYOND_PLAIN = /[\u0080-\uffff]/

/** Accents, umlauts and the like; signs of scripts that spell with them are left. */
const MARKS = /[\u0300-\u036f]/g

/** The sigma at the end of a word: which one stands there depends on what follows, not on the word. */
const LAST_SIGMA = /ς/g

/** Equal for "Café", "CAFE" and "Ｃａｆé"; its length can differ from the text's. */
export const foldText = (text: string): string =>
  BEYOND_PLAIN.test(text)
    ? text
        .normalize('NFKD')
        .toLowerCase()
        .normalize('NFKD')
        .replace(MARKS, '')
        .replace(LAST_SIGMA, 'σ')
    : text.toLowerCase()

/** A letter with the marks that follow it. */
const LETTERS = /.\p{M}*/gsu

/** The place in the text from which the folded text has what stands `at` there. */
export const placeInText = (text: string, at: number): number => {
  let folded = 0
  for (const letter of text.matchAll(LETTERS)) {
    folded += foldText(letter[0]).length
    if (folded > at) return letter.index
  }
  return text.length
}

/** A stretch of plain signs, each folded by itself, or a letter beyond them with its marks. */
const STRETCHES = /[\0-\x7f]+(?!\p{M})|.\p{M}*/gsu

/** The text folded, and for each place in it the place in the text that it came from. */
export const foldWithPlaces = (
  text: string,
): { readonly folded: string; readonly places: readonly number[] } => {
  const places: number[] = []
  let folded = ''
  for (const { 0: stretch, index } of text.matchAll(STRETCHES)) {
    const part = foldText(stretch)
    const step = BEYOND_PLAIN.test(stretch) ? 0 : 1
    folded += part
    for (let at = 0; at < part.length; at += 1) places.push(index + at * step)
  }
  places.push(text.length)
  return { folded, places }
}
