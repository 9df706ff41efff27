/** The messages of the active branch, drawn only where they are looked at; stays at the end unless scrolled away. */

import { ArrowDown } from 'lucide-react'
import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { VList, type VListHandle } from 'virtua'
import type { MessageView } from '../../db/device/messages.ts'
import { IconButton } from '../ui/button.tsx'
import { MessageArticle } from './message-view.tsx'

interface MessageListProps {
  readonly title: string
  readonly messages: readonly MessageView[]
  /** True in the render in which earlier messages were added before the first. */
  readonly isPrepended: boolean
  /** The message to show first, instead of the end. */
  readonly targetId: string | undefined
}

const NEAR_END_PX = 120
const TIME_GAP_MS = 5 * 60_000
const MARKED_FOR_MS = 2000

/** The time is shown where a pause follows, and at the end. */
const isTimeShown = (messages: readonly MessageView[], at: number): boolean => {
  const [one, next] = [messages[at], messages[at + 1]]
  return one !== undefined && (next === undefined || next.timestamp - one.timestamp > TIME_GAP_MS)
}

/** A chat is read again with every message of it: what is drawn here depends on the messages alone. */
export const MessageList = memo((props: MessageListProps) => {
  const { title, messages, isPrepended, targetId } = props
  const list = useRef<VListHandle>(null)
  const [isAtEnd, setIsAtEnd] = useState(targetId === undefined)
  const targetAt = messages.findIndex(({ id }) => id === targetId)
  const isMarked = useMarkFor(targetId)

  useLayoutEffect(() => {
    if (isAtEnd) list.current?.scrollToIndex(messages.length - 1, { align: 'end' })
  }, [isAtEnd, messages])
  useEffect(() => {
    if (targetAt >= 0) list.current?.scrollToIndex(targetAt, { align: 'center' })
  }, [targetAt])

  const noteScroll = (offset: number) => {
    if (list.current === null) return
    const { scrollSize, viewportSize } = list.current
    setIsAtEnd(scrollSize - viewportSize - offset < NEAR_END_PX)
  }
  return (
    <div className="relative min-h-0 flex-1">
      <VList
        ref={list}
        role="feed"
        aria-label={title}
        data={messages}
        shift={isPrepended}
        onScroll={noteScroll}
        className="pt-3"
      >
        {(message, at) => (
          <MessageArticle
            key={message.id}
            message={message}
            place={{ at, of: messages.length }}
            isNewest={at === messages.length - 1}
            isTimeShown={isTimeShown(messages, at)}
            isTarget={isMarked && message.id === targetId}
          />
        )}
      </VList>
      {!isAtEnd && (
        <IconButton
          label="Go to the newest message"
          onClick={() => setIsAtEnd(true)}
          className="absolute end-4 bottom-3 border border-line bg-raised shadow-raised"
        >
          <ArrowDown size={20} aria-hidden />
        </IconButton>
      )}
    </div>
  )
})

const useMarkFor = (targetId: string | undefined): boolean => {
  const [faded, setFaded] = useState<string | undefined>(undefined)
  useEffect(() => {
    const timer = setTimeout(() => setFaded(targetId), MARKED_FOR_MS)
    return () => clearTimeout(timer)
  }, [targetId])
  return targetId !== undefined && faded !== targetId
}
