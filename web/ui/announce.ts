/** Tells screen readers what changed, through two regions that exist before they are needed. */

export type Urgency = 'polite' | 'assertive'

const REPEAT_AFTER_MS = 30_000

const regions = new Map<Urgency, HTMLElement>()
const lastSaid = new Map<string, number>()

/** Called once per urgency by the root, with its visually hidden element. */
export const placeRegion = (urgency: Urgency, element: HTMLElement | null): void => {
  if (element === null) regions.delete(urgency)
  else regions.set(urgency, element)
}

/** Says a sentence, unless the same one was said within half a minute. */
export const announce = (text: string, urgency: Urgency = 'polite'): void => {
  const now = Date.now()
  if (now - (lastSaid.get(text) ?? -REPEAT_AFTER_MS) < REPEAT_AFTER_MS) return
  lastSaid.set(text, now)
  const region = regions.get(urgency)
  if (region !== undefined) region.textContent = text
}
