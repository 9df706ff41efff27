/** What is answered when something throws: a fault that says nothing of the inside, and a line in the log. */

import { fault, type Fault } from '../db/protocol/fault.ts'
import { isUnavailable } from '../db/server/unavailable.ts'
import type { Logger } from './log.ts'

const RETRY_AFTER_MS = 2000

/** A bug and a database that is away look the same from outside; the log tells them apart. */
export const faultOf = (error: unknown, log: Logger): Fault => {
  if (isUnavailable(error)) log.warn({ err: error }, 'the database is not available')
  else log.error({ err: error }, 'a request met a bug')
  return fault('unavailable', { retryAfterMs: RETRY_AFTER_MS })
}
