/** The keys of the feed, the one message that Tab comes to, and the rows that stay on the page. */

import { useEffect, useMemo, useState, type KeyboardEvent, type RefObject } from 'react'
import type { VListHandle } from 'virtua'
import type { MessageView } from '../../db/device/messages.ts'
import type { MessageId } from '../../db/protocol/ids.ts'
import { feedStep, focusableBeside, type FeedStep } from './feed-keys.ts'
import { indexOfMessage, rowOf } from './feed-place.ts'
import { focusWhenShown } from './message-view.tsx'
import { keptIndexes, rowAt, useKeptRows } from './use-kept-rows.ts'

interface FeedFocusProps {
  readonly list: RefObject<VListHandle | null>
  readonly box: RefObject<HTMLElement | null>
  readonly messages: readonly MessageView[]
  readonly onStep: (message: MessageView, step: 'older' | 'newer') => void
  readonly editedId: MessageId | undefined
}

interface FeedFocus {
  readonly kept: readonly number[]
  readonly reachable: string | undefined
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
  readonly noteScrollEnd: () => void
  readonly focusMessage: (message: Pick<MessageView, 'id' | 'versions'>) => void
}

/** Where keys mean something else: in a box, and in an open menu. */
const isElsewhere = (target: EventTarget): boolean =>
  target instanceof Element && target.closest('textarea, input, [role=menu], pre') !== null

const isVersionStep = (step: FeedStep): boolean => step === 'older' || step === 'newer'

/** Without versions the keys that switch them are the browser's way back and forth. */
const hasVersions = (message: MessageView | undefined): boolean =>
  message !== undefined && message.versions.length > 1

const elementOf = (box: HTMLElement | null, row: string): HTMLElement | null =>
  box?.querySelector<HTMLElement>(`[data-row="${CSS.escape(row)}"]`) ?? null

/** Focuses a row as soon as it is on the page; kept there meanwhile. */
const useWantedRow = (box: RefObject<HTMLElement | null>) => {
  const [wanted, setWanted] = useState<string | null>(null)
  useEffect(() => {
    if (wanted === null) return
    return focusWhenShown(elementOf(box.current, wanted), () => setWanted(null))
  }, [box, wanted])
  return [wanted, setWanted] as const
}

/** The focused row, else the last one on the screen where scrolling came to rest, else the newest. */
const useReachable = (rows: readonly string[], focused: string | null) => {
  const [resting, rest] = useState<string | null>(null)
  const row = focused ?? resting
  return [row !== null && rows.includes(row) ? row : rows.at(-1), rest] as const
}

export const useFeedFocus = (props: FeedFocusProps): FeedFocus => {
  const { list, box, messages, onStep, editedId } = props
  const rows = useMemo(() => messages.map(rowOf), [messages])
  const held = useKeptRows(box)
  const [wanted, setWanted] = useWantedRow(box)
  const [reachable, rest] = useReachable(rows, held.focused)
  const edited = messages[indexOfMessage(messages, editedId)]

  const goToRow = (at: number) => {
    const row = rows[at]
    if (row === undefined || list.current === null) return
    const isTall = list.current.getItemSize(at) > list.current.viewportSize
    list.current.scrollToIndex(at, { align: isTall ? 'start' : 'nearest' })
    setWanted(row)
  }
  const lastOnScreen = (): number => {
    if (list.current === null) return -1
    const { scrollOffset, viewportSize } = list.current
    return Math.min(list.current.findItemIndex(scrollOffset + viewportSize - 1), rows.length - 1)
  }
  const leave = (side: 'before' | 'after') => {
    if (box.current !== null) focusableBeside(box.current, side)?.focus()
  }
  const switchVersion = (at: number, step: 'older' | 'newer') => {
    const message = messages[at]
    if (message !== undefined) onStep(message, step)
  }
  const stepFrom = (at: number): Readonly<Record<FeedStep, () => void>> => ({
    next: () => goToRow(at < 0 ? lastOnScreen() : at + 1),
    previous: () => goToRow(at < 0 ? lastOnScreen() : at - 1),
    'before-feed': () => leave('before'),
    'after-feed': () => leave('after'),
    older: () => switchVersion(at, 'older'),
    newer: () => switchVersion(at, 'newer'),
  })
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = isElsewhere(event.target) ? null : feedStep(event)
    if (step === null) return
    // Not what was drawn last: two quick keys are two steps.
    const row = rowAt(event.currentTarget, document.activeElement)
    const at = row === null ? -1 : rows.lastIndexOf(row)
    if (isVersionStep(step) && !hasVersions(messages[at])) return
    event.preventDefault()
    stepFrom(at)[step]()
  }
  return {
    kept: keptIndexes(rows, held, [
      wanted,
      reachable ?? null,
      edited === undefined ? null : rowOf(edited),
    ]),
    reachable,
    onKeyDown,
    noteScrollEnd: () => rest(rows[lastOnScreen()] ?? null),
    focusMessage: (message) => goToRow(rows.lastIndexOf(rowOf(message))),
  }
}
