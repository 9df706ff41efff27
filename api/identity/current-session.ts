/** Whose request this is: by a Bearer token, or by the session cookie through cache and database. */

import { fault, type Fault } from '../../db/protocol/fault.ts'
import type { DeviceId, UserId } from '../../db/protocol/ids.ts'
import type { Database } from '../../db/server/connect.ts'
import { findSession, type SessionReading } from '../../db/server/device-sessions.ts'
import type { KeyValue } from '../key-value/key-value.ts'
import { endCached, findCached, keepCached } from './session-cache.ts'
import type { Verification, VerifyToken } from './verify-token.ts'

/** By `device`: its cookie's session. By `token`: a Bearer token, which names a person and no device. */
export type Caller =
  | {
      readonly by: 'device'
      readonly userId: UserId
      readonly deviceId: DeviceId
      readonly tokenHash: string
      readonly expiresAt: number
    }
  | { readonly by: 'token'; readonly userId: UserId }

type Recognition =
  | { readonly kind: 'caller'; readonly caller: Caller }
  | { readonly kind: 'fault'; readonly fault: Fault }

/** What a request shows of its sender. */
export interface Credentials {
  readonly authorization: string | null
  readonly tokenHash: string | null
}

export interface CurrentSession {
  /** Throws what the database throws: that it is away is never "signed out". */
  recognise(credentials: Credentials): Promise<Recognition>
  /** For a session that ended or moved, so that no instance goes on believing in it. */
  forget(tokenHash: string): Promise<void>
}

export interface CurrentSessionDeps {
  readonly database: Database
  readonly keyValue: KeyValue
  readonly identity: VerifyToken
  readonly now: () => number
}

const SESSION_FAULTS = {
  expired: 'session_expired',
  revoked: 'session_revoked',
  unknown: 'signed_out',
  account_deleted: 'account_deleted',
} as const satisfies Record<Exclude<SessionReading['kind'], 'live'>, Fault['code']>

export const createCurrentSession = (deps: CurrentSessionDeps): CurrentSession => ({
  recognise: async (credentials) => {
    const { authorization, tokenHash } = credentials
    if (authorization !== null) {
      const token = readBearer(authorization)
      return token === null ? refuse('signed_out') : byToken(await deps.identity(token))
    }
    if (tokenHash === null) return refuse('signed_out')
    return (await fromCache(deps, tokenHash)) ?? fromDatabase(deps, tokenHash)
  },
  forget: (tokenHash) => endCached(deps.keyValue, tokenHash),
})

/** The same verdict in the words of the wire, for the exchange as well. */
export const refusalOf = (verification: Verification & { kind: 'refused' }): Fault =>
  fault(verification.reason === 'expired' ? 'session_expired' : 'signed_out', {
    details: { reason: verification.reason },
  })

const byToken = (verification: Verification): Recognition =>
  verification.kind === 'verified'
    ? { kind: 'caller', caller: { by: 'token', userId: verification.userId } }
    : { kind: 'fault', fault: refusalOf(verification) }

const fromCache = async (
  deps: CurrentSessionDeps,
  tokenHash: string,
): Promise<Recognition | null> => {
  const session = await findCached(deps.keyValue, tokenHash)
  if (session === null || session.expiresAt <= deps.now()) return null
  return { kind: 'caller', caller: { by: 'device', tokenHash, ...session } }
}

const fromDatabase = async (deps: CurrentSessionDeps, tokenHash: string): Promise<Recognition> => {
  const reading = await findSession(deps.database, tokenHash, deps.now())
  if (reading.kind !== 'live') return refuse(SESSION_FAULTS[reading.kind])
  const { userId, deviceId, expiresAt } = reading.session
  const session = { userId, deviceId, expiresAt }
  await keepCached(deps.keyValue, tokenHash, session)
  return { kind: 'caller', caller: { by: 'device', tokenHash, ...session } }
}

const refuse = (code: Fault['code']): Recognition => ({ kind: 'fault', fault: fault(code) })

const readBearer = (authorization: string): string | null =>
  /^Bearer (\S+)$/i.exec(authorization)?.[1] ?? null
