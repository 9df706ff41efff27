/** Puts an open popover under its button, or over it where there is no room, inside the screen. */

const MARGIN_PX = 8
const GAP_PX = 4

export const placeBeside = (panel: HTMLElement, button: HTMLElement): void => {
  const from = button.getBoundingClientRect()
  const { width, height } = panel.getBoundingClientRect()
  const farLeft = window.innerWidth - width - MARGIN_PX
  const isRoomBelow = from.bottom + height + MARGIN_PX <= window.innerHeight
  const top = isRoomBelow ? from.bottom + GAP_PX : from.top - height - GAP_PX
  panel.style.left = `${Math.max(MARGIN_PX, Math.min(from.right - width, farLeft))}px`
  panel.style.top = `${Math.max(MARGIN_PX, top)}px`
}
