/** The box a message is written in: grows with its text, and is never closed for want of a network. */

import { ArrowUp, Square } from 'lucide-react'
import { useEffect, useId, type FormEvent, type KeyboardEvent, type RefObject } from 'react'
import { makeStorable } from '../../db/protocol/text.ts'
import { usePreference } from '../settings/preferences.ts'
import { joinClasses } from '../ui/join-classes.ts'
import { isChoosingList } from '../ui/keep-focus.ts'
import { useMedia } from '../ui/use-media.ts'
import { isSendKey } from './composer-keys.ts'
import { isSurelyFull, tooLongWords } from './text-room.ts'
import { useAutosize } from './use-autosize.ts'
import { useLongPaste } from './use-long-paste.ts'

interface ComposerProps {
  readonly text: string
  readonly onText: (text: string) => void
  readonly onSend: (text: string) => void
  /** Arrow up in an empty box. */
  readonly onEditLast?: () => void
  readonly placeholder: string
  readonly hint?: string | undefined
  /** Why the text in the box could not be stored; said in place of the hint. */
  readonly problem?: string | undefined
  /** The box is what the person came for; on touch screens it would open the keyboard unasked. */
  readonly takesFocus?: boolean
  /** A reply is being written: until it ends, or is stopped by this, nothing is sent. */
  readonly onStop?: (() => void) | undefined
}

interface SendOrStopProps {
  readonly isDisabled: boolean
  readonly onStop: (() => void) | undefined
}

const SendOrStop = ({ isDisabled, onStop }: SendOrStopProps) =>
  onStop === undefined ? <SendButton isDisabled={isDisabled} /> : <StopButton onStop={onStop} />

const SendButton = ({ isDisabled }: { readonly isDisabled: boolean }) => (
  <button
    type="submit"
    aria-label="Send"
    title="Send"
    disabled={isDisabled}
    className="inline-flex size-11 shrink-0 items-center justify-center rounded-full bg-info text-on-info transition-colors hover:bg-info/90 disabled:bg-chip disabled:text-neutral"
  >
    <ArrowUp size={20} strokeWidth={2.4} aria-hidden />
  </button>
)

const StopButton = ({ onStop }: { readonly onStop: () => void }) => (
  <button
    type="button"
    aria-label="Stop the reply"
    title="Stop the reply (Esc)"
    onClick={onStop}
    className="inline-flex size-11 shrink-0 items-center justify-center rounded-full bg-text text-page transition-opacity hover:opacity-85"
  >
    <Square size={15} fill="currentColor" aria-hidden />
  </button>
)

interface NoteProps {
  readonly id: string
  readonly text: string
  readonly isProblem: boolean
}

const Note = ({ id, text, isProblem }: NoteProps) => (
  <p
    id={id}
    className={joinClasses('px-4 pt-1.5 text-caption', isProblem ? 'text-danger' : 'text-neutral')}
  >
    {text}
  </p>
)

const BOX =
  'max-h-[min(14rem,40dvh)] min-h-11 min-w-0 flex-1 resize-none bg-transparent px-4 py-2.5 text-base leading-6 outline-none placeholder:text-neutral'
const FULL = 'h-[min(14rem,40dvh)]'

interface FirstFocus {
  readonly takesFocus: boolean
  readonly isTouch: boolean
}

const useFirstFocus = (
  box: RefObject<HTMLElement | null>,
  { takesFocus, isTouch }: FirstFocus,
): void => {
  useEffect(() => {
    if (takesFocus && !isTouch && !isChoosingList()) box.current?.focus()
  }, [box, isTouch, takesFocus])
}

export const Composer = (props: ComposerProps) => {
  const { text, onText, onSend, onEditLast, placeholder, hint, problem } = props
  const { takesFocus = false, onStop } = props
  const isTouch = useMedia('(pointer: coarse)')
  const enterKey = usePreference('enterKey')
  const box = useAutosize(text)
  useLongPaste(box)
  useFirstFocus(box, { takesFocus, isTouch })
  const hintId = useId()
  const isEmpty = text.trim() === ''
  const tooLong = tooLongWords(text)
  const complaint = tooLong ?? problem
  const note = complaint ?? hint

  const send = () => {
    if (isEmpty || tooLong !== undefined || onStop !== undefined) return
    onSend(makeStorable(text.trim()))
    box.current?.focus()
  }
  const sendOnKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const { key, shiftKey, ctrlKey, metaKey, altKey } = event
    const { isComposing } = event.nativeEvent
    // With Alt it leads to another chat.
    if (key === 'ArrowUp' && !altKey && text === '' && onEditLast !== undefined) {
      event.preventDefault()
      onEditLast()
      return
    }
    if (!isSendKey({ key, shiftKey, ctrlKey, metaKey, isComposing }, { isTouch, enterKey })) return
    event.preventDefault()
    send()
  }
  return (
    <form
      className="mx-auto w-full max-w-3xl px-3 pt-2 pb-[max(12px,var(--sab))]"
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        send()
      }}
    >
      <div className="flex items-end gap-1 rounded-[26px] border border-outline bg-page p-1 shadow-[0_1px_6px_rgb(15_20_28/0.06)] focus-within:border-info focus-within:ring-1 focus-within:ring-info">
        <textarea
          ref={box}
          id="composer"
          dir="auto"
          rows={1}
          value={text}
          placeholder={placeholder}
          aria-label={placeholder}
          aria-describedby={note === undefined ? undefined : hintId}
          enterKeyHint={isTouch || enterKey === 'line' ? 'enter' : 'send'}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={sendOnKey}
          className={joinClasses(BOX, isSurelyFull(text) ? FULL : 'field-sizing-content')}
        />
        <SendOrStop isDisabled={isEmpty || tooLong !== undefined} onStop={onStop} />
      </div>
      {note !== undefined && <Note id={hintId} text={note} isProblem={complaint !== undefined} />}
    </form>
  )
}
