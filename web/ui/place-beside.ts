/** Puts an open popover beside its button or at a point, where there is room, inside the screen. */

const MARGIN_PX = 8
const GAP_PX = 4

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** Under the button, or over it, and in line with its end. */
export const placeBeside = (panel: HTMLElement, button: HTMLElement): void => {
  const { left, right, top, bottom } = button.getBoundingClientRect()
  place(panel, { left, right, top: top - GAP_PX, bottom: bottom + GAP_PX })
}

/** Where the pointer is, as a menu of the system would be. */
export const placeAt = (panel: HTMLElement, { x, y }: Point): void => {
  const { width } = panel.getBoundingClientRect()
  const [left, right] = isRightToLeft() ? [x - width, x] : [x, x + width]
  place(panel, { left, right, top: y, bottom: y })
}

const isRightToLeft = (): boolean => getComputedStyle(document.documentElement).direction === 'rtl'

const place = (panel: HTMLElement, from: Box): void => {
  const { width, height } = panel.getBoundingClientRect()
  const farLeft = window.innerWidth - width - MARGIN_PX
  const left = isRightToLeft() ? from.left : from.right - width
  const isRoomBelow = from.bottom + height + MARGIN_PX <= window.innerHeight
  const top = isRoomBelow ? from.bottom : from.top - height
  panel.style.left = `${Math.max(MARGIN_PX, Math.min(left, farLeft))}px`
  panel.style.top = `${Math.max(MARGIN_PX, top)}px`
}
