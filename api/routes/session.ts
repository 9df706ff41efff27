/** `/api/session`: a proof of who someone is becomes this device's session; asking for it; ending it. */

import { fault, type Fault } from '../../db/protocol/fault.ts'
import type { DeviceId, UserId } from '../../db/protocol/ids.ts'
import { sessionRequestSchema, type SessionRequest } from '../../db/protocol/session.ts'
import { createSession, endSession } from '../../db/server/device-sessions.ts'
import { readJsonBody } from '../body.ts'
import type { Answer, AppContext, AppDeps } from '../deps.ts'
import { refusalOf, type CurrentSession } from '../identity/current-session.ts'
import { isTooOld } from '../identity/end-sign-ins.ts'
import { guardCookie } from '../identity/guard.ts'
import {
  clearSessionCookie,
  hashToken,
  newSessionToken,
  readSessionCookie,
  writeSessionCookie,
} from '../identity/session-cookie.ts'
import { addressOf } from '../limits/address.ts'
import { readCredentials, withCaller } from '../identity/with-caller.ts'
import { replyFault, replyJson } from '../reply.ts'
import { forgetStatus } from '../status-cache.ts'

export interface SessionDeps extends AppDeps {
  readonly sessions: CurrentSession
}

interface Proven {
  readonly kind: 'proven'
  readonly userId: UserId
  /** Clerk's sign-in; null for a local one. */
  readonly signIn: { readonly sessionId: string; readonly issuedAt: number } | null
}

/** `POST`: a new token each time, and the one presented ends, so that a planted one is worth nothing. */
export const exchange =
  (deps: SessionDeps): Answer =>
  async (c) => {
    const address = addressOf(c, deps.config.trustedProxies)
    const [tooMany, body] = await Promise.all([
      deps.limits.signIn(address),
      readJsonBody(c.req.raw, sessionRequestSchema),
    ])
    if (tooMany !== null) return replyFault(c, tooMany)
    if (body.kind === 'fault') return replyFault(c, body.fault)
    const proof = await prove(deps, c.req.header('authorization') ?? '')
    if (proof.kind === 'fault') {
      if (proof.fault.code !== 'unavailable') await deps.limits.signInFailed(address)
      return replyFault(c, proof.fault)
    }
    await endPresented(deps, c)
    return open(deps, c, { ...proof, device: body.value.value })
  }

/** Every first visit asks: where it brings no proof at all there is nothing to refuse, so that is no fault. */
export const answerSession = (deps: SessionDeps): Answer => {
  const answer = withCaller(deps, (c, caller) =>
    caller.by === 'device'
      ? replySession(c, caller)
      : Promise.resolve(replyFault(c, fault('not_found', { message: 'A token is no session.' }))),
  )
  return (c) => {
    const { authorization, tokenHash } = readCredentials(c)
    return authorization === null && tokenHash === null ? c.body(null, 204) : answer(c)
  }
}

/** `DELETE`: goes well however often it is sent; a sign-out made offline is delivered late. */
export const signOut =
  (deps: SessionDeps): Answer =>
  async (c) => {
    const forbidden = guardCookie(c.req.raw, deps.config.appOrigin)
    if (forbidden !== null) return replyFault(c, forbidden)
    const { tokenHash } = readCredentials(c)
    const signedIn =
      tokenHash === null ? null : await deps.sessions.recognise({ authorization: null, tokenHash })
    await endPresented(deps, c)
    clearSessionCookie(c)
    if (signedIn?.kind === 'caller' && signedIn.caller.by === 'device') {
      const { userId, deviceId } = signedIn.caller
      c.set('caller', signedIn.caller)
      deps.pokes.publish({ kind: 'revoked', userId, deviceId })
    }
    return replyJson(c, {})
  }

const refuse = (of: Fault) => ({ kind: 'fault' as const, fault: of })

const prove = async (
  deps: SessionDeps,
  authorization: string,
): Promise<Proven | { kind: 'fault'; fault: Fault }> => {
  const [, scheme = '', secret = ''] = /^(Bearer|Pair) (\S+)$/i.exec(authorization) ?? []
  if (scheme.toLowerCase() === 'bearer') return verify(deps, secret)
  if (scheme === '' || deps.pairing === null) return refuse(fault('signed_out'))
  const redeemed = await deps.pairing.redeem(secret)
  if (redeemed.kind === 'down') return refuse(fault('unavailable'))
  if (redeemed.kind === 'unknown')
    return refuse(fault('signed_out', { message: 'This link was used already, or is too old.' }))
  return verify(deps, redeemed.token)
}

const verify = async (
  deps: SessionDeps,
  token: string,
): Promise<Proven | { kind: 'fault'; fault: Fault }> => {
  const verification = await deps.identity(token)
  if (verification.kind === 'refused') return refuse(refusalOf(verification))
  const { userId, sessionId, issuedAt } = verification
  return { kind: 'proven', userId, signIn: deps.pairing === null ? { sessionId, issuedAt } : null }
}

const endPresented = async (deps: SessionDeps, c: AppContext): Promise<void> => {
  const token = readSessionCookie(c)
  if (token === null) return
  await endSession(deps.database, hashToken(token), deps.now())
  await deps.sessions.forget(hashToken(token))
}

const open = async (
  deps: SessionDeps,
  c: AppContext,
  { userId, signIn, device }: Proven & { readonly device: SessionRequest },
): Promise<Response> => {
  const token = newSessionToken()
  const now = deps.now()
  const session = await createSession(deps.database, {
    ...device,
    appVersion: device.appVersion ?? '',
    userId,
    clerkSessionId: signIn?.sessionId ?? null,
    tokenHash: hashToken(token),
    now,
  })
  // Asked last: whoever ends the sign-in from here on finds this session.
  if (signIn !== null && (await isTooOld(deps, { userId, ...signIn }))) {
    await endSession(deps.database, session.tokenHash, now)
    return replyFault(c, fault('session_revoked'))
  }
  await forgetStatus(deps, userId)
  c.set('signedIn', session)
  writeSessionCookie(c, { token, endsInMs: session.endsAt - now })
  return replySession(c, session)
}

const replySession = (
  c: AppContext,
  session: { readonly userId: UserId; readonly deviceId: DeviceId; readonly expiresAt: number },
): Promise<Response> => {
  const { userId, deviceId, expiresAt } = session
  return replyJson(c, { userId, deviceId, expiresAt })
}
