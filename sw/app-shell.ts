/** The app itself, offline: every built file is kept, every address opens the one page. */

import { clientsClaim } from 'workbox-core'
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
  type PrecacheEntry,
} from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

/** Addresses that belong to the server alone. */
const SERVER_PATHS = [/^\/api\//]

/** A new version waits until a page accepts it; only the very first takes the open page at once. */
export const keepAppShell = (manifest: readonly (PrecacheEntry | string)[]): void => {
  precacheAndRoute([...manifest])
  cleanupOutdatedCaches()
  registerRoute(
    new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: SERVER_PATHS }),
  )
  clientsClaim()
}
