/** How far a person's devices are, read in one statement. */

import type { DeviceId, UserId } from '../protocol/ids.ts'
import type { DeviceStatus, SyncStatus } from '../protocol/status.ts'
import type { Database } from './database.ts'
import { onlyJson, statement } from './statement.ts'
import { askAsUser } from './with-user.ts'

export interface StatusInput {
  readonly userId: UserId
  /** The device that asks; null where there is none (a script). */
  readonly deviceId: DeviceId | null
  readonly now: number
}

/** What the database tells of it, before the question of who asks. */
export interface StatusReading {
  readonly revision: number
  readonly lastSyncAt: number | null
  readonly devices: readonly (Omit<DeviceStatus, 'current'> & { readonly revision: number })[]
}

/** A person never seen has revision 0 and no devices. Retired and revoked devices are left out. */
export const readStatus = async (database: Database, input: StatusInput): Promise<SyncStatus> =>
  statusFor(input.deviceId, await readStatusOfAll(database, input.userId))

/** The same, whichever device asks. */
export const readStatusOfAll = (database: Database, userId: UserId): Promise<StatusReading> =>
  askAsUser(database, userId, {
    ...status({ userId }),
    read: (cells): StatusReading => JSON.parse(onlyJson(cells)),
  })

const status = statement({
  name: 'status',
  takes: { userId: 'text' },
  write: (at) => `select ${selectStatus(at.userId)}`,
})

const NOTHING_YET: StatusReading = { revision: 0, lastSyncAt: null, devices: [] }

/** One JSON value, to be put into any statement that should tell the status of its own moment. */
export const selectStatus = (userId: string): string => `(
  select json_build_object(
    'revision', coalesce(max(s.revision), 0),
    'lastSyncAt', max((date_part('epoch', s.last_sync_timestamp) * 1000)::bigint),
    'devices', coalesce((
      select json_agg(json_build_object(
        'deviceId', d.device_id, 'name', d.name, 'pending', d.pending, 'revision', d.revision,
        'lastSeenAt', (date_part('epoch', d.last_seen_at) * 1000)::bigint
      ) order by d.last_seen_at desc nulls last, d.device_id)
      from devices d
      where d.user_id = ${userId} and d.revoked_at is null and d.retired_at is null
    ), '[]'))
  from sync_status s where s.user_id = ${userId})`

export const statusFor = (
  deviceId: DeviceId | null,
  reading: StatusReading = NOTHING_YET,
): SyncStatus => {
  const own = reading.devices.find((device) => device.deviceId === deviceId)
  return {
    lastSyncTimestamp: reading.lastSyncAt,
    pendingChanges: Math.max(0, reading.revision - (own?.revision ?? 0)),
    isOnline: true,
    revision: reading.revision,
    devices: reading.devices.map(({ name, lastSeenAt, pending, ...device }) => ({
      deviceId: device.deviceId,
      name,
      lastSeenAt,
      pending,
      current: device.deviceId === deviceId,
    })),
  }
}
