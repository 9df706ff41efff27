/** Notes what a request tells of its device. */

import type { DeviceId } from '../protocol/ids.ts'
import { moment } from './moment.ts'
import { statement } from './statement.ts'

/** What a request tells of the device that made it; `confirmed` null where its cursor is no plain revision. */
export interface DeviceTouch {
  readonly deviceId: DeviceId
  readonly retires: DeviceId | null
  readonly pending: number | null
  readonly confirmed: number | null
}

/** The places of a touch. */
interface Touching {
  readonly userId: string
  readonly deviceId: string
  readonly retires: string
  readonly pending: string
  readonly confirmed: string
  readonly lastSeq: string
  readonly now: string
}

export const TOUCH_TAKES = {
  userId: 'text',
  deviceId: 'text',
  retires: 'text',
  pending: 'int',
  confirmed: 'bigint',
  lastSeq: 'bigint',
  now: 'float8',
} as const

/** The asking device as it is now; after a fork it is called as its former self was. */
export const touchDevice = (at: Touching): string => `
  touched_device as (
    insert into devices as d (user_id, device_id, last_seq, revision, pending, last_seen_at,
      created_at, name, platform, app_version)
    select ${at.userId}, ${at.deviceId}, ${at.lastSeq}, coalesce(${at.confirmed}, 0),
      coalesce(${at.pending}, 0), ${moment(at.now)}, ${moment(at.now)},
      coalesce(f.name, ''), coalesce(f.platform, ''), coalesce(f.app_version, '')
    from (select) one
    left join devices f on f.user_id = ${at.userId} and f.device_id = ${at.retires}
    on conflict (user_id, device_id) do update set
      name = coalesce(nullif(d.name, ''), excluded.name),
      platform = coalesce(nullif(d.platform, ''), excluded.platform),
      app_version = coalesce(nullif(d.app_version, ''), excluded.app_version),
      last_seq = greatest(d.last_seq, excluded.last_seq),
      revision = coalesce(${at.confirmed}, d.revision),
      pending = coalesce(${at.pending}, d.pending), last_seen_at = excluded.last_seen_at)`

/** Its former self, which may not push any more. */
export const retireDevice = (at: Touching): string => `
  retired_device as (
    insert into devices as d (user_id, device_id, created_at, retired_at)
    select ${at.userId}, ${at.retires}, ${moment(at.now)}, ${moment(at.now)}
    where ${at.retires} is not null
    on conflict (user_id, device_id) do update set retired_at = coalesce(d.retired_at, excluded.retired_at))`

/** Both, where nothing else is written. */
export const touchAlone = statement({
  name: 'touch',
  takes: TOUCH_TAKES,
  write: (at) => `with ${touchDevice(at)}, ${retireDevice(at)} select 1`,
})
