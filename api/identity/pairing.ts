/** One-time codes that sign a browser in on a machine without Clerk. */

import { createHash, randomBytes } from 'node:crypto'
import { parseWith } from '../../db/protocol/parse.ts'
import { userIdSchema, type UserId } from '../../db/protocol/ids.ts'
import type { KeyValue } from '../key-value/key-value.ts'
import type { LocalIssuer } from './local-issuer.ts'

/** The next device, while somebody holds it in the other hand. */
export const PAIR_TTL_MS = 10 * 60_000
/** The link printed at the start. */
export const START_TTL_MS = 24 * 60 * 60_000

export interface Pairing {
  /** Null while the key-value store cannot keep it. */
  newCode(userId: UserId, ttlMs: number): Promise<string | null>
  /** A token to be verified like any other; the code is spent by this. */
  redeem(
    code: string,
  ): Promise<{ kind: 'token'; token: string } | { kind: 'unknown' } | { kind: 'down' }>
}

export const createPairing = (keyValue: KeyValue, issuer: LocalIssuer): Pairing => ({
  newCode: async (userId, ttlMs) => {
    const code = randomBytes(20).toString('base64url')
    return (await keyValue.set(keyOf(code), userId, ttlMs)) ? code : null
  },
  redeem: async (code) => {
    const found = await keyValue.take(keyOf(code))
    if (found.kind === 'down') return { kind: 'down' }
    const userId = found.kind === 'value' ? parseWith(userIdSchema, found.value) : null
    if (userId?.kind !== 'ok') return { kind: 'unknown' }
    return { kind: 'token', token: await issuer.sign(userId.value) }
  },
})

/** Who reads the store does not learn the codes in it. */
const keyOf = (code: string): string => `pair:${createHash('sha256').update(code).digest('hex')}`
