/** Remembers how far each message was seen to come, so that no view of it ever goes back. */

import type { MessageView } from '../../db/device/messages.ts'
import type { MessageId } from '../../db/protocol/ids.ts'
import { nextMessageState, type MessageSighting, type MessageState } from './message-state.ts'

/** What is going on around a message, from the engine and the browser. */
export interface Surroundings {
  /** A request with changes is out. */
  readonly isPushing: boolean
  /** There is no network, the last attempt failed, or sync is paused. */
  readonly isHeldUp: boolean
  readonly now: number
}

const states = new Map<MessageId, MessageState>()

/** Within this the person would only see a flicker. */
const QUIET_MS = 2000
const SENDING_SHOWN_AFTER_MS = 1000

const sighting = (
  { state, timestamp }: Pick<MessageView, 'state' | 'timestamp'>,
  around: Surroundings,
): MessageSighting => {
  if (state === 'synced' || state === 'answered') return 'answered'
  if (state === 'parked') return 'refused'
  // Nobody waits for it.
  if (state === 'held') return 'queued'
  if (around.isHeldUp) return 'held-up'
  const age = Math.abs(around.now - timestamp)
  if (around.isPushing && age > SENDING_SHOWN_AFTER_MS) return 'in-request'
  return age > QUIET_MS ? 'held-up' : 'queued'
}

export const deliveryOf = (
  message: Pick<MessageView, 'id' | 'state' | 'timestamp'>,
  around: Surroundings,
): MessageState => {
  const known = states.get(message.id)
  const seen = sighting(message, around)
  // What was never seen on its way needs no memory: it has arrived.
  if (known === undefined && seen === 'answered') return 'synced'
  const state = nextMessageState(known ?? 'saved', seen)
  states.set(message.id, state)
  return state
}

/** The person asked to send a refused message again. */
export const noteTriedAgain = (id: MessageId): void => {
  states.set(id, nextMessageState(states.get(id) ?? 'failed', 'tried-again'))
}
