/** The answers that choose neither of the two: both of them, or words of one's own. */

import { Copy, PencilLine } from 'lucide-react'
import { useId, useRef, useState, type ReactNode } from 'react'
import { flushSync } from 'react-dom'
import type { ConflictLine } from '../../db/device/conflicts.ts'
import { Button } from '../ui/button.tsx'
import { bothWords } from './both.ts'
import { MergedText } from './merged-text.tsx'
import type { KnownDevices } from './sides.ts'

interface MoreAnswersProps {
  readonly line: ConflictLine
  readonly devices: KnownDevices
  readonly onBoth: () => void
  readonly onMerged: (text: string) => void
}

export const MoreAnswers = ({ line, devices, onBoth, onMerged }: MoreAnswersProps) => {
  const [isEditing, setIsEditing] = useState(false)
  const opener = useRef<HTMLDivElement>(null)
  const both = bothWords(line, devices)
  const close = () => {
    flushSync(() => setIsEditing(false))
    opener.current?.querySelector<HTMLElement>('[data-edit]')?.focus()
  }
  if (isEditing) return <MergedText line={line} onSave={onMerged} onCancel={close} />
  return (
    <div
      ref={opener}
      className="divide-y divide-line rounded-3xl border border-line bg-page px-5 py-2"
    >
      {both !== null && (
        <Way words={both}>
          {(noteId) => (
            <Button aria-describedby={noteId} onClick={onBoth}>
              <Copy size={17} aria-hidden /> Keep both
            </Button>
          )}
        </Way>
      )}
      <Way words="Put the two together in your own words.">
        {(noteId) => (
          <Button data-edit aria-describedby={noteId} onClick={() => setIsEditing(true)}>
            <PencilLine size={17} aria-hidden /> Edit merged
          </Button>
        )}
      </Way>
    </div>
  )
}

interface WayProps {
  readonly words: string
  readonly children: (noteId: string) => ReactNode
}

const Way = ({ words, children }: WayProps) => {
  const noteId = useId()
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
      <p id={noteId} className="min-w-0 flex-[1_1_14rem] text-small text-neutral wrap-anywhere">
        <bdi>{words}</bdi>
      </p>
      {children(noteId)}
    </div>
  )
}
