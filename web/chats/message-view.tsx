/** One message: its text, where it stands on its way, and what can be done with it. */

import { Copy, Trash2 } from 'lucide-react'
import { memo, useEffect, useId, useRef } from 'react'
import type { MessageView } from '../../db/device/messages.ts'
import { announce } from '../ui/announce.ts'
import { joinClasses } from '../ui/join-classes.ts'
import { catchFocus, neighbourRow } from '../ui/keep-focus.ts'
import { Menu } from '../ui/menu.tsx'
import { showToast } from '../ui/toasts.ts'
import { BranchSwitch } from './branch-switch.tsx'
import { MessageMeta } from './message-meta.tsx'
import { isSameBody } from './same-view.ts'
import { MessageText } from './message-text.tsx'
import { useWrite } from './use-write.ts'

interface MessageArticleProps {
  readonly message: MessageView
  readonly place: { readonly at: number; readonly of: number }
  readonly isNewest: boolean
  readonly isTimeShown: boolean
  /** It was jumped to: marked for a moment. */
  readonly isTarget: boolean
}

const UNDO_FOR_MS = 10_000

export const MessageArticle = ({ place, ...body }: MessageArticleProps) => {
  const { message, isTarget } = body
  const metaId = useId()
  const article = useRef<HTMLElement>(null)
  useEffect(() => (isTarget ? focusWhenShown(article.current) : undefined), [isTarget])
  return (
    <article
      ref={article}
      tabIndex={-1}
      aria-posinset={place.at + 1}
      aria-setsize={place.of}
      aria-labelledby={metaId}
      data-message={message.id}
      className="group mx-auto flex w-full max-w-3xl scroll-my-20 flex-col px-3 py-1.5 outline-none last:pb-2 md:px-5"
    >
      <MessageBody metaId={metaId} {...body} />
    </article>
  )
}

interface MessageBodyProps extends Omit<MessageArticleProps, 'place'> {
  readonly metaId: string
}

/** Drawn again only where something about it differs: each new message gives every other a new place. */
const MessageBody = memo((props: MessageBodyProps) => {
  const { metaId, message, isNewest, isTimeShown, isTarget } = props
  const isOwn = message.role === 'user'
  return (
    <>
      <div className={joinClasses('flex items-start gap-1', isOwn && 'justify-end')}>
        {isOwn && <MessageMenu message={message} />}
        <div
          className={joinClasses(
            'min-w-0 text-base leading-relaxed transition-shadow duration-700',
            isOwn ? 'max-w-[85%] rounded-3xl rounded-ee-lg bg-bubble px-4 py-2.5' : 'flex-1 py-1',
            isTarget && 'rounded-3xl ring-2 ring-info',
          )}
        >
          <MessageText text={message.content} />
        </div>
        {!isOwn && <MessageMenu message={message} />}
      </div>
      <div className={joinClasses('flex flex-wrap items-center gap-x-2', isOwn && 'justify-end')}>
        <MessageMeta id={metaId} message={message} isNewest={isNewest} isTimeShown={isTimeShown} />
        {message.versions.length > 1 && <BranchSwitch message={message} />}
      </div>
    </>
  )
}, isSameBody)

/** The list keeps a new row hidden until it is measured, and what is hidden takes no focus. */
const focusWhenShown = (element: HTMLElement | null): (() => void) => {
  let frame = 0
  const attempt = () => {
    element?.focus({ preventScroll: true })
    if (document.activeElement !== element) frame = requestAnimationFrame(attempt)
  }
  attempt()
  return () => cancelAnimationFrame(frame)
}

interface MessageMenuProps {
  readonly message: MessageView
  readonly className?: string
}

const MessageMenu = ({ message, className }: MessageMenuProps) => {
  const write = useWrite()
  const { id: messageId, chatId, position, content } = message
  const setDeleted = (value: boolean) =>
    write({ kind: 'message.set', chatId, messageId, position, field: 'deleted', value })
  const copy = async () => {
    await navigator.clipboard.writeText(content)
    announce('Copied')
  }
  const remove = async () => {
    const next = neighbourRow('[data-message]')
    if (!(await setDeleted(true))) return
    next?.focus({ preventScroll: true })
    catchFocus()
    showToast({
      id: `deleted-${messageId}`,
      text: 'Message deleted.',
      action: { label: 'Undo', run: () => void setDeleted(false) },
      durationMs: UNDO_FOR_MS,
    })
  }
  return (
    <div
      className={joinClasses(
        'opacity-70 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 pointer-fine:opacity-0',
        className,
      )}
    >
      <Menu
        label="Actions for this message"
        choices={[
          { label: 'Copy', Icon: Copy, onChoose: () => void copy() },
          { label: 'Delete', Icon: Trash2, onChoose: () => void remove(), isDangerous: true },
        ]}
      />
    </div>
  )
}
