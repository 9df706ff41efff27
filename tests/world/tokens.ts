/** Session tokens as Clerk makes them, for anybody, with any claim or header changed. */

import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { SignJWT } from 'jose'

export interface TokenMaker {
  readonly issuer: string
  /** The PEM of the public key, for `CLERK_JWT_KEY`. */
  readonly jwtKey: string
  /** The settings that make a server accept these tokens. */
  readonly env: Readonly<Record<string, string>>
  /** A token that says "this is `userId`"; a claim set to undefined is left out. */
  readonly sign: (
    userId: string,
    claims?: Readonly<Record<string, unknown>>,
    header?: Readonly<Record<string, unknown>>,
  ) => Promise<string>
}

export interface TokenMakerSettings {
  readonly origin?: string
  readonly issuer?: string
}

/** A key and an issuer of its own; another one's tokens are strangers to it. */
export const createTokenMaker = (settings: TokenMakerSettings = {}): TokenMaker => {
  const { origin = 'http://localhost:8787', issuer = 'https://clerk.example.com' } = settings
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const key = createPrivateKey(pair.privateKey)
  return {
    issuer,
    jwtKey: pair.publicKey,
    env: {
      CLERK_PUBLISHABLE_KEY: 'pk_test_Y2xlcmsuZXhhbXBsZS5jb20k',
      CLERK_JWT_KEY: pair.publicKey,
      CLERK_ISSUER: issuer,
      CLERK_AUTHORIZED_PARTIES: origin,
    },
    sign: (userId, claims = {}, header = {}) =>
      signWith(key, { ...ordinaryClaims(userId), iss: issuer, azp: origin, ...claims }, header),
  }
}

/** The claims of Clerk's session token, version 2, that live for a minute. */
const ordinaryClaims = (userId: string): Record<string, unknown> => {
  const now = Math.floor(Date.now() / 1000)
  return {
    sub: userId,
    sid: 'sess_2abcDEF',
    iat: now,
    nbf: now - 10,
    exp: now + 60,
    sts: 'active',
    fva: [0, -1],
    v: 2,
  }
}

const signWith = (
  key: KeyObject,
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>>,
): Promise<string> =>
  new SignJWT({ ...claims })
    .setProtectedHeader({
      alg: 'RS256',
      typ: 'JWT',
      kid: 'ins_2abc',
      cat: 'cl_B7d4PD111AAA',
      ...header,
    })
    .sign(key)

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url')

/** The token with another header and the given signature: what somebody without the key can make. */
export const forge = (
  token: string,
  header: Readonly<Record<string, unknown>>,
  signature: string | ((signed: string) => string),
): string => {
  const [, payload = ''] = token.split('.')
  const signed = `${encode(header)}.${payload}`
  return `${signed}.${typeof signature === 'string' ? signature : signature(signed)}`
}

/** The public key in another size, as a provider with 4096 bits would give it. */
export const longPublicKey = (): string =>
  createPublicKey(
    generateKeyPairSync('rsa', { modulusLength: 4096 }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    }),
  )
    .export({ type: 'spki', format: 'pem' })
    .toString()
