/** The chats of this device, newest first, read and drawn only as far as they are looked at. */

import {
  Suspense,
  lazy,
  useEffect,
  useLayoutEffect,
  useRef,
  useSyncExternalStore,
  type RefObject,
} from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { useRoute } from 'wouter'
import { ALL } from '../folders/list-address.ts'
import { useListAddress } from '../folders/use-list-address.ts'
import { midnightBefore } from '../ui/time-words.ts'
import { useNow } from '../ui/use-now.ts'
import type { ChatOrder, Line } from './chat-order.ts'
import { onListKey } from './list-keys.ts'
import { LineView } from './list-line.tsx'
import { NoChats, SignInCard } from './no-account.tsx'
import { noteListNow, selectedNow, selectThese, watchSelected } from './selected.ts'
import { useChatOrder, useSeenChats, useSpan } from './use-chat-lines.ts'
import { useRovingRow } from './use-roving-row.ts'
import { useLeftList } from './use-left-list.ts'
import { useRowActs } from './use-row-acts.ts'

const SelectionBar = lazy(async () => ({
  default: (await import('../folders/selection-bar.tsx')).SelectionBar,
}))
interface ChatListProps {
  /** The headings of its sections stand under that of the view, or of the pane. */
  readonly isView: boolean
}

export const ChatList = ({ isView }: ChatListProps) => {
  // Times and sections change with the day; the clock is only looked at.
  const today = midnightBefore(useNow(60_000))
  const order = useChatOrder(useListAddress(), today)
  if (order === undefined) return <div className="flex-1" />
  return (
    <>
      <Lines order={order} today={today} isView={isView} />
      {!isEmpty(order) && <SignInCard />}
    </>
  )
}

/** With nothing but what stands over the chats. */
const isEmpty = ({ lines }: ChatOrder): boolean => lines.length === 1

interface LinesProps extends ChatListProps {
  readonly order: ChatOrder
  readonly today: number
}

const Lines = ({ order, today, isView }: LinesProps) => {
  const { address, lines } = order
  const list = useRef<HTMLDivElement>(null)
  const virtualizer = useRef<VirtualizerHandle>(null)
  const [, route] = useRoute('/c/:chatId/*?')
  const openId = route?.chatId
  const roving = useRovingRow({ lines, openId, list, virtualizer })
  const { span, lookAgain } = useSpan(virtualizer)
  const seen = useSeenChats(order, span, roving.id)
  const left = useLeftList(virtualizer, order, seen)
  const { acts, renamingId } = useRowActs(lines, roving.focusRow)
  const selectedIds = useSyncExternalStore(watchSelected, selectedNow)
  const isBare = isEmpty(order)
  const tabStopId = roving.id
  const shown = { isView, isBare, seen, today, openId, renamingId, selectedIds, tabStopId, acts }
  const { focusRow } = roving
  useEffect(() => noteListNow({ lines, openId, focusRow }))
  useTopOf(address, virtualizer)
  return (
    <>
      {/* It listens to the keys of the links inside. */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div
        ref={list}
        data-testid="chat-list"
        onKeyDown={(event) => onListKey(event, { lines, chats: seen.chats, acts, roving })}
        onFocus={({ target }) => roving.noteFocus(target)}
        className="flex min-h-0 flex-1 flex-col overflow-y-auto overscroll-contain px-2 pb-2 contain-strict [overflow-anchor:none]"
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
        {isBare && address === ALL && <NoChats />}
      </div>
      {selectedIds.size > 0 && (
        <Suspense>
          <SelectionBar order={order} ids={selectedIds} />
        </Suspense>
      )}
    </>
  )
}

const keyOf = (line: Line): string => {
  if ('isTop' in line) return 'top'
  return 'heading' in line ? line.heading : line.chatId
}

/** Another list begins at its top, unless that is on the screen, and with nothing selected. */
const useTopOf = (address: string, virtualizer: RefObject<VirtualizerHandle | null>) => {
  const last = useRef(address)
  // At once: a click may come before the browser has painted.
  useLayoutEffect(() => {
    const now = virtualizer.current
    if (last.current === address || now === null) return
    last.current = address
    selectThese()
    if (now.scrollOffset > now.getItemOffset(1)) now.scrollTo(0)
  }, [address, virtualizer])
}
