/** The cookie of a device's session: what the browser holds, and the hash of it that we keep. */

import { createHash, randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'

/** `__Host-`: only over a secure connection, only for this host, and for all of its paths. */
const NAME = '__Host-chat-sync'
/** Browsers keep no cookie longer; without any age it would go when the browser closes. */
const MAX_AGE_S = 400 * 24 * 3600

export const newSessionToken = (): string => randomBytes(32).toString('base64url')

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')

/** Null where there is none, or one that we never gave. */
export const readSessionCookie = (c: Context): string | null => {
  const token = getCookie(c, NAME)
  return token !== undefined && /^[\w-]{43}$/.test(token) ? token : null
}

export const writeSessionCookie = (
  c: Context,
  session: { readonly token: string; readonly endsInMs: number },
): void => {
  write(c, session.token, Math.min(MAX_AGE_S, Math.floor(session.endsInMs / 1000)))
}

export const clearSessionCookie = (c: Context): void => write(c, '', 0)

const write = (c: Context, value: string, maxAge: number): void =>
  setCookie(c, NAME, value, {
    path: '/',
    secure: true,
    httpOnly: true,
    sameSite: 'Strict',
    maxAge,
  })
