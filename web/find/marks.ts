/** Marks in the text of the messages on the page, without touching it: the browser paints ranges by name. */

import type { Asked } from './asked.ts'
import { rangesIn } from './drawn-text.ts'

const ALL = 'found'
const NOW = 'found-now'

/** The one that is looked at, as `nth` in a message. */
interface Current {
  readonly id: string
  readonly nth: number
}

/** The words of a message, where it is on the page and can be seen. */
export const textOnPage = (id: string): HTMLElement | null =>
  document.querySelector(`[data-message="${CSS.escape(id)}"] [data-text]`)

/** Which of these messages are on the page. */
const onPage = (ids: ReadonlySet<string>): readonly string[] =>
  [...document.querySelectorAll<HTMLElement>('[role=feed] [data-message]')].flatMap(
    ({ dataset: { message: id = '' } }) => (ids.has(id) ? [id] : []),
  )

/** Some browsers paint no ranges, whatever the type library says: there the message has a line around it. */
const canPaint = (): boolean => {
  const css: { readonly highlights?: HighlightRegistry } = CSS
  return css.highlights !== undefined
}

export const paintMarks = (
  asked: Asked,
  ids: ReadonlySet<string>,
  current: Current | null,
): void => {
  if (!canPaint()) {
    outline(onPage(ids), current)
    return
  }
  const all = new Highlight()
  const now = new Highlight()
  now.priority = 1
  for (const id of onPage(ids)) {
    const text = textOnPage(id)
    const ranges = text === null ? [] : rangesIn(text, asked)
    for (const range of ranges) all.add(range)
    const chosen = id === current?.id ? (ranges[current.nth] ?? ranges.at(-1)) : undefined
    if (chosen !== undefined) now.add(chosen)
  }
  CSS.highlights.set(ALL, all)
  CSS.highlights.set(NOW, now)
}

const outline = (ids: readonly string[], current: Current | null): void => {
  clearOutlines()
  for (const id of ids) {
    const text = textOnPage(id)
    if (text !== null) text.dataset['found'] = id === current?.id ? 'now' : ''
  }
}

const clearOutlines = (): void => {
  for (const text of document.querySelectorAll<HTMLElement>('[data-found]'))
    delete text.dataset['found']
}

export const clearMarks = (): void => {
  if (!canPaint()) {
    clearOutlines()
    return
  }
  CSS.highlights.delete(ALL)
  CSS.highlights.delete(NOW)
}

const PAINT_EVERY_MS = 100

const isOfMessage = ({ target }: MutationRecord): boolean =>
  !(target instanceof Element ? target : target.parentElement)?.closest('[data-streamed]')

/** Calls `paint` when rows come or their text is drawn anew; a reply on its way has no marks. */
export const watchRows = (feed: Element, paint: () => void): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const watching = new MutationObserver((records) => {
    if (timer !== undefined || !records.some(isOfMessage)) return
    timer = setTimeout(() => {
      timer = undefined
      paint()
    }, PAINT_EVERY_MS)
  })
  watching.observe(feed, { childList: true, subtree: true, characterData: true })
  return () => {
    watching.disconnect()
    clearTimeout(timer)
  }
}
