/** Notes what a request tells of its device. */

import { type RawBuilder, sql } from 'kysely'
import type { DeviceId, UserId } from '../protocol/ids.ts'
import { moment } from './moment.ts'

/** What a request tells of the device that made it; `confirmed` null where its cursor is no plain revision. */
export interface DeviceTouch {
  readonly deviceId: DeviceId
  readonly retires: DeviceId | null
  readonly pending: number | null
  readonly confirmed: number | null
}

/** The asking device as it is now, and its former self, which may not push any more. */
export const touchDevices = (
  userId: UserId,
  touch: DeviceTouch & { readonly now: number; readonly lastSeq: number },
): RawBuilder<unknown> => sql`
  touched_device as (
    insert into devices as d (user_id, device_id, last_seq, revision, pending, last_seen_at,
      created_at)
    values (${userId}, ${touch.deviceId}, ${touch.lastSeq}, ${touch.confirmed ?? 0},
      ${touch.pending ?? 0}, ${moment(touch.now)}, ${moment(touch.now)})
    on conflict (user_id, device_id) do update set
      last_seq = greatest(d.last_seq, excluded.last_seq),
      revision = coalesce(${touch.confirmed}, d.revision),
      pending = coalesce(${touch.pending}, d.pending), last_seen_at = excluded.last_seen_at),
  retired_device as (
    insert into devices as d (user_id, device_id, created_at, retired_at)
    select ${userId}, former.id, ${moment(touch.now)}, ${moment(touch.now)}
    from (select ${touch.retires}::text as id) former where former.id is not null
    on conflict (user_id, device_id) do update set retired_at = coalesce(d.retired_at, excluded.retired_at))`
