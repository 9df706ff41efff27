/** Lets a route answer only to somebody who is signed in, and to no other site. */

import { fault } from '../../db/protocol/fault.ts'
import type { AppContext, AppDeps, Answer } from '../deps.ts'
import { replyFault } from '../reply.ts'
import type { Caller, CurrentSession } from './current-session.ts'
import { guardCookie } from './guard.ts'
import { hashToken, readSessionCookie } from './session-cookie.ts'

export interface CallerDeps extends Pick<AppDeps, 'config'> {
  readonly sessions: CurrentSession
}

/**
 * A request with an Authorization header is judged by that alone: no other site can set it, so the
 * guard is for the cookie. `x-expect-user` says whom the device believes to be signed in; it is
 * compared before anything of the request is read.
 */
export const withCaller =
  (deps: CallerDeps, answer: (c: AppContext, caller: Caller) => Promise<Response>): Answer =>
  async (c) => {
    const credentials = readCredentials(c)
    const forbidden =
      credentials.authorization === null ? guardCookie(c.req.raw, deps.config.appOrigin) : null
    if (forbidden !== null) return replyFault(c, forbidden)
    const recognition = await deps.sessions.recognise(credentials)
    if (recognition.kind === 'fault') return replyFault(c, recognition.fault)
    const expected = c.req.header('x-expect-user')
    if (expected !== undefined && expected !== recognition.caller.userId)
      return replyFault(c, fault('user_mismatch'))
    c.set('caller', recognition.caller)
    return answer(c, recognition.caller)
  }

export const readCredentials = (c: AppContext) => {
  const token = readSessionCookie(c)
  return {
    authorization: c.req.header('authorization') ?? null,
    tokenHash: token === null ? null : hashToken(token),
  }
}
