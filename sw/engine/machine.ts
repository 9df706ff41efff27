/** What sync is doing and what may follow: `next` is the only way from one state to another; pure. */

import type { Fault } from '../../db/protocol/fault.ts'

/**
 * - `idle`: nothing under way. `pushing`: a request with changes is out. `pulling`: one without.
 * - `recovering`: after a fork, rebuilding what will be sent.
 * - `waiting`: the last attempt failed; nothing is tried by itself before `retryAt` (ms).
 * - `stopped`: it needs the person (sign in, update); everything unsent is kept.
 */
export type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'pushing' }
  | { readonly kind: 'pulling' }
  | { readonly kind: 'recovering'; readonly fault: Fault }
  | { readonly kind: 'waiting'; readonly fault: Fault; readonly retryAt: number }
  | { readonly kind: 'stopped'; readonly fault: Fault }

/**
 * - `push`, `pull`: a request goes out. `fork`: the server's history and ours parted.
 * - `fail`: it may work later. `refuse`: it may work when the person has done something.
 * - `settle`: nothing is left to do. `interrupt`: the caller gave up. `reset`: the cause may be gone.
 */
export type Event =
  | { readonly kind: 'push' }
  | { readonly kind: 'pull' }
  | { readonly kind: 'fork'; readonly fault: Fault }
  | { readonly kind: 'fail'; readonly fault: Fault; readonly retryAt: number }
  | { readonly kind: 'refuse'; readonly fault: Fault }
  | { readonly kind: 'settle' }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'reset' }

export const IDLE: State = { kind: 'idle' }

/** The state after an event; an event that cannot happen in a state leaves it as it is. */
export const next = (state: State, event: Event): State => {
  if (state.kind === 'stopped') return afterStop(state, event)
  return isUnderWay(state) ? fromWork(state, event) : fromRest(state, event)
}

const fromRest = (state: State, event: Event): State => {
  switch (event.kind) {
    case 'push':
      return { kind: 'pushing' }
    case 'pull':
      return { kind: 'pulling' }
    case 'fail':
      return { kind: 'waiting', fault: event.fault, retryAt: event.retryAt }
    case 'refuse':
      return { kind: 'stopped', fault: event.fault }
    case 'reset':
      return IDLE
    case 'fork':
    case 'settle':
    case 'interrupt':
      return state
  }
}

const fromWork = (state: State, event: Event): State => {
  switch (event.kind) {
    case 'push':
    case 'pull':
    case 'fail':
    case 'refuse':
      return fromRest(state, event)
    case 'fork':
      return { kind: 'recovering', fault: event.fault }
    case 'settle':
    case 'interrupt':
      return IDLE
    case 'reset':
      return state
  }
}

/** Only a reset leads out of a stop: nothing is tried there by itself. */
const afterStop = (state: State, event: Event): State => {
  if (event.kind === 'reset') return IDLE
  return event.kind === 'refuse' ? { kind: 'stopped', fault: event.fault } : state
}

/** True while a request or a recovery is under way. */
export const isUnderWay = (state: State): boolean =>
  state.kind === 'pushing' || state.kind === 'pulling' || state.kind === 'recovering'
