/** A box for words of one's own in place of both values; it begins with the two put together. */

import { useEffect, useId, useState, type KeyboardEvent } from 'react'
import type { ConflictLine } from '../../db/device/conflicts.ts'
import { MAX_CONTENT_BYTES, MAX_NAME_LENGTH, MAX_TITLE_LENGTH } from '../../db/protocol/limits.ts'
import { isWithin } from '../../db/protocol/text.ts'
import { useAutosize } from '../chats/use-autosize.ts'
import { Button } from '../ui/button.tsx'
import { mergedWords } from './merged-words.ts'

interface MergedTextProps {
  readonly line: ConflictLine
  readonly onSave: (text: string) => void
  readonly onCancel: () => void
}

const LIMITS: Readonly<Record<string, number>> = {
  title: MAX_TITLE_LENGTH,
  name: MAX_NAME_LENGTH,
}

export const MergedText = ({ line, onSave, onCancel }: MergedTextProps) => {
  const [{ text: first, isMerged }] = useState(() => mergedWords(line))
  const [text, setText] = useState(first)
  const noteId = useId()
  const box = useAutosize(text)
  const limit = LIMITS[line.field]
  // A title is one line.
  const wanted = limit === undefined ? text : text.replaceAll(/\s+/g, ' ').trim()
  const isTooLong = !isWithin(text, MAX_CONTENT_BYTES)
  const save = () => {
    if (wanted !== '' && !isTooLong) onSave(wanted)
  }
  useEffect(() => {
    const { current } = box
    current?.focus()
    current?.setSelectionRange(current.value.length, current.value.length)
  }, [box])
  const onKey = (event: KeyboardEvent) => {
    const isSave = event.key === 'Enter' && (limit !== undefined || event.ctrlKey || event.metaKey)
    if ((!isSave && event.key !== 'Escape') || event.nativeEvent.isComposing) return
    event.preventDefault()
    if (isSave) save()
    else onCancel()
  }
  return (
    <section aria-label="Edit merged" className="rounded-3xl border border-line bg-bubble p-3">
      <textarea
        ref={box}
        dir="auto"
        rows={1}
        value={text}
        maxLength={limit}
        aria-label={line.field === 'content' ? 'Merged text' : `Merged ${line.field}`}
        aria-describedby={noteId}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKey}
        className="block field-sizing-content max-h-[60dvh] min-h-11 w-full resize-none rounded-2xl bg-page px-4 py-2.5 text-base leading-relaxed outline-none focus-visible:ring-2 focus-visible:ring-info"
      />
      <div className="flex flex-wrap items-center justify-end gap-2 pt-2">
        <p id={noteId} className="min-w-0 flex-[1_1_14rem] px-2 text-caption text-neutral">
          {isTooLong
            ? 'This is longer than a message may be.'
            : isMerged
              ? 'What both changed, put together. Change it as you like.'
              : 'What is shown now. Change it as you like; the other version is above.'}
        </p>
        <Button onClick={onCancel}>Cancel</Button>
        <Button look="primary" disabled={wanted === '' || isTooLong} onClick={save}>
          Save merged
        </Button>
      </div>
    </section>
  )
}
