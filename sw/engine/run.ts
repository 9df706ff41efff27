/** A run under way: what was asked for, how far it is, and the ways it can end. */

import type { Batch as OutboxBatch } from '../../db/device/outbox.ts'
import type { Trigger } from '../../db/device/records.ts'
import type { ChangeFault, Fault } from '../../db/protocol/fault.ts'
import type { ChangeId } from '../../db/protocol/ids.ts'
import type { Direction, Head } from '../../db/protocol/round.ts'
import type { Announcer, Progress } from './announce.ts'
import type { Batch } from './batch.ts'
import type { EngineDeps } from './deps.ts'
import type { Measure } from './measure.ts'
import type { TransportDeps } from './transport.ts'

export interface Run {
  readonly deps: EngineDeps
  /** What its requests need. */
  readonly wire: TransportDeps
  readonly announcer: Announcer
  readonly measure: Measure
  readonly trigger: Trigger
  readonly direction: Direction
  readonly signal: AbortSignal
  /** By the device's clock: no further round begins after it. */
  readonly endsAt: number
  progress: Progress
  batch: Batch
  /** Whether a request is due even where nothing waits to be sent. */
  wantsPage: boolean
  /** Nothing was left to send when the last answer was taken; what is written later wakes the sync. */
  isAllSent: boolean
  /** What the first request carries, where that is known without reading. */
  known: OutboxBatch | null
  /** The server will not take this change yet, nor what is behind it: this run sends nothing more. */
  held: ChangeFault | null
  /** Attachments that went up in this run, by their hash. */
  readonly sentFiles: Set<string>
  /** The server took no changes, for want of room or failing at `suspect`: rows still come in. */
  refused: { readonly fault: Fault; readonly suspect: ChangeId | null } | null
  /** The device has no room for rows: changes still go out. */
  isFull: boolean
  /** Recoveries so far: a history that parts again and again is a fault of its own. */
  recoveries: number
  /** The head whose last row came, once nothing more was to come. */
  level: Head | null
}

/** How a run ended; `more`: its time was up, with something left to do. */
export type RunEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'held'; readonly fault: ChangeFault }
  | { readonly kind: 'more' }
  | { readonly kind: 'failed'; readonly fault: Fault }
  | { readonly kind: 'refused'; readonly fault: Fault }
  | { readonly kind: 'interrupted' }

/** `again`: something is left to do in this run. */
export type RoundEnd = RunEnd | { readonly kind: 'again' }

/** Recoveries and foreign recoveries in one run, after which it rather waits. */
export const MAX_RECOVERIES = 3
