/** The messages of the active branch, drawn only where they are looked at; stays at the end unless scrolled away. */

import { memo, useImperativeHandle, useRef, useState, type ReactNode, type Ref } from 'react'
import { VList, type VListHandle } from 'virtua'
import type { MessageView } from '../../db/device/messages.ts'
import type { MessageId } from '../../db/protocol/ids.ts'
import { dayWords } from '../ui/time-words.ts'
import { useMedia } from '../ui/use-media.ts'
import { useNow } from '../ui/use-now.ts'
import {
  isDayShown,
  isTimeShown,
  openingOf,
  rowOf,
  type Opening,
  type ReadPlace,
} from './feed-place.ts'
import { JumpToEnd } from './jump-to-end.tsx'
import type { ActionsOf } from './message-action.ts'
import { MessageArticle } from './message-view.tsx'
import { useFeedFocus } from './use-feed-focus.ts'
import { useReadingPlace } from './use-reading-place.ts'
import { useTarget } from './use-target.ts'

/** What the view around the list asks of it. */
export interface MessageListHandle {
  /** A message of the reader's own is shown wherever they are, as soon as it is there. */
  readonly showOwn: (id: MessageId) => void
  readonly focusMessage: (message: Pick<MessageView, 'id' | 'versions'>) => void
  readonly goTo: (to: Opening) => void
  /** The topmost row that is on the screen. */
  readonly firstInSight: () => number
}

interface MessageListProps {
  readonly ref?: Ref<MessageListHandle>
  readonly title: string
  readonly messages: readonly MessageView[]
  /** True in the render in which earlier messages were added before the first. */
  readonly isPrepended: boolean
  /** The message to show first, instead of where the chat was left. */
  readonly targetId: string | undefined
  readonly place: ReadPlace | null
  readonly onPlace: (place: ReadPlace) => void
  readonly actionsOf: ActionsOf
  readonly onStep: (message: MessageView, step: 'older' | 'newer') => void
  /** The message that is being edited, and its box. */
  readonly editing: { readonly id: MessageId; readonly editor: ReactNode } | null
  /** Something after the last message that is no message, say a reply on its way. */
  readonly footer?: ReactNode
}

const A_MINUTE_MS = 60_000

/** What stands for the footer among the rows. */
const FOOTER = null

/** A chat is read again with every message of it: what is drawn here depends on the messages alone. */
export const MessageList = memo((props: MessageListProps) => {
  const { title, messages, targetId, place, onStep, editing, footer } = props
  const list = useRef<VListHandle>(null)
  const box = useRef<HTMLDivElement>(null)
  const now = useNow(A_MINUTE_MS)
  const isTouch = useMedia('(pointer: coarse)')
  const rows = footer === undefined ? messages : [...messages, FOOTER]
  const [opening] = useState(() => openingOf(messages, targetId, place))
  const { isAtEnd, newCount, ...reading } = useReadingPlace({
    list,
    messages,
    rows: rows.length,
    opening,
    seenId: place?.seenId,
    onPlace: props.onPlace,
  })
  const isTarget = useTarget({ messages, targetId, goTo: reading.goTo })
  const focus = useFeedFocus({ list, box, messages, onStep, editedId: editing?.id })
  const { focusMessage } = focus
  const { showOwn, goTo, firstInSight } = reading
  useImperativeHandle(props.ref, () => ({ showOwn, focusMessage, goTo, firstInSight }))
  const drawMessage = (message: MessageView, at: number) => (
    <MessageArticle
      key={rowOf(message)}
      message={message}
      place={{ at, of: messages.length }}
      day={isDayShown(messages, at, now) ? dayWords(message.timestamp, now) : undefined}
      isNewest={at === messages.length - 1}
      isTimeShown={isTimeShown(messages, at)}
      isTarget={isTarget(message)}
      isTouch={isTouch}
      isReachable={rowOf(message) === focus.reachable}
      actionsOf={props.actionsOf}
      onStep={onStep}
      editor={editing?.id === message.id ? editing.editor : undefined}
    />
  )
  return (
    <div ref={box} className="relative min-h-0 flex-1">
      <VList
        ref={list}
        role="feed"
        aria-label={title}
        data={rows}
        shift={props.isPrepended}
        keepMounted={focus.kept}
        {...reading.onList}
        onScrollEnd={focus.noteScrollEnd}
        onKeyDown={focus.onKeyDown}
      >
        {(message, at) =>
          message === FOOTER ? <div key="footer">{footer}</div> : drawMessage(message, at)
        }
      </VList>
      {!isAtEnd && <JumpToEnd newCount={newCount} onJump={reading.goToEnd} />}
    </div>
  )
})
