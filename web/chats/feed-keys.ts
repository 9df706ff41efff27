/** What a key means in the feed of messages: the next or previous one, out of the feed, another version; pure. */

export type FeedStep = 'next' | 'previous' | 'before-feed' | 'after-feed' | 'older' | 'newer'

interface Press {
  readonly key: string
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
}

const PLAIN: Readonly<Record<string, FeedStep>> = { PageDown: 'next', PageUp: 'previous' }
const WITH_CTRL: Readonly<Record<string, FeedStep>> = { Home: 'before-feed', End: 'after-feed' }
const WITH_ALT: Readonly<Record<string, FeedStep>> = { ArrowLeft: 'older', ArrowRight: 'newer' }

/** As the pattern for feeds says; null: the key is the browser's. */
export const feedStep = ({ key, ctrlKey, altKey, metaKey, shiftKey }: Press): FeedStep | null => {
  if (metaKey || shiftKey || (ctrlKey && altKey)) return null
  if (ctrlKey) return WITH_CTRL[key] ?? null
  return (altKey ? WITH_ALT : PLAIN)[key] ?? null
}

const FOCUSABLE =
  'a[href], button:not(:disabled), textarea, input, select, [tabindex]:not([tabindex="-1"])'

/** What comes before or after an element by Tab, leaving out all that is in it. */
export const focusableBeside = (element: Element, side: 'before' | 'after'): HTMLElement | null => {
  const wanted =
    side === 'after' ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING
  const others = [...document.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (other) =>
      other.tabIndex >= 0 &&
      other.checkVisibility() &&
      !element.contains(other) &&
      (element.compareDocumentPosition(other) & wanted) !== 0,
  )
  return (side === 'after' ? others[0] : others.at(-1)) ?? null
}
