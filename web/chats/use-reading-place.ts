/** Where the reader is in a list of messages: at its end, which is followed, or above it, which is left alone. */

import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import type { VListHandle, VListProps } from 'virtua'
import type { MessageView } from '../../db/device/messages.ts'
import type { MessageId } from '../../db/protocol/ids.ts'
import { countNew, indexOfMessage, type Opening, type ReadPlace } from './feed-place.ts'
import { isNearEnd, lastInSight } from './feed-scroll.ts'
import { useAim } from './use-aim.ts'

interface ReadingPlaceProps {
  readonly list: RefObject<VListHandle | null>
  readonly messages: readonly MessageView[]
  /** Rows of the list: a footer is one more than the messages. */
  readonly rows: number
  readonly opening: Opening
  /** The last message that was on the screen when the chat was left; undefined: all were. */
  readonly seenId: MessageId | undefined
  readonly onPlace: (place: ReadPlace) => void
}

export interface ReadingPlace {
  readonly isAtEnd: boolean
  /** Messages behind the last one that was on the screen. */
  readonly newCount: number
  /** What the list tells. */
  readonly onList: Pick<VListProps, 'onScroll' | 'onResize'>
  readonly goToEnd: () => void
  /** A message of the reader's own is shown wherever they are, as soon as it is there. */
  readonly showOwn: (id: MessageId) => void
  readonly goTo: (opening: Opening) => void
  /** The topmost row on the screen. */
  readonly firstInSight: () => number
}

const KEEP_AFTER_MS = 400

/** The place as it is to be found again; null where there is nothing to come back to. */
const placeIn = (
  list: VListHandle | null,
  messages: readonly MessageView[],
  seenId: MessageId | undefined,
): ReadPlace | null => {
  if (list === null || seenId === undefined) return null
  const at = list.findItemIndex(list.scrollOffset)
  const top = messages[at]
  if (isNearEnd(list) || top === undefined) return { seenId }
  const offsetPx = Math.round(list.scrollOffset - list.getItemOffset(at))
  return { seenId, top: { messageId: top.id, offsetPx } }
}

export const useReadingPlace = (props: ReadingPlaceProps): ReadingPlace => {
  const { list, messages, rows, opening, onPlace } = props
  const [isAtEnd, setIsAtEnd] = useState(opening.kind === 'end')
  const seen = useSeen(messages, isAtEnd, props.seenId)
  const aim = useAim(list, rows, opening.kind)
  const { goTo, isAtEnd: isAimedAtEnd, drop } = aim
  const own = useRef<MessageId>(undefined)
  const lastId = useRef(messages.at(-1)?.id)
  const goToEnd = () => goTo({ kind: 'end' })
  const look = () => {
    if (list.current === null) return
    setIsAtEnd(isNearEnd(list.current))
    seen.note(lastInSight(list.current))
  }

  const first = useRef<Opening | null>(opening)
  useLayoutEffect(() => {
    const last = messages.at(-1)?.id
    const isOtherBranch = lastId.current !== last && indexOfMessage(messages, lastId.current) < 0
    const isOwnHere = indexOfMessage(messages, own.current) >= 0
    if (isOwnHere) own.current = undefined
    if (first.current !== null) goTo(first.current)
    else if (isOwnHere || (isAimedAtEnd() && !isOtherBranch)) goTo({ kind: 'end' })
    else if (isOtherBranch) drop()
    first.current = null
    lastId.current = last
  }, [drop, goTo, isAimedAtEnd, messages])

  const keep = useKeepPlace(() => {
    aim.noteRest()
    const place = placeIn(list.current, messages, seen.id)
    if (place !== null) onPlace(place)
  }, seen.id)
  return {
    isAtEnd,
    newCount: isAtEnd ? 0 : countNew(messages, seen.id),
    onList: {
      onScroll: (offset) => {
        look()
        aim.noteScroll(offset)
        keep()
      },
      onResize: () => {
        if (isAimedAtEnd()) goToEnd()
        else look()
        keep()
      },
    },
    goToEnd,
    showOwn: (id) => {
      if (indexOfMessage(messages, id) >= 0) goToEnd()
      else own.current = id
    },
    goTo,
    firstInSight: () => list.current?.findItemIndex(list.current.scrollOffset) ?? 0,
  }
}

/** The last message that was on the screen: at the end always the newest, elsewhere as far as was scrolled. */
const useSeen = (
  messages: readonly MessageView[],
  isAtEnd: boolean,
  seenId: MessageId | undefined,
) => {
  const last = messages.at(-1)?.id
  const [id, setId] = useState(seenId ?? last)
  // On another branch nothing is new: what was seen is not on it.
  if (id !== last && (isAtEnd || indexOfMessage(messages, id) < 0)) setId(last)
  const note = (at: number) => {
    if (at > indexOfMessage(messages, id)) setId(messages[at]?.id ?? last)
  }
  return { id, note }
}

/** Asked at every scroll, done when it rests, and when the page or the view goes. */
const useKeepPlace = (keep: () => void, seenId: MessageId | undefined): (() => void) => {
  const latest = useRef(keep)
  useLayoutEffect(() => {
    latest.current = keep
  })
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  /** Before it has come to rest where it opens, the list stands at no place that anybody left. */
  const isSettled = useRef(false)
  useLayoutEffect(() => {
    const now = () => {
      clearTimeout(timer.current)
      if (isSettled.current) latest.current()
    }
    window.addEventListener('pagehide', now)
    document.addEventListener('visibilitychange', now)
    return () => {
      window.removeEventListener('pagehide', now)
      document.removeEventListener('visibilitychange', now)
      now()
    }
  }, [])
  const keepSoon = useCallback(() => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      isSettled.current = true
      latest.current()
    }, KEEP_AFTER_MS)
  }, [])
  useEffect(keepSoon, [keepSoon, seenId])
  return keepSoon
}
