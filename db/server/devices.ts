/** A person's devices: the list, a name, and the end of one. */

import { type DeviceId, deviceIdSchema, type UserId } from '../protocol/ids.ts'
import type { Device } from '../protocol/session.ts'
import type { Database } from './database.ts'
import { asUser } from './with-user.ts'

export interface DeviceInput {
  readonly userId: UserId
  readonly deviceId: DeviceId
}

/** Last seen first, without the retired and the revoked; `current` marks `deviceId`. */
export const listDevices = (
  database: Database,
  input: { readonly userId: UserId; readonly deviceId: DeviceId | null },
): Promise<readonly Device[]> =>
  asUser(database, input.userId, async (trx) => {
    const rows = await trx
      .selectFrom('devices')
      .select(['device_id', 'name', 'platform', 'app_version', 'pending'])
      .select(['created_at', 'last_seen_at'])
      .where('user_id', '=', input.userId)
      .where('revoked_at', 'is', null)
      .where('retired_at', 'is', null)
      .orderBy('last_seen_at', (order) => order.desc().nullsLast())
      .orderBy('device_id')
      .execute()
    return rows.map((row) => ({
      deviceId: deviceIdSchema.parse(row.device_id),
      name: row.name,
      platform: row.platform,
      appVersion: row.app_version,
      createdAt: row.created_at.getTime(),
      lastSeenAt: row.last_seen_at?.getTime() ?? null,
      pending: row.pending,
      current: row.device_id === input.deviceId,
    }))
  })

/** False where the person has no such device (answer not_found). */
export const renameDevice = (
  database: Database,
  input: DeviceInput & { readonly name: string },
): Promise<boolean> =>
  asUser(database, input.userId, async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('devices')
      .set({ name: input.name })
      .where('user_id', '=', input.userId)
      .where('device_id', '=', input.deviceId)
      .where('revoked_at', 'is', null)
      .where('retired_at', 'is', null)
      .executeTakeFirstOrThrow()
    return numUpdatedRows > 0n
  })

/**
 * Ends a device with its sessions, in one transaction; answers the token hashes that ended (to be
 * dropped from the cache), or null where the person has no such device.
 */
export const revokeDevice = (
  database: Database,
  input: DeviceInput & { readonly now: number },
): Promise<readonly string[] | null> =>
  asUser(database, input.userId, async (trx) => {
    const revoked = { revoked_at: new Date(input.now) }
    const { numUpdatedRows } = await trx
      .updateTable('devices')
      .set(revoked)
      .where('user_id', '=', input.userId)
      .where('device_id', '=', input.deviceId)
      .where('revoked_at', 'is', null)
      .executeTakeFirstOrThrow()
    if (numUpdatedRows === 0n) return null
    const ended = await trx
      .updateTable('device_sessions')
      .set(revoked)
      .where('user_id', '=', input.userId)
      .where('device_id', '=', input.deviceId)
      .where('revoked_at', 'is', null)
      .returning('token_hash')
      .execute()
    return ended.map((session) => session.token_hash)
  })
