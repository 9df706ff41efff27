/** What a trigger means now: a full sync, a drain of the outbox, or nothing; pure. */

import type { SyncState, Trigger } from '../../db/device/records.ts'
import { fault, FAULTS, type FaultCode } from '../../db/protocol/fault.ts'
import { LONGEST_ASKED_WAIT_MS, SHORTEST_WAIT_MS } from './backoff.ts'
import { IDLE, type State } from './machine.ts'

/** What the sync row says about earlier runs, of this or any other tab or worker. */
export type Standing = Pick<
  SyncState,
  'lastFullSyncAt' | 'lastFault' | 'lastReason' | 'retryAt' | 'isPaused'
>

/** `full` pushes and pulls; `drain` does so only if something waits. `state` is why there is nothing to do. */
export type Plan =
  | { readonly kind: 'full' }
  | { readonly kind: 'drain' }
  | { readonly kind: 'nothing'; readonly state: State }

export const FULL_SYNC_EVERY_MS = 5 * 60 * 1000

type Wish = 'full' | 'drain' | 'full when due'

const WISHES: Readonly<Record<Trigger, Wish>> = {
  write: 'drain',
  person: 'full',
  start: 'full when due',
  visible: 'full when due',
  online: 'full',
  timer: 'full when due',
  poke: 'full',
  background: 'drain',
  periodic: 'full',
}

/** Triggers after which an earlier failure no longer counts: its cause may be gone. */
const ENDS_WAITING: ReadonlySet<Trigger> = new Set(['person', 'online'])
/** Triggers that tell of a way to the server: the browser has a network again, the server spoke. */
const ENDS_OUTAGE: ReadonlySet<Trigger> = new Set(['background', 'poke'])
const ENDS_STOP: ReadonlySet<Trigger> = new Set(['person', 'start'])

/** Whether only the person can end this fault: by signing in, or by taking a newer app. */
export const needsPerson = (code: FaultCode): boolean =>
  FAULTS[code].remedy === 'sign-in' || FAULTS[code].remedy === 'update'

/** Whether the engine may act by itself: what an earlier run, here or elsewhere, left behind. */
export const standingState = (standing: Standing, now: number): State => {
  const { lastFault, lastReason, retryAt } = standing
  if (lastFault === null) return IDLE
  if (needsPerson(lastFault)) return { kind: 'stopped', fault: fault(lastFault) }
  if (retryAt === null || retryAt <= now) return IDLE
  // Further away than any wait can be: the device's clock was set back meanwhile (T1).
  if (retryAt - now > LONGEST_ASKED_WAIT_MS) return IDLE
  const met =
    lastReason == null ? fault(lastFault) : fault(lastFault, { details: { reason: lastReason } })
  return { kind: 'waiting', fault: met, retryAt }
}

export const plan = (trigger: Trigger, standing: Standing, now: number): Plan => {
  const state = standingState(standing, now)
  if (standing.isPaused && trigger !== 'person') return { kind: 'nothing', state: IDLE }
  if (!mayAct(trigger, state)) return { kind: 'nothing', state }
  const wish = WISHES[trigger]
  if (wish !== 'full when due') return { kind: wish }
  return { kind: standing.lastFault !== null || isFullSyncDue(standing, now) ? 'full' : 'drain' }
}

/** The wait for a server that was out of reach may end early, never one that the server asked for. */
const mayAct = (trigger: Trigger, state: State): boolean => {
  if (state.kind === 'stopped') return ENDS_STOP.has(trigger)
  if (state.kind !== 'waiting' || ENDS_WAITING.has(trigger)) return true
  return ENDS_OUTAGE.has(trigger) && state.fault.code === 'unavailable'
}

/** A last sync in the future means that the clock was set back: better one sync too many. */
const isFullSyncDue = ({ lastFullSyncAt }: Standing, now: number): boolean =>
  lastFullSyncAt === null || lastFullSyncAt > now || now - lastFullSyncAt >= FULL_SYNC_EVERY_MS

/** How long an open page can sleep before something is due; at least a second, so it never spins. */
export const msUntilDue = (standing: Standing, now: number): number => {
  const state = standingState(standing, now)
  if (state.kind === 'stopped' || standing.isPaused) return FULL_SYNC_EVERY_MS
  if (state.kind === 'waiting') return Math.max(SHORTEST_WAIT_MS, state.retryAt - now)
  if (standing.lastFault !== null || standing.lastFullSyncAt === null) return SHORTEST_WAIT_MS
  if (isFullSyncDue(standing, now)) return SHORTEST_WAIT_MS
  return Math.max(SHORTEST_WAIT_MS, standing.lastFullSyncAt + FULL_SYNC_EVERY_MS - now)
}
