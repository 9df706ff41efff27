/** When a key went down on one screen, and when its effect stood on another: on one clock. */

import type { Page } from 'playwright-core'

/** What to wait for on a screen. */
export interface Wanted {
  /** A message at the end of the open chat, or the heading over it. */
  readonly what: 'message' | 'title'
  readonly text: string
}

/** When it stood in the page, and when it had been painted; ms since 1970. */
export interface Seen {
  readonly at: number
  readonly paintedAt: number
}

interface ScreenClock {
  /** When Enter last went down, or a form was last submitted. */
  actedAt: number
  readonly see: (wanted: Wanted) => Promise<Seen>
}

declare global {
  var benchScreen: ScreenClock | undefined
}

/** Runs in the page. */
const install = (): void => {
  /** Date.now() is the machine's clock but coarse; where it ticks, the fine clock can be set by it. */
  const offsets = Array.from({ length: 15 }, () => {
    const before = Date.now()
    let now = before
    while (now === before) now = Date.now()
    return now - performance.now()
  })
  const offset = offsets.toSorted((a, b) => a - b)[offsets.length >> 1] ?? 0
  const now = () => performance.now() + offset

  const isThere = ({ what, text }: Wanted): boolean => {
    const place =
      what === 'title'
        ? document.querySelector('main h1')
        : [...document.querySelectorAll('[role=feed] article')].at(-1)
    return place?.textContent.includes(text) ?? false
  }
  const clock: ScreenClock = {
    actedAt: 0,
    see: (wanted) =>
      new Promise((resolve) => {
        const look = () => {
          if (!isThere(wanted)) return
          watcher.disconnect()
          const at = now()
          requestAnimationFrame(() =>
            requestAnimationFrame(() => resolve({ at, paintedAt: now() })),
          )
        }
        const watcher = new MutationObserver(look)
        watcher.observe(document.body, { childList: true, subtree: true, characterData: true })
        look()
      }),
  }
  globalThis.benchScreen = clock
  const note = () => void (clock.actedAt = now())
  addEventListener('submit', note, true)
  addEventListener('keydown', (event) => event.key === 'Enter' && note(), true)
}

export const watchScreen = (page: Page): Promise<void> => page.evaluate(install)

/** Begins to look at once, before anything is done. */
export const sees = async (page: Page, wanted: Wanted): Promise<Seen> => {
  const seen = await page.evaluate((what) => globalThis.benchScreen?.see(what), wanted)
  if (seen === undefined) throw new Error('nobody watches this screen')
  return seen
}

export const actedAt = async (page: Page): Promise<number> =>
  (await page.evaluate(() => globalThis.benchScreen?.actedAt)) ?? Number.NaN
