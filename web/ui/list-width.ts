/** How wide the list of chats is beside the chat: chosen by pointer or by key, kept per device. */

export const LEAST_WIDTH = 260
export const MOST_WIDTH = 420
export const USUAL_WIDTH = 320

const KEY = 'listWidth'
const STEP = 16

export const clampWidth = (width: number): number =>
  Math.round(Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, width)))

/** What a key makes of a width: the arrow that points to the chat widens the list. Pure. */
export const widthByKey = (key: string, width: number, isRightToLeft: boolean): number | null => {
  const wider = isRightToLeft ? 'ArrowLeft' : 'ArrowRight'
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowRight':
      return clampWidth(width + (key === wider ? STEP : -STEP))
    case 'Home':
      return LEAST_WIDTH
    case 'End':
      return MOST_WIDTH
    case 'Enter':
      return USUAL_WIDTH
    default:
      return null
  }
}

export const readWidth = (): number => {
  try {
    const kept = Number(localStorage.getItem(KEY) ?? Number.NaN)
    return Number.isFinite(kept) ? clampWidth(kept) : USUAL_WIDTH
  } catch {
    return USUAL_WIDTH
  }
}

export const keepWidth = (width: number): void => {
  try {
    localStorage.setItem(KEY, String(width))
  } catch {
    // Full or forbidden: then it holds until the page is closed.
  }
}
