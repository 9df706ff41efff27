/** Offers a new version of the app when one is ready, and never forces it on an open page. */

import { Workbox } from 'workbox-window'
import type { ScriptAddress } from './worker-address.ts'

export interface UpdateNews {
  /** A new version waits; `accept` puts it in charge and reloads this page. */
  readonly onReady: (accept: () => void) => void
  /** Another tab accepted a new version; this one still runs the old. */
  readonly onStale: () => void
}

const CHECK_EVERY_MS = 60 * 60_000

/**
 * Registers the worker and watches it. The page reloads only if this tab accepted; and not when the
 * very first worker takes charge, which is no update.
 */
export const watchForUpdates = async (address: ScriptAddress, news: UpdateNews): Promise<void> => {
  const { serviceWorker } = navigator
  let isControlled = serviceWorker.controller !== null
  let isAccepted = false
  const worker = new Workbox(address)

  serviceWorker.addEventListener('controllerchange', () => {
    if (!isControlled) isControlled = true
    else if (isAccepted) location.reload()
    else news.onStale()
  })
  worker.addEventListener('waiting', () =>
    news.onReady(() => {
      isAccepted = true
      worker.messageSkipWaiting()
    }),
  )
  await worker.register({ immediate: true })
  checkNowAndThen(worker)
}

/** Asks for a new version on coming back to the page and on coming online, at most once an hour. */
const checkNowAndThen = (worker: Workbox): void => {
  let checkedAt = Date.now()
  const check = () => {
    if (document.visibilityState !== 'visible' || Date.now() - checkedAt < CHECK_EVERY_MS) return
    checkedAt = Date.now()
    // Offline this rejects; the next look comes by itself.
    worker.update().catch(() => undefined)
  }
  document.addEventListener('visibilitychange', check)
  window.addEventListener('online', check)
}
