/** Brings one match on the screen: its row first, then the very words, also where code scrolls sideways. */

import { atMessage, type Opening } from '../chats/feed-place.ts'
import type { Asked } from './asked.ts'
import { rangesIn } from './drawn-text.ts'
import type { Place } from './find-place.ts'
import { textOnPage } from './marks.ts'

/** A list that is still measuring takes a few; after so many the row is not coming. */
const MOST_FRAMES = 180
const MARGIN_PX = 16
/** Over the end of the list lies the button that goes there. */
const BOTTOM_PX = 72
/** Further down than the edge: a person reads what stands before it. */
const DOWN = 1 / 3

type GoTo = (to: Opening) => void

/** What is given back ends it. */
export const reveal = (place: Place, asked: Asked, goTo: GoTo): (() => void) => {
  let frame = 0
  let isAskedFor = false
  const look = (left: number): void => {
    const text = textOnPage(place.id)
    const isShown = text !== null && text.checkVisibility({ visibilityProperty: true })
    const range = isShown ? rangeOf(text, place, asked) : undefined
    if (range !== undefined) {
      showSideways(range)
      showRange(range, place, goTo)
      return
    }
    if (!isShown && !isAskedFor) {
      isAskedFor = true
      goTo(atMessage(place.at))
    }
    if (left > 0) frame = requestAnimationFrame(() => look(left - 1))
  }
  look(MOST_FRAMES)
  return () => cancelAnimationFrame(frame)
}

/** A very long message is cut until somebody wants the rest. */
const rangeOf = (text: HTMLElement, { nth }: Place, asked: Asked): Range | undefined => {
  const ranges = rangesIn(text, asked)
  const rest = text.querySelector<HTMLElement>('[data-rest]')
  if (ranges[nth] !== undefined || rest === null) return ranges[nth] ?? ranges.at(-1)
  rest.click()
  return undefined
}

const showRange = (range: Range, { at }: Place, goTo: GoTo): void => {
  const words = range.getBoundingClientRect()
  const row = boxAround(range, '[data-message]')
  const box = boxAround(range, '[role=feed]')
  if (row === undefined || box === undefined) return
  if (words.top >= box.top + MARGIN_PX && words.bottom <= box.bottom - BOTTOM_PX) return
  const offsetPx = Math.round(words.top - row.top - box.height * DOWN)
  goTo(offsetPx > 0 ? { kind: 'row', at, offsetPx } : atMessage(at))
}

const boxAround = ({ startContainer }: Range, selector: string): DOMRect | undefined =>
  startContainer.parentElement?.closest(selector)?.getBoundingClientRect()

const showSideways = (range: Range): void => {
  const scroller = range.startContainer.parentElement?.closest('section[tabindex]')
  if (scroller == null) return
  const [words, box] = [range.getBoundingClientRect(), scroller.getBoundingClientRect()]
  if (words.left < box.left || words.right > box.right)
    scroller.scrollLeft += words.left - box.left - box.width * DOWN
}
