/** The title a chat gets from its first message; pure. */

const LENGTH = 60

/** What makes a line a heading, a quotation or an item says nothing in a list of titles; a fence opens code. */
const MARKS = /^\s*(?:(?:#{1,6}|>|[-*+])\s+|`{3,}.*$)/

/** Cuts between what a person sees as one character, so that no emoji is left in halves. */
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The first line with something in it, cut at a word where that does not cost half of it. */
export const titleFrom = (content: string): string => {
  const line =
    content
      .slice(0, 2000)
      .split('\n')
      .map((text) => text.replace(MARKS, '').trim())
      .find((text) => text !== '') ?? ''
  const characters = Array.from(segmenter.segment(line), ({ segment }) => segment)
  if (characters.length <= LENGTH) return line
  const cut = characters.slice(0, LENGTH).join('')
  const lastSpace = cut.lastIndexOf(' ')
  return `${(lastSpace > LENGTH / 2 ? cut.slice(0, lastSpace) : cut).trimEnd()}…`
}
