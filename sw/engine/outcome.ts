/** How a sync ended, for whoever asked for it. */

import type { ChangeFault, Fault } from '../../db/protocol/fault.ts'

/**
 * How a run ended. `sent`: changes answered for, `received`: rows that came, `unsent`: entries that
 * still wait in the outbox (parked ones not counted).
 * - `done`: nothing is left that could be done now. `held`: the server asked to keep a change for later.
 * - `skipped`: there was nothing to do, or it is paused; no request was made.
 * - `waiting`: it failed, or an earlier failure's wait is not over. `stopped`: the person must act.
 * - `interrupted`: the caller's signal aborted, or the person paused; what was answered is kept, the rest follows next time.
 */
export type SyncOutcome = {
  readonly sent: number
  readonly received: number
  readonly unsent: number
} & (
  | { readonly kind: 'done' }
  | { readonly kind: 'held'; readonly fault: ChangeFault }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'waiting'; readonly fault: Fault; readonly retryAt: number }
  | { readonly kind: 'stopped'; readonly fault: Fault }
  | { readonly kind: 'interrupted' }
)
