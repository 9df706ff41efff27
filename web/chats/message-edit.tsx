/** A message's text in a box in its own place: saving it begins a new branch beside the old one. */

import { useEffect, useId, type KeyboardEvent, type RefObject } from 'react'
import type { MessageView } from '../../db/device/messages.ts'
import { newId } from '../../db/device/new-id.ts'
import type { MessageId } from '../../db/protocol/ids.ts'
import { idOf } from '../../db/protocol/make-id.ts'
import { makeStorable } from '../../db/protocol/text.ts'
import { announce } from '../ui/announce.ts'
import { Button } from '../ui/button.tsx'
import { joinClasses } from '../ui/join-classes.ts'
import { isSurelyFull, tooLongWords } from './text-room.ts'
import { useAutosize } from './use-autosize.ts'
import { useDraft } from './use-draft.ts'
import { useLongPaste } from './use-long-paste.ts'
import { useWrite } from './use-write.ts'
import { editDraftId, rewordMessage } from './write-acts.ts'

interface MessageEditProps {
  readonly message: MessageView
  /** It was opened just now by a person, who wants to type; not found again after a reload. */
  readonly takesFocus: boolean
  readonly onSaved: (id: MessageId) => void
  /** `typed`: what is lost with it; null where nothing was changed. */
  readonly onCancel: (typed: string | null) => void
}

const NOTE = 'Edit creates a new branch; the old one is kept.'

export const MessageEdit = (props: MessageEditProps) => {
  const { text, tooLong, setText, cancel, save } = useEdit(props)
  const noteId = useId()
  const box = useAutosize(text)
  useLongPaste(box)
  useCaretAtEnd(box, props.takesFocus)
  const onKey = (event: KeyboardEvent) => {
    const isSave = event.key === 'Enter' && (event.ctrlKey || event.metaKey)
    if ((!isSave && event.key !== 'Escape') || event.nativeEvent.isComposing) return
    event.preventDefault()
    if (isSave) void save()
    else cancel()
  }
  return (
    <div className="mt-1 mb-3 w-full self-end rounded-3xl bg-bubble p-2">
      <textarea
        ref={box}
        dir="auto"
        rows={1}
        value={text}
        aria-label="Edit message"
        aria-describedby={noteId}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKey}
        className={joinClasses(
          'block max-h-[50dvh] min-h-11 w-full resize-none rounded-2xl bg-page px-4 py-2.5 text-base leading-relaxed outline-none focus-visible:ring-2 focus-visible:ring-info',
          isSurelyFull(text) ? 'h-[50dvh]' : 'field-sizing-content',
        )}
      />
      <div className="flex flex-wrap items-center justify-end gap-2 pt-2">
        <p
          id={noteId}
          className={joinClasses(
            'min-w-40 flex-1 px-3 text-caption',
            tooLong === undefined ? 'text-neutral' : 'text-danger',
          )}
        >
          {tooLong ?? NOTE}
        </p>
        <Button onClick={cancel}>Cancel</Button>
        <Button look="primary" disabled={tooLong !== undefined} onClick={() => void save()}>
          Save
        </Button>
      </div>
    </div>
  )
}

const useCaretAtEnd = (box: RefObject<HTMLTextAreaElement | null>, takesFocus: boolean): void =>
  useEffect(() => {
    if (!takesFocus || box.current === null) return
    box.current.focus()
    box.current.setSelectionRange(box.current.value.length, box.current.value.length)
  }, [box, takesFocus])

const useEdit = ({ message, onSaved, onCancel }: MessageEditProps) => {
  const { text, setText, clear, giveBack } = useDraft(
    editDraftId(message.id),
    message.chatId,
    message.content,
  )
  const write = useWrite()
  const tooLong = tooLongWords(text)
  const content = text.trim()
  const isChanged = content !== '' && content !== message.content.trim()

  const cancel = () => {
    // An empty draft is no draft: it goes from the device as the box does from the screen.
    setText('')
    onCancel(isChanged ? text : null)
  }
  const save = async () => {
    if (tooLong !== undefined) return
    if (!isChanged) {
      cancel()
      return
    }
    const letGo = clear()
    const messageId: MessageId = idOf(newId())
    const reworded = makeStorable(content)
    if (await write(rewordMessage({ message, messageId, content: reworded, now: Date.now() }))) {
      letGo()
      announce('Saved as a new branch.')
      onSaved(messageId)
    } else giveBack(text)
  }
  return { text, tooLong, setText, cancel, save }
}
