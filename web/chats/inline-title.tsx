/** A chat's title or a folder's name while it is written anew, in the place where it stands. */

import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { MAX_NAME_LENGTH, MAX_TITLE_LENGTH } from '../../db/protocol/limits.ts'
import { joinClasses } from '../ui/join-classes.ts'

interface InlineTitleProps {
  readonly title: string
  /** The new title, or null where it stays; `byKey`: the focus goes back to where the title stands. */
  readonly onEnd: (title: string | null, byKey: boolean) => void
  readonly className?: string
  readonly isFolder?: boolean
}

/** Enter and going elsewhere keep what was typed, Escape and an empty box leave all as it was. */
export const InlineTitle = ({ title, onEnd, className, isFolder = false }: InlineTitleProps) => {
  const [typed, setTyped] = useState(title)
  const box = useRef<HTMLInputElement>(null)
  const isOver = useRef(false)
  useEffect(() => {
    box.current?.focus()
    box.current?.select()
  }, [])
  const end = (isKept: boolean, byKey: boolean) => {
    // The box that goes away is left as well.
    if (isOver.current) return
    isOver.current = true
    const text = typed.trim()
    onEnd(isKept && text !== '' && text !== title ? text : null, byKey)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key !== 'Enter' && event.key !== 'Escape') return
    event.preventDefault()
    end(event.key === 'Enter', true)
  }
  return (
    <input
      ref={box}
      dir="auto"
      aria-label={isFolder ? 'Name of the folder' : 'Title of the chat'}
      value={typed}
      maxLength={isFolder ? MAX_NAME_LENGTH : MAX_TITLE_LENGTH}
      enterKeyHint="done"
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={() => end(true, false)}
      className={joinClasses(
        'min-h-11 min-w-0 flex-1 rounded-xl border border-info bg-page px-2.5 text-text outline-none ring-1 ring-info',
        className,
      )}
    />
  )
}
