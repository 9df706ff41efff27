/** A text cut into words, spaces and signs, in any script; joined, they are the text again. Pure. */

/** Scripts that are written without spaces: where a word ends there, the browser knows. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

const RUNS = /\s+|[\p{L}\p{N}_][\p{L}\p{N}\p{M}_'’\u200c\u200d]*|[^\p{L}\p{N}_\s]+/gu

let segmenter: Intl.Segmenter | undefined

const segments = (run: string): readonly string[] => {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'word' })
  return [...segmenter.segment(run)].map(({ segment }) => segment)
}

export const wordTokens = (text: string): readonly string[] =>
  (text.match(RUNS) ?? []).flatMap((run) => (UNSPACED.test(run) ? segments(run) : [run]))
