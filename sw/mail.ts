/** What page and worker say to each other. */

import type { EngineStatus } from './engine/announce.ts'

/** Page to worker. `SKIP_WAITING` is the name that workbox-window uses. */
export type WorkerMail = { readonly kind: 'drain' } | { readonly type: 'SKIP_WAITING' }

/** The BroadcastChannel on which every engine, in page or worker, tells its status to all pages. */
export const STATUS_CHANNEL = 'chat-sync'

export interface StatusMail {
  readonly kind: 'status'
  readonly status: EngineStatus
}
