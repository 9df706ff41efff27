/** Sign-ins of devices, found by the SHA-256 of a token that only the device has. */

import { sql } from 'kysely'
import { type DeviceId, deviceIdSchema, type UserId, userIdSchema } from '../protocol/ids.ts'
import type { Database } from './database.ts'
import { asTokenHolder, asUser, type UserTransaction } from './with-user.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** Without use for so long, a session ends. */
const IDLE_MS = 30 * DAY_MS
/** However much it is used, it ends. */
const WHOLE_MS = 180 * DAY_MS

/** Times in ms. `expiresAt` slides 30 days from the last use, never beyond `endsAt` (180 days). */
export interface DeviceSession {
  readonly tokenHash: string
  readonly userId: UserId
  readonly deviceId: DeviceId
  readonly clerkSessionId: string | null
  readonly createdAt: number
  readonly seenAt: number
  readonly expiresAt: number
  readonly endsAt: number
}

export interface NewDeviceSession {
  readonly userId: UserId
  readonly deviceId: DeviceId
  /** SHA-256 of the token, 64 hex digits. */
  readonly tokenHash: string
  readonly clerkSessionId: string | null
  readonly name: string
  readonly platform: string
  readonly appVersion: string
  readonly now: number
}

export type SessionReading =
  | { readonly kind: 'live'; readonly session: DeviceSession }
  | { readonly kind: 'expired' | 'revoked' | 'unknown' | 'account_deleted' }

/**
 * Makes the device known and the session with it, in one transaction. A device that is known already
 * keeps the name that the person gave it, and is no longer revoked: someone signed it in again.
 */
export const createSession = (
  database: Database,
  input: NewDeviceSession,
): Promise<DeviceSession> =>
  asUser(database, input.userId, async (trx) => {
    const session = newSession(input)
    await trx
      .insertInto('devices')
      .values({ ...newDevice(input), last_seen_at: new Date(input.now) })
      .onConflict((known) =>
        known.columns(['user_id', 'device_id']).doUpdateSet((column) => ({
          name: sql<string>`coalesce(nullif(devices.name, ''), excluded.name)`,
          platform: column.ref('excluded.platform'),
          app_version: column.ref('excluded.app_version'),
          last_seen_at: column.ref('excluded.last_seen_at'),
          revoked_at: null,
        })),
      )
      .execute()
    await trx
      .insertInto('device_sessions')
      .values({
        token_hash: session.tokenHash,
        user_id: session.userId,
        device_id: session.deviceId,
        clerk_session_id: session.clerkSessionId,
        created_at: new Date(session.createdAt),
        seen_at: new Date(session.seenAt),
        expires_at: new Date(session.expiresAt),
        ends_at: new Date(session.endsAt),
        revoked_at: null,
      })
      .execute()
    return session
  })

const newSession = (input: NewDeviceSession): DeviceSession => ({
  tokenHash: input.tokenHash,
  userId: input.userId,
  deviceId: input.deviceId,
  clerkSessionId: input.clerkSessionId,
  createdAt: input.now,
  seenAt: input.now,
  expiresAt: input.now + IDLE_MS,
  endsAt: input.now + WHOLE_MS,
})

const newDevice = (input: NewDeviceSession) => ({
  user_id: input.userId,
  device_id: input.deviceId,
  name: input.name,
  platform: input.platform,
  app_version: input.appVersion,
  last_seq: 0,
  revision: 0,
  pending: 0,
  created_at: new Date(input.now),
  revoked_at: null,
  retired_at: null,
})

/** Looks up by hash before anyone is known; slides the expiry at most once a day. */
export const findSession = (
  database: Database,
  tokenHash: string,
  now: number,
): Promise<SessionReading> =>
  asTokenHolder(database, tokenHash, async (trx) => {
    const row = await trx
      .selectFrom('device_sessions')
      .selectAll()
      .where('token_hash', '=', tokenHash)
      .executeTakeFirst()
    if (row === undefined) return { kind: 'unknown' }
    if (row.revoked_at !== null) return { kind: await whyRevoked(trx, row.user_id) }
    const session: DeviceSession = {
      tokenHash,
      userId: userIdSchema.parse(row.user_id),
      deviceId: deviceIdSchema.parse(row.device_id),
      clerkSessionId: row.clerk_session_id,
      createdAt: row.created_at.getTime(),
      seenAt: row.seen_at.getTime(),
      expiresAt: row.expires_at.getTime(),
      endsAt: row.ends_at.getTime(),
    }
    if (now >= Math.min(session.expiresAt, session.endsAt)) return { kind: 'expired' }
    if (now - session.seenAt < DAY_MS) return { kind: 'live', session }
    const slid = { ...session, seenAt: now, expiresAt: Math.min(now + IDLE_MS, session.endsAt) }
    await trx
      .updateTable('device_sessions')
      .set({ seen_at: new Date(slid.seenAt), expires_at: new Date(slid.expiresAt) })
      .where('token_hash', '=', tokenHash)
      .execute()
    return { kind: 'live', session: slid }
  })

/** The holder is known now, and may know of their own account. */
const whyRevoked = async (
  trx: UserTransaction,
  userId: string,
): Promise<'revoked' | 'account_deleted'> => {
  await sql`select set_config('app.user_id', ${userId}, true)`.execute(trx)
  const deleted = await trx
    .selectFrom('deleted_users')
    .select('user_id')
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return deleted === undefined ? 'revoked' : 'account_deleted'
}

/** Signs the device out; true where there was a live session. */
export const endSession = (database: Database, tokenHash: string, now: number): Promise<boolean> =>
  asTokenHolder(database, tokenHash, async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('device_sessions')
      .set({ revoked_at: new Date(now) })
      .where('token_hash', '=', tokenHash)
      .where('revoked_at', 'is', null)
      .executeTakeFirstOrThrow()
    return numUpdatedRows > 0n
  })

/** The same sign-in under the device's new id, after a fork; false where there is no live session. */
export const moveSession = (
  database: Database,
  move: { readonly tokenHash: string; readonly deviceId: DeviceId; readonly now: number },
): Promise<boolean> =>
  asTokenHolder(database, move.tokenHash, async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('device_sessions')
      .set({ device_id: move.deviceId, seen_at: new Date(move.now) })
      .where('token_hash', '=', move.tokenHash)
      .where('revoked_at', 'is', null)
      .executeTakeFirstOrThrow()
    return numUpdatedRows > 0n
  })
