/** One message: its text, where it stands on its way, and what can be done with it. */

import { memo, useEffect, useId, useRef, type ReactNode } from 'react'
import type { MessageView } from '../../db/device/messages.ts'
import { joinClasses } from '../ui/join-classes.ts'
import { BranchSwitch } from './branch-switch.tsx'
import { rowOf } from './feed-place.ts'
import type { ActionsOf } from './message-action.ts'
import { MessageActions } from './message-actions.tsx'
import { MessageMeta } from './message-meta.tsx'
import { isSameBody } from './same-view.ts'
import { MessageText } from './message-text.tsx'

interface MessageArticleProps {
  readonly message: MessageView
  readonly place: { readonly at: number; readonly of: number }
  /** The day that begins with this message, in words. */
  readonly day: string | undefined
  readonly isNewest: boolean
  readonly isTimeShown: boolean
  /** It was jumped to: marked for a moment. */
  readonly isTarget: boolean
  readonly isTouch: boolean
  /** The one message of the list that Tab comes to. */
  readonly isReachable: boolean
  readonly actionsOf: ActionsOf
  readonly onStep: (message: MessageView, step: 'older' | 'newer') => void
  /** The box in which it is being edited, in place of its text. */
  readonly editor: ReactNode | undefined
}

export const MessageArticle = ({ place, day, ...body }: MessageArticleProps) => {
  const { message, isTarget, isReachable } = body
  const metaId = useId()
  const article = useRef<HTMLElement>(null)
  useEffect(() => (isTarget ? focusWhenShown(article.current) : undefined), [isTarget])
  return (
    <article
      ref={article}
      // Where the focus may be is moved by the list's keys; Tab passes all messages but one by.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={isReachable ? 0 : -1}
      aria-posinset={place.at + 1}
      aria-setsize={place.of}
      {...(body.editor === undefined
        ? { 'aria-labelledby': metaId }
        : { 'aria-label': 'You are editing this message' })}
      data-message={message.id}
      data-row={rowOf(message)}
      className={joinClasses(
        'group mx-auto flex w-full max-w-3xl scroll-my-4 flex-col px-3 outline-none md:px-5',
        place.at === 0 && 'pt-3',
        place.at === place.of - 1 && 'pb-3',
      )}
    >
      {day !== undefined && (
        <p className="py-3 text-center text-mini font-medium text-neutral">{day}</p>
      )}
      <MessageBody metaId={metaId} {...body} />
    </article>
  )
}

interface MessageBodyProps extends Omit<MessageArticleProps, 'place' | 'day'> {
  readonly metaId: string
}

/** Drawn again only where something about it differs: each new message gives every other a new place. */
const MessageBody = memo((props: MessageBodyProps) => {
  const { message, isTarget, editor } = props
  if (editor !== undefined) return editor
  const isOwn = message.role === 'user'
  return (
    <>
      <div
        data-text
        className={joinClasses(
          'min-w-0 rounded-3xl text-base leading-relaxed transition-shadow duration-700',
          'group-focus-visible:ring-2 group-focus-visible:ring-info',
          isOwn ? 'max-w-[85%] self-end rounded-ee-lg bg-bubble px-4 py-2.5' : 'py-1',
          !isOwn && '-mx-2 px-2',
          isTarget && 'ring-2 ring-info',
        )}
      >
        <MessageText key={message.id} text={message.content} />
      </div>
      <MessageFoot {...props} />
    </>
  )
}, isSameBody)

/** The row under the text; the buttons in it keep it as high as a finger needs. */
const MessageFoot = (props: MessageBodyProps) => {
  const { metaId, message, isTouch, isReachable, actionsOf, onStep } = props
  const isOwn = message.role === 'user'
  const actions = actionsOf(message)
  const versions = message.versions.length > 1 && (
    <BranchSwitch message={message} isReachable={isReachable} onStep={onStep} />
  )
  return (
    <div
      className={joinClasses(
        '-mt-0.5 -mb-1 flex min-h-11 flex-wrap items-center gap-x-1',
        isOwn ? 'justify-end' : '-ms-2.5',
      )}
    >
      {!isOwn && versions}
      <MessageActions actions={actions} isTouch={isTouch} isReachable={isReachable} />
      {isOwn && versions}
      <MessageMeta id={metaId} actions={actions} {...props} />
    </div>
  )
}

/** The list keeps a new row hidden until it is measured, and what is hidden takes no focus. */
export const focusWhenShown = (element: HTMLElement | null, onFocused?: () => void) => {
  let frame = 0
  const attempt = () => {
    element?.focus({ preventScroll: true })
    if (element === null || document.activeElement === element) onFocused?.()
    else frame = requestAnimationFrame(attempt)
  }
  attempt()
  return () => cancelAnimationFrame(frame)
}
