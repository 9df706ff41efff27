/** Where a list of messages stands, and how it is moved. */

import type { VListHandle } from 'virtua'
import type { Opening } from './feed-place.ts'

const NEAR_END_PX = 120
/** Offsets are rounded, and differ by a pixel or two from the end that was asked for. */
const AT_END_PX = 4

const distanceToEnd = ({ scrollSize, viewportSize, scrollOffset }: VListHandle): number =>
  scrollSize - viewportSize - scrollOffset

export const isNearEnd = (list: VListHandle): boolean => distanceToEnd(list) < NEAR_END_PX

export const isAtVeryEnd = (list: VListHandle): boolean => distanceToEnd(list) < AT_END_PX

export const lastInSight = (list: VListHandle): number =>
  list.findItemIndex(list.scrollOffset + list.viewportSize - 1)

export const scrollTo = (list: VListHandle | null, to: Opening, rows: number): void => {
  if (to.kind === 'end') list?.scrollToIndex(rows - 1, { align: 'end' })
  else list?.scrollToIndex(to.at, { align: 'start', offset: to.offsetPx })
}

/**
 * A scroll of the list's goes on as long as something in it grows, and would take the reader along;
 * only the next one ends it, and of these only a smooth one is over at once: to where they are.
 */
export const letGo = (list: VListHandle): void => {
  const at = list.findItemIndex(list.scrollOffset)
  const offset = list.scrollOffset - list.getItemOffset(at)
  list.scrollToIndex(at, { align: 'start', offset, smooth: true })
}
