/** What page and worker say to each other. */

import type { EngineStatus } from './engine/announce.ts'

/**
 * What a page's message asks of the worker: `{ kind: 'drain' }`, or `{ type: 'SKIP_WAITING' }` as
 * workbox-window's `messageSkipWaiting` sends it; null for one that only another version knows.
 */
export const readWorkerMail = (mail: unknown): 'drain' | 'skip waiting' | null => {
  if (typeof mail !== 'object' || mail === null) return null
  if ('kind' in mail && mail.kind === 'drain') return 'drain'
  return 'type' in mail && mail.type === 'SKIP_WAITING' ? 'skip waiting' : null
}

/** The BroadcastChannel on which the engine of each page and of the worker tells its status to all. */
export const STATUS_CHANNEL = 'chat-sync'

/** Worker to worker: the newer one is to take over, and the older one gives up what it is doing. */
export const TAKEOVER_CHANNEL = 'chat-sync-takeover'

export interface StatusMail {
  readonly kind: 'status'
  readonly status: EngineStatus
}
