/** What is answered when something throws: a fault that says nothing of the inside, and a line in the log. */

import { fault, type Fault } from '../db/protocol/fault.ts'
import { isAccountDeleted } from '../db/server/account-deleted.ts'
import { isOutOfSpace, isUnavailable } from '../db/server/unavailable.ts'
import type { Logger } from './log.ts'

const RETRY_AFTER_MS = 2000
/** Only a person can make room. */
const RETRY_WHEN_FULL_MS = 60_000

/** A bug and a database that is away look the same from outside; the log tells them apart. */
export const faultOf = (error: unknown, log: Logger): Fault => {
  if (isAccountDeleted(error)) return fault('account_deleted')
  if (isOutOfSpace(error)) {
    log.error({ err: error }, 'the disk of the database is full')
    return fault('out_of_space', { retryAfterMs: RETRY_WHEN_FULL_MS })
  }
  if (isUnavailable(error)) log.warn({ err: error }, 'the database is not available')
  else log.error({ err: error }, 'a request met a bug')
  return fault('unavailable', { retryAfterMs: RETRY_AFTER_MS })
}
