/** Tells screen readers what changed, through two regions that exist before they are needed. */

import { createSpeech, type Urgency } from './speech.ts'

/** Long enough to be read out; whoever walks through the page later should not find old news. */
const KEPT_MS = 5000

const regions = new Map<Urgency, HTMLElement>()

/** Called once per urgency by the root, with its visually hidden element. */
export const placeRegion = (urgency: Urgency, element: HTMLElement | null): void => {
  if (element === null) regions.delete(urgency)
  else regions.set(urgency, element)
}

const speech = createSpeech({
  now: () => performance.now(),
  after: (ms, act) => void setTimeout(act, ms),
  speak: (text, urgency) => {
    const words = document.createTextNode(text)
    regions.get(urgency)?.replaceChildren(words)
    setTimeout(() => words.remove(), KEPT_MS)
  },
})

/** Says a sentence soon, unless the same one was said within half a minute. */
export const announce = (text: string, urgency: Urgency = 'polite', topic = text): void =>
  speech({ text, urgency, topic })
