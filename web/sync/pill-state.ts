/** What the sync pill says: the first thing that is true, in a fixed order of weight; pure. */

import type { ChangeFault, FaultCode } from '../../db/protocol/fault.ts'
import type { Progress } from '../../sw/engine/announce.ts'
import type { Reason } from '../../sw/engine/reason.ts'

/** How far a run has come, in items. */
type Counts = Pick<Progress, 'sent' | 'toSend' | 'received' | 'left'>

/** Everything the pill depends on, read from the tables, the engine and the browser. */
export interface SyncFacts {
  readonly isSignedIn: boolean
  /** The browser could not store something. */
  readonly isStorageFailing: boolean
  /** Not for want of room: it does not answer. */
  readonly isStorageLost?: boolean
  readonly isOnline: boolean
  readonly isPaused: boolean
  /** True once the tables were read; before that nothing is known and nothing is promised. */
  readonly isKnown: boolean
  /** Changes in the outbox that the server has not answered for, parked ones left out. */
  readonly waiting: number
  /** Since when the oldest of them waits (ms), and what the server holds it back for, if it does. */
  readonly oldest: { readonly since: number; readonly held: ChangeFault | null } | null
  /** Since when this page could have sent them: it has been online and looked at; and the last answer. */
  readonly reachableSince: number
  readonly lastSentAt: number | null
  /** Changes the server refused, kept for the person. */
  readonly parked: number
  readonly conflicts: number
  /** What the only conflict is about, where it has a name. */
  readonly conflictName?: string | null | undefined
  /** The fault that keeps the engine from going on, and when it tries again (ms), if by itself. */
  readonly fault: {
    readonly code: FaultCode
    readonly retryAt: number | null
    /** Why there was no answer, where this page knows. */
    readonly reason?: Reason | null
  } | null
  readonly failures: number
  /** Since when this page has known of a fault without a break (ms). */
  readonly faultSince?: number | null
  /** `since`: when this page first saw rows come in, and how many had come by then. */
  readonly run:
    | (Counts & { readonly since?: { readonly at: number; readonly received: number } | null })
    | null
  /** True until this device has every chat of the person once. */
  readonly isFirstDownload: boolean
  readonly lastSyncedAt: number | null
  /** Chats that are on this device alone: written before signing in, or kept here since. */
  readonly localChats: number
}

/** Changes have waited longer than any hiccup lasts. `since`: the oldest; `retryAt` null: no try is planned. */
export interface Stuck {
  readonly kind: 'stuck'
  readonly waiting: number
  readonly since: number
  readonly cause: StuckCause
  readonly retryAt: number | null
}

/** - `fault`: the last try failed. `held`: the server takes them later. `silent`: no try has ended yet. */
export type StuckCause =
  | { readonly kind: 'fault'; readonly code: FaultCode; readonly reason: Reason | null }
  | { readonly kind: 'held'; readonly message: string }
  | { readonly kind: 'silent' }

/** The server gives no answer that counts. `retryAt` null: no try is planned. */
export interface Unreachable {
  readonly kind: 'unreachable'
  readonly code: FaultCode
  readonly reason: Reason | null
  readonly retryAt: number | null
  readonly waiting: number
}

/** `leftMs`: how much longer it takes at the pace so far, where that can be told. */
export interface FirstDownload {
  readonly kind: 'first-download'
  readonly received: number
  readonly left: number | null
  readonly leftMs: number | null
}

/** The session is over; `code` says how it ended. */
export interface SignInNeeded {
  readonly kind: 'sign-in'
  readonly code: FaultCode
  readonly waiting: number
}

export type PillState =
  | { readonly kind: 'cannot-save'; readonly isLost: boolean }
  | { readonly kind: 'storage-full'; readonly waiting: number }
  | { readonly kind: 'update-needed' }
  | SignInNeeded
  | Stuck
  | { readonly kind: 'conflict'; readonly conflicts: number; readonly name: string | null }
  | { readonly kind: 'cloud-full'; readonly waiting: number }
  | { readonly kind: 'refused'; readonly parked: number }
  | { readonly kind: 'paused'; readonly waiting: number }
  | { readonly kind: 'offline'; readonly waiting: number }
  | Unreachable
  | (Counts & { readonly kind: 'syncing' })
  | { readonly kind: 'waiting'; readonly waiting: number }
  | FirstDownload
  | { readonly kind: 'on-this-device' }
  | { readonly kind: 'up-to-date'; readonly lastSyncedAt: number; readonly localChats: number }
  | { readonly kind: 'checking' }

const SIGN_IN_CODES: ReadonlySet<FaultCode> = new Set([
  'signed_out',
  'session_expired',
  'session_revoked',
  'account_deleted',
  'user_mismatch',
])

/** One failed attempt may be a hiccup; the second, or this long without a better one, is not. */
const FAILURES_SHOWN = 2
const HICCUP_MS = 10_000

/** Said within two minutes, also where a page looks only every half a minute. */
const STUCK_AFTER_MS = 90_000

/** Why what waits does not get away; null while it may still be on its way. */
const stuckCause = (facts: SyncFacts, now: number): StuckCause | null => {
  const { oldest, fault, failures, reachableSince, lastSentAt } = facts
  const isOverdue = now - Math.max(reachableSince, lastSentAt ?? 0) >= STUCK_AFTER_MS
  if (fault !== null && (failures >= FAILURES_SHOWN || isOverdue))
    return { kind: 'fault', code: fault.code, reason: fault.reason ?? null }
  if (oldest !== null && oldest.held !== null) return { kind: 'held', message: oldest.held.message }
  return isOverdue ? { kind: 'silent' } : null
}

/** What nobody tries to send now is not stuck: it waits for the network, or for the person. */
const stuck = (facts: SyncFacts, now: number): Stuck | null => {
  const { isOnline, isPaused, oldest, waiting, fault } = facts
  if (!isOnline || isPaused || waiting === 0 || oldest === null) return null
  // Either way: far in the future it is where the clock was set back, and nobody knows how long it waits.
  if (Math.abs(now - oldest.since) < STUCK_AFTER_MS) return null
  const cause = stuckCause(facts, now)
  const retryAt = fault?.retryAt ?? null
  return cause === null ? null : { kind: 'stuck', waiting, since: oldest.since, cause, retryAt }
}

/** A page that comes into view, or back online, has failures of before; its own try is still out. */
const NEW_TRY_MS = 2000

const isOutage = ({ fault, failures, faultSince }: SyncFacts, now: number): boolean =>
  fault !== null && (failures >= FAILURES_SHOWN || now - (faultSince ?? now) >= HICCUP_MS)

const unreachable = (facts: SyncFacts, now: number): Unreachable | null => {
  const { fault, waiting, reachableSince, run } = facts
  if (fault === null || !isOutage(facts, now)) return null
  if (now - reachableSince < (run === null ? NEW_TRY_MS : HICCUP_MS)) return null
  const { code, retryAt, reason = null } = fault
  return { kind: 'unreachable', code, reason, retryAt, waiting }
}

/** Before this much has come, the pace says nothing. */
const PACE_MS = 2000

const firstDownload = ({ run, isFirstDownload }: SyncFacts, now: number): FirstDownload | null => {
  if (run === null || !isFirstDownload) return null
  const { received, left, since } = run
  const came = since == null ? 0 : received - since.received
  const tookMs = since == null ? 0 : now - since.at
  const isTold = left !== null && came > 0 && tookMs >= PACE_MS
  const leftMs = isTold ? (left * tookMs) / came : null
  return { kind: 'first-download', received, left, leftMs }
}

const syncing = ({ run, isFirstDownload }: SyncFacts): PillState | null => {
  if (run === null) return null
  const { sent, toSend, received, left } = run
  return isFirstDownload && toSend <= sent
    ? null
    : { kind: 'syncing', sent, toSend, received, left }
}

type Rule = (facts: SyncFacts, now: number) => PillState | null

/** The order is the weight: the first rule that answers is shown. */
const RULES: readonly Rule[] = [
  ({ isStorageFailing, isStorageLost = false, fault }) =>
    isStorageFailing || fault?.reason === 'device_lost'
      ? { kind: 'cannot-save', isLost: isStorageLost || fault?.reason === 'device_lost' }
      : null,
  ({ fault, waiting }) =>
    fault?.reason === 'device_full' ? { kind: 'storage-full', waiting } : null,
  (facts) => (facts.fault?.code === 'update_required' ? { kind: 'update-needed' } : null),
  // Without an account there is no sync, so nothing below can be true of it.
  (facts) => (facts.isSignedIn ? null : { kind: 'on-this-device' }),
  ({ fault, waiting }) =>
    fault !== null && SIGN_IN_CODES.has(fault.code)
      ? { kind: 'sign-in', code: fault.code, waiting }
      : null,
  // Before all that can wait: until it ends, no other device has what was written here.
  stuck,
  ({ conflicts, conflictName = null }) =>
    conflicts > 0
      ? { kind: 'conflict', conflicts, name: conflicts === 1 ? conflictName : null }
      : null,
  ({ fault, waiting }) => (fault?.code === 'out_of_space' ? { kind: 'cloud-full', waiting } : null),
  ({ parked }) => (parked > 0 ? { kind: 'refused', parked } : null),
  ({ isPaused, waiting }) => (isPaused ? { kind: 'paused', waiting } : null),
  ({ isOnline, waiting }) => (isOnline ? null : { kind: 'offline', waiting }),
  unreachable,
  syncing,
  ({ waiting }) => (waiting > 0 ? { kind: 'waiting', waiting } : null),
  firstDownload,
  (facts, now) => {
    const { isKnown, isFirstDownload, lastSyncedAt, localChats } = facts
    if (!isKnown || isFirstDownload || lastSyncedAt === null || isOutage(facts, now)) return null
    return { kind: 'up-to-date', lastSyncedAt, localChats }
  },
]

export const pillState = (facts: SyncFacts, now: number): PillState => {
  for (const rule of RULES) {
    const state = rule(facts, now)
    if (state !== null) return state
  }
  return { kind: 'checking' }
}
