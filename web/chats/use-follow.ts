/** Whether what grows at the end of a list is scrolled to: until the reader turns back, and again when they come near. */

import { useCallback, useRef, type RefObject } from 'react'
import type { VListHandle } from 'virtua'

interface Follow {
  readonly isFollowing: () => boolean
  readonly setFollowing: (isWanted: boolean) => void
  readonly noteOffset: (offset: number) => void
  /** While the list goes to a row, and its rows are not all measured, its place may look like the end: nothing is concluded from it. */
  readonly hold: (isHeld: boolean) => void
}

const NEAR_END_PX = 120
/** Offsets are rounded, and differ by a pixel or two from the end that was asked for. */
const AT_END_PX = 4

const distanceToEnd = ({ scrollSize, viewportSize, scrollOffset }: VListHandle): number =>
  scrollSize - viewportSize - scrollOffset

export const isNearEnd = (list: VListHandle): boolean => distanceToEnd(list) < NEAR_END_PX

/**
 * A scroll of the list's goes on as long as something in it grows, and would take the reader along;
 * only the next one ends it, and of these only a smooth one is over at once: to where they are.
 */
const letGo = (list: VListHandle): void => {
  const at = list.findItemIndex(list.scrollOffset)
  const offset = list.scrollOffset - list.getItemOffset(at)
  list.scrollToIndex(at, { align: 'start', offset, smooth: true })
}

/** Near the end counts only on the way towards it: who goes back at all does not want to be taken there. */
export const useFollow = (list: RefObject<VListHandle | null>, isAtEnd: boolean): Follow => {
  const follows = useRef(isAtEnd)
  const lastOffset = useRef(0)
  const isHeld = useRef(!isAtEnd)
  const setFollowing = useCallback((isWanted: boolean) => {
    follows.current = isWanted
  }, [])
  return {
    isFollowing: useCallback(() => follows.current, []),
    setFollowing,
    hold: useCallback((isWanted: boolean) => {
      isHeld.current = isWanted
    }, []),
    noteOffset: (offset) => {
      if (list.current === null) return
      const isBack = offset < lastOffset.current
      lastOffset.current = offset
      if (isHeld.current) return
      const isWanted = isBack ? distanceToEnd(list.current) < AT_END_PX : isNearEnd(list.current)
      if (follows.current && !isWanted) letGo(list.current)
      follows.current = isWanted
    },
  }
}
