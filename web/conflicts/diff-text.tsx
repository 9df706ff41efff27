/** A text with its differences marked: by sign, line and colour for the eye, in words for the ear. */

import { joinClasses } from '../ui/join-classes.ts'
import type { Piece } from './word-diff.ts'

const MARK = 'rounded-sm px-0.5 decoration-2 box-decoration-clone'

const MARKS = {
  removed: { sign: '−', spoken: 'deleted: ', classes: 'bg-danger/8 text-danger line-through' },
  added: { sign: '+', spoken: 'inserted: ', classes: 'bg-ok/8 text-ok underline' },
} as const

export const DiffText = ({ pieces }: { readonly pieces: readonly Piece[] }) => (
  <p dir="auto" className="whitespace-pre-wrap wrap-anywhere">
    {pieces.map((piece, at) =>
      // The pieces of two texts have no other name than their place, and never move.
      // oxlint-disable-next-line react/no-array-index-key
      piece.kind === 'same' ? piece.text : <Marked key={at} {...piece} kind={piece.kind} />,
    )}
  </p>
)

/** What the sign stays with at the end of a line. */
const FIRST_LETTERS = /^\S{1,12}/u

interface MarkedProps extends Omit<Piece, 'kind'> {
  readonly kind: keyof typeof MARKS
}

const Marked = ({ kind, change, text }: MarkedProps) => {
  const { sign, spoken, classes } = MARKS[kind]
  const [first = ''] = FIRST_LETTERS.exec(text) ?? []
  const Element = kind === 'removed' ? 'del' : 'ins'
  return (
    <Element data-change={change} tabIndex={-1} className={joinClasses(MARK, classes)}>
      <span className="whitespace-nowrap">
        <span aria-hidden className="me-0.5 inline-block font-semibold">
          {sign}
        </span>
        <span className="sr-only">{spoken}</span>
        {first}
      </span>
      {text.slice(first.length)}
      <span className="sr-only">, </span>
    </Element>
  )
}
