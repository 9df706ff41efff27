/** What an answer of the assistant that is no reply means: for the person as a fault, for the log as a sentence. */

import { fault, type Fault } from '../../db/protocol/fault.ts'

export interface Refusal {
  readonly fault: Fault
  /** For whoever runs the server; never what the assistant said, which may quote the chat. Null: nothing is wrong. */
  readonly why: string | null
}

const AWAY = 'The assistant is not available now.'
const RETRY_AFTER_MS = 10_000
const LONGEST_WAIT_MS = 3_600_000

export const unavailable = (why: string | null): Refusal => ({
  fault: fault('unavailable', { message: AWAY, retryAfterMs: RETRY_AFTER_MS }),
  why,
})

export const cutOff = (why: string | null): Refusal => ({
  fault: fault('unavailable', { message: 'The reply was cut off.', retryAfterMs: RETRY_AFTER_MS }),
  why,
})

/** What was asked is not to blame for a key, a model or an address that is wrong on the server. */
export const refusalOf = (status: number, retryAfter: string | null, now: number): Refusal => {
  switch (status) {
    case 401:
    case 403:
      return unavailable("the assistant does not accept the server's key (ASSISTANT_KEY)")
    case 404:
      return unavailable('the assistant has no such model or address (ASSISTANT_MODEL, _URL)')
    case 400:
    case 413:
    case 422:
      return {
        fault: fault('rejected', { message: 'The assistant could not take this chat.' }),
        why: `the assistant refused what it was sent (${status})`,
      }
    case 429:
      return {
        fault: fault('rate_limited', {
          message: 'The assistant asked to wait a little.',
          retryAfterMs: waitOf(retryAfter, now),
        }),
        why: 'the assistant asked to wait',
      }
    default:
      return unavailable(`the assistant answered ${status}`)
  }
}

/** Seconds or a date (RFC 9110, section 10.2.3). */
const waitOf = (retryAfter: string | null, now: number): number => {
  if (retryAfter === null) return RETRY_AFTER_MS
  const asked = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now
  return Number.isNaN(asked) ? RETRY_AFTER_MS : Math.min(Math.max(asked, 0), LONGEST_WAIT_MS)
}
