/** Decides whether a session token (JWT) proves who someone is: without network, refusing what it does not know. */

import { verifyToken } from '@clerk/backend'
import { decodeJwt } from 'jose'
import * as z from 'zod/mini'
import { userIdSchema, type UserId } from '../../db/protocol/ids.ts'
import { parseWith } from '../../db/protocol/parse.ts'

/** Who may sign: by issuer, its keys (PEMs of RSA-2048 public keys) and the origins it may sign for. */
export type Issuers = Readonly<
  Record<
    string,
    { readonly jwtKeys: readonly string[]; readonly authorizedParties: readonly string[] }
  >
>

/** `expired` alone is cured by signing in again as the same person; the others are no sign-in at all. */
export type TokenRefusal =
  | 'expired'
  | 'issuer-unknown'
  | 'not-verified'
  | 'session-not-active'
  | 'session-id-missing'
  | 'lifetime-too-long'
  | 'impersonation'
  | 'claims-broken'

export type Verification =
  | {
      readonly kind: 'verified'
      readonly userId: UserId
      readonly sessionId: string
      /** When it was signed, in ms. */
      readonly issuedAt: number
    }
  | { readonly kind: 'refused'; readonly reason: TokenRefusal }

export type VerifyToken = (token: string) => Promise<Verification>

const MAX_TOKEN_LENGTH = 8192
/** No token that is taken lives longer. */
export const MAX_LIFETIME_S = 3600

export const clerkSessionIdSchema = z.string().check(z.regex(/^sess_\w{1,64}$/))

const claimsSchema = z.object({
  sub: userIdSchema,
  iss: z.string(),
  exp: z.number(),
  iat: z.number(),
  sid: z.optional(z.unknown()),
  sts: z.optional(z.unknown()),
  act: z.optional(z.unknown()),
})
type Claims = z.infer<typeof claimsSchema>

/**
 * Clerk's verifyToken checks signature, algorithm, times and party. It accepts any issuer, a session
 * that is pending, a token that is no session's and one that lives for years: those are refused here.
 */
export const createVerifyToken =
  (issuers: Issuers): VerifyToken =>
  async (token) => {
    const issuer = readIssuer(token)
    // hasOwn: an issuer called `__proto__` is not one of ours.
    const known = issuer !== null && Object.hasOwn(issuers, issuer) ? issuers[issuer] : undefined
    if (issuer === null || known === undefined) return refuse('issuer-unknown')
    const payload = await verifySignature(token, known)
    if (payload.kind === 'refused') return payload
    const claims = parseWith(claimsSchema, payload.claims)
    if (claims.kind === 'broken') return refuse('claims-broken')
    const reason = findObjection(claims.value, issuer)
    if (reason !== null) return refuse(reason)
    const { sub: userId, sid, iat } = claims.value
    return { kind: 'verified', userId, sessionId: String(sid), issuedAt: iat * 1000 }
  }

type Refused = Verification & { readonly kind: 'refused' }

const refuse = (reason: TokenRefusal): Refused => ({ kind: 'refused', reason })

/** Read before anything is proven, and only to choose the key that must prove it. */
const readIssuer = (token: string): string | null => {
  if (token.length > MAX_TOKEN_LENGTH) return null
  try {
    return decodeJwt(token).iss ?? null
  } catch {
    return null
  }
}

type Signed = { readonly kind: 'claims'; readonly claims: unknown } | Refused

/** While a key is being replaced an issuer has two: whoever signed with either stays signed in. */
const verifySignature = async (token: string, issuer: Issuers[string]): Promise<Signed> => {
  let signed: Signed = refuse('not-verified')
  for (const jwtKey of issuer.jwtKeys) {
    signed = await verifyWith(token, jwtKey, issuer.authorizedParties)
    if (signed.kind === 'claims') return signed
  }
  return signed
}

const verifyWith = async (
  token: string,
  jwtKey: string,
  authorizedParties: readonly string[],
): Promise<Signed> => {
  try {
    const claims = await verifyToken(token, { jwtKey, authorizedParties: [...authorizedParties] })
    return { kind: 'claims', claims }
  } catch (error) {
    return refuse(isExpiry(error) ? 'expired' : 'not-verified')
  }
}

const isExpiry = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'reason' in error &&
  error.reason === 'token-expired'

const findObjection = (claims: Claims, issuer: string): TokenRefusal | null => {
  if (claims.iss !== issuer) return 'issuer-unknown'
  if (claims.sts !== undefined && claims.sts !== 'active') return 'session-not-active'
  if (!clerkSessionIdSchema.safeParse(claims.sid).success) return 'session-id-missing'
  if (claims.exp - claims.iat > MAX_LIFETIME_S) return 'lifetime-too-long'
  // Someone of the support who acts as this person has no device here.
  if (claims.act !== undefined) return 'impersonation'
  return null
}
