/** Both texts with what differs: one text on phones, side by side where there is room. */

import { ChevronDown, ChevronUp } from 'lucide-react'
import { useMemo, useRef, useState, type ReactNode, type RefObject } from 'react'
import { IconButton } from '../ui/button.tsx'
import { countWords, numberWords } from '../ui/count-words.ts'
import { joinClasses } from '../ui/join-classes.ts'
import { useMedia } from '../ui/use-media.ts'
import { CheckLine } from './check-line.tsx'
import { BESIDE } from './side-card.tsx'
import { inSentence } from './conflict-words.ts'
import { DiffText } from './diff-text.tsx'
import type { Side, Sides } from './sides.ts'
import { countChanges, type Piece, sideOf, wordDiff } from './word-diff.ts'

interface TwoTextsProps {
  readonly sides: Sides
  /** Draws the card of one side around its text. */
  readonly cardOf: (side: Side, text: ReactNode, isLong: boolean) => ReactNode
}

const textOf = ({ value }: Side): string => (typeof value === 'string' ? value : '')

/** From this length on one goes from change to change. */
const LONG = 400

export const TwoTexts = ({ sides, cardOf }: TwoTextsProps) => {
  const [first, second] = sides
  const [isMarked, setIsMarked] = useState(true)
  const isRoomy = useMedia('(min-width: 768px)')
  const pieces = useMemo(() => wordDiff(textOf(first), textOf(second)), [first, second])
  const texts = useRef<HTMLDivElement>(null)
  const changes = countChanges(pieces)
  const isLong = textOf(first).length + textOf(second).length > LONG
  const plain = (side: Side) => <Plain text={textOf(side)} isCut={!isRoomy && isMarked} />
  const marked = (side: Side, kind: 'removed' | 'added') =>
    isMarked && isRoomy ? <DiffText pieces={sideOf(pieces, kind)} /> : plain(side)
  const unified = isMarked && !isRoomy && <Unified sides={sides} pieces={pieces} />
  return (
    <div ref={texts} className="flex flex-col gap-3">
      <div
        className={joinClasses(
          'flex flex-wrap items-center gap-x-4 gap-y-1 px-1',
          isLong && 'sticky top-0 z-10 bg-side',
        )}
      >
        <CheckLine isChecked={isMarked} onChange={setIsMarked}>
          Show differences
        </CheckLine>
        <span className="text-caption text-neutral">
          {changes === 0 ? 'The same words' : countWords(changes, 'difference')}
        </span>
        {isMarked && isLong && changes > 1 && <Steps texts={texts} changes={changes} />}
      </div>
      {!isLong && unified}
      <div className={BESIDE}>
        {cardOf(first, marked(first, 'removed'), isLong)}
        {cardOf(second, marked(second, 'added'), isLong)}
      </div>
      {isLong && unified}
    </div>
  )
}

/** After the cards where it is long, so that what can be done is not far down. */
const Unified = ({ sides: [first, second], pieces }: UnifiedProps) => (
  <section aria-label="Differences" className="rounded-3xl border border-line bg-page p-5">
    <p className="mb-2 text-caption text-neutral">
      <span className="text-danger">− only on {inSentence(first.name)}</span>
      {' · '}
      <span className="text-ok">+ only on {inSentence(second.name)}</span>
    </p>
    <DiffText pieces={pieces} />
  </section>
)

interface UnifiedProps {
  readonly sides: Sides
  readonly pieces: readonly Piece[]
}

const Plain = ({ text, isCut }: { readonly text: string; readonly isCut: boolean }) => (
  <p dir="auto" className={`whitespace-pre-wrap wrap-anywhere ${isCut ? 'line-clamp-3' : ''}`}>
    {text === '' ? <span className="text-neutral">Nothing</span> : text}
  </p>
)

interface StepsProps {
  readonly texts: RefObject<HTMLElement | null>
  readonly changes: number
}

/** From change to change; side by side, both texts come to it. */
const Steps = ({ texts, changes }: StepsProps) => {
  const [at, setAt] = useState(0)
  const go = (next: number) => {
    setAt(next)
    const marks = texts.current?.querySelectorAll<HTMLElement>(`[data-change="${next}"]`) ?? []
    for (const mark of marks) mark.scrollIntoView({ block: 'center' })
    marks[0]?.focus({ preventScroll: true })
  }
  return (
    <div className="ms-auto flex items-center">
      <span className="me-1 text-caption text-neutral tabular-nums">
        {at === 0 ? '' : `${numberWords(at)} of ${numberWords(changes)}`}
      </span>
      <IconButton label="Previous change" disabled={at <= 1} onClick={() => go(at - 1)}>
        <ChevronUp size={20} aria-hidden />
      </IconButton>
      <IconButton label="Next change" disabled={at >= changes} onClick={() => go(at + 1)}>
        <ChevronDown size={20} aria-hidden />
      </IconButton>
    </div>
  )
}
