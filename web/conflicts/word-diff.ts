/** What one text has that the other lacks, word by word, as a person would mark it. Pure. */

import { diffArrays } from 'diff'
import { wordTokens } from './word-tokens.ts'

/** `removed`: only in the first text. `added`: only in the second. */
export interface Piece {
  readonly kind: 'same' | 'removed' | 'added'
  readonly text: string
  /** Which of the changes it belongs to, from 1 on; 0 where both are the same. */
  readonly change: number
}

type Plain = Omit<Piece, 'change'>

/** Texts that differ in more places than this many words are compared by their lines. */
const MAX_WORD_EDITS = 2000
const MAX_LINE_EDITS = 2000

const LINES = /[^\n]*\n|[^\n]+/g

/** The pieces of both texts in the order of reading: those of the first in it, then those of the second. */
export const wordDiff = (first: string, second: string): readonly Piece[] =>
  tidied(
    compared(wordTokens(first), wordTokens(second), MAX_WORD_EDITS) ??
      compared(first.match(LINES) ?? [], second.match(LINES) ?? [], MAX_LINE_EDITS) ??
      whole(first, second),
  )

const compared = (
  first: readonly string[],
  second: readonly string[],
  maxEditLength: number,
): readonly Plain[] | undefined =>
  diffArrays([...first], [...second], { maxEditLength })?.map(({ added, removed, value }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value.join(''),
  }))

/** Too different to be told apart in pieces. */
const whole = (first: string, second: string): readonly Plain[] => [
  { kind: 'removed', text: first },
  { kind: 'added', text: second },
]

/**
 * Between two changes a mere space is part of both: "red big" for "blue small", not word for word. And
 * each change gets its number.
 */
const tidied = (pieces: readonly Plain[]): readonly Piece[] => {
  const tidy: Piece[] = []
  let change = 0
  let open = { removed: '', added: '' }
  const close = () => {
    const { removed, added, after } = apart(open)
    open = { removed: '', added: '' }
    if (removed + added === '') return
    change += 1
    if (removed !== '') tidy.push({ kind: 'removed', text: removed, change })
    if (added !== '') tidy.push({ kind: 'added', text: added, change })
    if (after !== '') tidy.push({ kind: 'same', text: after, change: 0 })
  }
  for (const [at, { kind, text }] of pieces.entries()) {
    if (kind !== 'same') open = { ...open, [kind]: open[kind] + text }
    else if (open.removed !== '' && open.added !== '' && isBridge(text, at, pieces))
      open = { removed: open.removed + text, added: open.added + text }
    else {
      close()
      tidy.push({ kind, text, change: 0 })
    }
  }
  close()
  return tidy
}

/** A space that both end with belongs to neither. */
const apart = ({ removed, added }: { readonly removed: string; readonly added: string }) => {
  const after = /\s+$/.exec(removed)?.[0] ?? ''
  if (after === '' || !added.endsWith(after)) return { removed, added, after: '' }
  return { removed: removed.slice(0, -after.length), added: added.slice(0, -after.length), after }
}

const isBridge = (text: string, at: number, { length }: readonly Plain[]): boolean =>
  at < length - 1 && /^[^\S\n]+$/.test(text)

/** How many places differ: a removal with what came in its place is one. */
export const countChanges = (pieces: readonly Piece[]): number =>
  Math.max(0, ...pieces.slice(-4).map(({ change }) => change))

/** What one of the two has, with what the other has not marked. */
export const sideOf = (pieces: readonly Piece[], side: 'removed' | 'added'): readonly Piece[] =>
  pieces.filter(({ kind }) => kind === 'same' || kind === side)
