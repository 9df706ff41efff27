/** The engine: keeps one person's database in step with the server, the same in page and worker. */

import type { ChangeFault, Fault } from '../../db/protocol/fault.ts'
import type { Poke } from '../../db/protocol/live.ts'
import type { Direction } from '../../db/protocol/round.ts'
import type { EngineStatus } from './announce.ts'
import type { Trigger } from './schedule.ts'

/**
 * How a run ended. `sent`: changes answered for, `received`: rows that came, `unsent`: entries that
 * still wait in the outbox (parked ones not counted).
 * - `done`: nothing is left that could be done now. `held`: the server asked to keep a change for later.
 * - `skipped`: there was nothing to do, or it is paused; no request was made.
 * - `waiting`: it failed, or an earlier failure's wait is not over. `stopped`: the person must act.
 * - `interrupted`: the caller's signal aborted; what was answered is kept, the rest follows next time.
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

export interface SyncOptions {
  readonly trigger: Trigger
  readonly signal?: AbortSignal
}

export interface Engine {
  /** Does what the trigger calls for now: a full sync, a drain (no request when nothing waits), or nothing. */
  readonly wake: (trigger: Trigger, signal?: AbortSignal) => Promise<SyncOutcome>
  /** One direction, as asked: `upload` never pulls, `download` never pushes, `full` does both. */
  readonly sync: (direction: Direction, options: SyncOptions) => Promise<SyncOutcome>
  /** Takes what the poke brought, or pulls what it speaks of. */
  readonly receivePoke: (poke: Poke) => Promise<SyncOutcome>
  /** For an open page: wakes at the start, every five minutes, and when a failure's wait is over. */
  readonly keepUp: (signal: AbortSignal) => Promise<void>
  readonly status: () => EngineStatus
}
