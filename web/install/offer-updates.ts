/** Says in a toast that a new version is ready, or already in charge elsewhere. */

import { flushDrafts } from '../chats/draft-flush.ts'
import { showToast } from '../ui/toasts.ts'
import { workerAddress } from './worker-address.ts'

/** Kept out of the first load: the page has better things to do, and nothing to update from. */
export const offerUpdates = (): void => {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  // Before anything else may make a policy of its name.
  const address = workerAddress()
  void import('./update.ts').then(({ watchForUpdates }) =>
    watchForUpdates(address, { onReady: offerReload, onStale: tellStale }),
  )
}

const offerReload = (accept: () => void): void =>
  showToast({
    id: 'update',
    text: 'Update ready.',
    action: { label: 'Reload', run: () => void flushDrafts().then(accept) },
    dismissLabel: 'Later',
    durationMs: null,
  })

/** Another tab took the update, or the database was upgraded: this page works on, but is old. */
export const tellStale = (): void =>
  showToast({
    id: 'update',
    text: 'The app was updated in another tab.',
    action: { label: 'Reload', run: () => void flushDrafts().then(() => location.reload()) },
    dismissLabel: 'Later',
    durationMs: null,
  })
