/** The settings of sign-in by Clerk, and which of them need one another. */

import { createPublicKey } from 'node:crypto'
import { isOrigin, listOf, text } from '../setting.ts'

export interface ClerkSettings {
  readonly kind: 'clerk'
  readonly publishableKey: string | undefined
  /** PEMs; more than one while a key is being replaced. */
  readonly jwtKeys: readonly string[]
  readonly issuer: string
  readonly authorizedParties: readonly string[]
  /** Null: Clerk tells us nothing of its own accord. */
  readonly webhookSecret: string | null
  /** Null: Clerk is asked nothing. */
  readonly secretKey: string | null
  /** Where it is asked; null: at Clerk's own address. */
  readonly apiUrl: string | null
}

const isRsa2048 = (pem: string): boolean => {
  try {
    const key = createPublicKey(pem)
    return key.asymmetricKeyType === 'rsa' && key.asymmetricKeyDetails?.modulusLength === 2048
  } catch {
    return false
  }
}

const PEM = /-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----/g

/** Values from files and compose often carry the line breaks of a PEM as backslash and n. */
const unescapePem = (value: string): string => value.replaceAll(String.raw`\n`, '\n')

const pemsOf = (value: string): readonly string[] => unescapePem(value).match(PEM) ?? []

/** Nothing but whole keys: half of one beside a whole one would be a rotation that fails unseen. */
const areKeys = (value: string): boolean => {
  const pems = pemsOf(value)
  const isNothingElse = unescapePem(value).replaceAll(PEM, '').trim() === ''
  return pems.length > 0 && isNothingElse && pems.every((pem) => isRsa2048(pem))
}

export const CLERK_VARIABLES = {
  CLERK_PUBLISHABLE_KEY: text((value) => value.startsWith('pk_'), 'must begin with pk_'),
  CLERK_JWT_KEY: text(
    areKeys,
    'must be the PEM of an RSA public key of 2048 bits, or several of them one after another',
  ),
  CLERK_ISSUER: text(isOrigin, 'must be an origin such as https://clerk.example.com'),
  CLERK_AUTHORIZED_PARTIES: text(
    (value) => listOf(value).length > 0 && listOf(value).every(isOrigin),
    'must be one or more origins separated by commas',
  ),
  CLERK_WEBHOOK_SECRET: text(
    (value) => /^whsec_[A-Za-z0-9+/]{24,}=*$/.test(value),
    'must begin with whsec_, as Clerk shows it beside the endpoint',
  ),
  CLERK_SECRET_KEY: text((value) => value.startsWith('sk_'), 'must begin with sk_'),
  CLERK_API_URL: text(isOrigin, 'must be an origin such as https://api.clerk.com'),
}
type ClerkVariables = { readonly [K in keyof typeof CLERK_VARIABLES]?: string | undefined }

const NEEDS = ['CLERK_ISSUER', 'CLERK_AUTHORIZED_PARTIES'] as const
const ALL = [
  ...NEEDS,
  'CLERK_PUBLISHABLE_KEY',
  'CLERK_WEBHOOK_SECRET',
  'CLERK_SECRET_KEY',
  'CLERK_API_URL',
] as const

/** The sentence that says what is missing, or null. */
export const findClerkContradiction = (settings: ClerkVariables): string | null => {
  const isClerkOn = settings.CLERK_JWT_KEY !== undefined
  const missing = NEEDS.find((name) => settings[name] === undefined)
  if (isClerkOn && missing !== undefined)
    return `${missing} must be set, because CLERK_JWT_KEY turns sign-in by Clerk on.`
  const stray = ALL.find((name) => settings[name] !== undefined)
  return isClerkOn || stray === undefined
    ? null
    : `CLERK_JWT_KEY must be set when ${stray} is: without it sign-in is local.`
}

export const toAuth = (settings: ClerkVariables): ClerkSettings | { readonly kind: 'local' } => {
  if (settings.CLERK_JWT_KEY === undefined) return { kind: 'local' }
  return {
    kind: 'clerk',
    publishableKey: settings.CLERK_PUBLISHABLE_KEY,
    jwtKeys: pemsOf(settings.CLERK_JWT_KEY),
    issuer: settings.CLERK_ISSUER ?? '',
    authorizedParties: listOf(settings.CLERK_AUTHORIZED_PARTIES ?? ''),
    webhookSecret: settings.CLERK_WEBHOOK_SECRET ?? null,
    secretKey: settings.CLERK_SECRET_KEY ?? null,
    apiUrl: settings.CLERK_API_URL ?? null,
  }
}
