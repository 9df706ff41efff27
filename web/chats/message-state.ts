/** How far a message of the person's has come; pure. The only way from one state to the next. */

/**
 * saved: on this device; waiting: behind others or behind a missing network; sending: in a request
 * now; failed: the server refused it and it waits for the person; synced: the server has it.
 */
export type MessageState = 'saved' | 'waiting' | 'sending' | 'failed' | 'synced'

/** What is seen of the message now, in its outbox entry and in what the engine is doing. */
export type MessageSighting =
  | 'queued'
  | 'held-up'
  | 'in-request'
  | 'refused'
  | 'tried-again'
  | 'answered'

/**
 * Never goes backwards: what the server has stays synced, whatever is seen later (an entry read just
 * before it was acknowledged, say); a late answer beats a refusal; and only the person's own
 * "try again" leads out of failed.
 */
export const nextMessageState = (state: MessageState, seen: MessageSighting): MessageState => {
  if (state === 'synced' || seen === 'answered') return 'synced'
  if (state === 'failed') return seen === 'tried-again' ? 'waiting' : 'failed'
  switch (seen) {
    case 'refused':
      return 'failed'
    case 'in-request':
      return 'sending'
    case 'held-up':
    case 'tried-again':
      return 'waiting'
    case 'queued':
      return state
  }
}
