/** Decides when screen readers are told what: together, not twice, not too often; pure, with a clock given. */

/** `assertive` interrupts: only for what threatens what a person wrote. */
export type Urgency = 'polite' | 'assertive'

interface SpeechDeps {
  readonly now: () => number
  readonly after: (ms: number, act: () => void) => void
  readonly speak: (text: string, urgency: Urgency) => void
}

export interface Remark {
  readonly text: string
  readonly urgency: Urgency
  /** What it is about: a newer remark takes the place of one that has not been spoken yet. */
  readonly topic: string
}

/** What comes within this time is spoken in one breath. */
export const TOGETHER_MS = 1000
/** The least time from one remark to the next polite one. */
export const APART_MS = 3000
/** For so long the same words are not repeated. */
export const REPEAT_AFTER_MS = 30_000

export const createSpeech = ({ now, after, speak }: SpeechDeps): ((remark: Remark) => void) => {
  const waiting = new Map<string, string>()
  const saidAt = new Map<string, number>()
  let lastAt = -Infinity
  let isDue = false

  const isFresh = (text: string): boolean =>
    now() - (saidAt.get(text) ?? -Infinity) >= REPEAT_AFTER_MS

  const utter = (texts: readonly string[], urgency: Urgency): void => {
    lastAt = now()
    for (const [text, at] of saidAt) if (lastAt - at >= REPEAT_AFTER_MS) saidAt.delete(text)
    for (const text of texts) saidAt.set(text, lastAt)
    speak(texts.join(' '), urgency)
  }
  const flush = (): void => {
    const wait = lastAt + APART_MS - now()
    // Something urgent was spoken meanwhile.
    if (wait > 0) {
      after(wait, flush)
      return
    }
    isDue = false
    const texts = [...new Set(waiting.values())].filter(isFresh)
    waiting.clear()
    if (texts.length > 0) utter(texts, 'polite')
  }

  return ({ text, urgency, topic }) => {
    if (urgency === 'assertive') {
      waiting.delete(topic)
      if (isFresh(text)) utter([text], urgency)
      return
    }
    waiting.delete(topic)
    waiting.set(topic, text)
    if (isDue) return
    isDue = true
    after(Math.max(TOGETHER_MS, lastAt + APART_MS - now()), flush)
  }
}
