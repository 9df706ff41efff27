/** The chats of this device, newest first, read and drawn only as far as they are looked at. */

import { useRef, type KeyboardEvent } from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { useRoute } from 'wouter'
import type { ChatRecord } from '../../db/device/records.ts'
import { isApple } from '../keys/is-apple.ts'
import { LIST_KEYS, shortcutOf } from '../keys/shortcuts.ts'
import { midnightBefore } from '../ui/time-words.ts'
import { useNow } from '../ui/use-now.ts'
import type { ChatOrder, Line, SeenChats } from './chat-order.ts'
import { ChatRow, RowToCome, type RowActs } from './chat-row.tsx'
import { moveFrom } from './list-moves.ts'
import { NoChats, SignInCard } from './no-account.tsx'
import { useChatOrder, useSeenChats, useSpan } from './use-chat-lines.ts'
import { useRovingRow } from './use-roving-row.ts'
import { useLeftList } from './use-left-list.ts'
import { useRowActs } from './use-row-acts.ts'

interface ChatListProps {
  /** The headings of its sections stand under that of the view, or of the pane. */
  readonly isView: boolean
}

export const ChatList = ({ isView }: ChatListProps) => {
  // Times and sections change with the day; the clock is only looked at.
  const today = midnightBefore(useNow(60_000))
  const order = useChatOrder(today)
  if (order === undefined) return <div className="flex-1" />
  if (order.lines.length === 0) return <NoChats />
  return (
    <>
      <Lines order={order} today={today} isView={isView} />
      <SignInCard />
    </>
  )
}

interface LinesProps extends ChatListProps {
  readonly order: ChatOrder
  readonly today: number
}

const Lines = ({ order, today, isView }: LinesProps) => {
  const { lines } = order
  const list = useRef<HTMLDivElement>(null)
  const virtualizer = useRef<VirtualizerHandle>(null)
  const [, route] = useRoute('/c/:chatId/*?')
  const openId = route?.chatId
  const roving = useRovingRow({ lines, openId, list, virtualizer })
  const { span, lookAgain } = useSpan(virtualizer)
  const seen = useSeenChats(order, span, roving.id)
  const left = useLeftList(virtualizer, order, seen)
  const { acts, renamingId } = useRowActs(lines, roving.focusRow)
  const shown = { seen, today, isView, openId, renamingId, acts, tabStopId: roving.id }
  const onKeyDown = (event: KeyboardEvent) => {
    const chat = chatOfRow(event, seen.chats)
    const key = chat === undefined ? undefined : shortcutOf(LIST_KEYS, event, isApple())
    if (chat === undefined || key === undefined) return
    event.preventDefault()
    if (key === 'rename') acts.startRename(chat.id)
    else if (key === 'delete') void acts.remove(chat.id)
    else if (key === 'menu') openMenuOf(event.target)
    else roving.focusRow(moveFrom(lines, roving.at, key) ?? chat.id)
  }
  return (
    // It listens to the keys of the links inside.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      ref={list}
      data-testid="chat-list"
      onKeyDown={onKeyDown}
      onFocus={({ target }) => roving.noteFocus(idOfRow(target))}
      className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-2 pb-2 contain-strict [overflow-anchor:none]"
    >
      <Virtualizer
        ref={virtualizer}
        {...left}
        data={lines}
        as="ul"
        item="li"
        keepMounted={roving.kept}
        onScroll={lookAgain}
        onResize={lookAgain}
      >
        {(line) => <LineView key={keyOf(line)} line={line} shown={shown} />}
      </Virtualizer>
    </div>
  )
}

const keyOf = (line: Line): string => ('heading' in line ? line.heading : line.chatId)

interface LineViewProps {
  readonly line: Line
  readonly shown: {
    readonly seen: SeenChats
    readonly today: number
    readonly isView: boolean
    readonly openId: string | undefined
    readonly tabStopId: string
    readonly renamingId: string | null
    readonly acts: RowActs
  }
}

const LineView = ({ line, shown }: LineViewProps) => {
  const { seen, openId, tabStopId, renamingId } = shown
  if ('heading' in line) return <SectionHeading words={line.heading} isInView={shown.isView} />
  const { chatId } = line
  const chat = seen.chats.get(chatId)
  if (chat === undefined) return <RowToCome />
  return (
    <ChatRow
      chat={chat}
      marks={seen.counts.get(chatId)}
      mode={seen.modes.get(chatId)}
      now={shown.today}
      isOpen={chatId === openId}
      isTabStop={chatId === tabStopId}
      isRenaming={chatId === renamingId}
      acts={shown.acts}
    />
  )
}

interface SectionHeadingProps {
  readonly words: string
  readonly isInView: boolean
}

const SectionHeading = ({ words, isInView }: SectionHeadingProps) => {
  const Level = isInView ? 'h2' : 'h3'
  return <Level className="px-3 pt-4 pb-1.5 text-caption font-medium text-neutral">{words}</Level>
}

const idOfRow = (target: EventTarget): string | undefined =>
  target instanceof Element
    ? target.closest<HTMLElement>('[data-chat]')?.dataset['chat']
    : undefined

/** Where the key is meant for the row itself: not for its menu, nor for a title being written. */
const chatOfRow = (
  { target, nativeEvent }: KeyboardEvent,
  chats: ReadonlyMap<string, ChatRecord>,
): ChatRecord | undefined => {
  if (nativeEvent.isComposing || !(target instanceof Element)) return undefined
  if (target instanceof HTMLInputElement || target.closest('[role=menu]') !== null) return undefined
  return chats.get(idOfRow(target) ?? '')
}

const openMenuOf = (target: EventTarget): void => {
  if (!(target instanceof Element)) return
  target.closest('[data-chat]')?.querySelector<HTMLElement>('[aria-haspopup=menu]')?.click()
}
