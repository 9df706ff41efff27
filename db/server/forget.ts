/** Lets go of ledger entries and tokens that no device can still ask about. */

import { type RawBuilder, sql } from 'kysely'
import type { DeviceId, UserId } from '../protocol/ids.ts'
import { moment } from './moment.ts'

export interface Forgetting {
  readonly userId: UserId
  readonly deviceId: DeviceId
  readonly now: number
  /** The lowest number in the request: the device has gone beyond what is below. */
  readonly firstSeq: number
  /** How many entries the push adds. */
  readonly added: number
}

const DAY_MS = 24 * 60 * 60 * 1000
const LEDGER_MS = 30 * DAY_MS
const TOKENS_MS = 400 * DAY_MS

/**
 * Each push looks at a few of the oldest, more than it adds. An entry is needed as long as its change
 * may come again: until the device has gone on to later numbers and a month has passed. Given as a
 * range of the key, since a join could read the whole ledger.
 */
export const forget = (request: Forgetting): RawBuilder<unknown> => {
  const { userId, deviceId, now, firstSeq, added } = request
  return sql`
  forgotten_changes as (
    delete from applied_changes
    where user_id = ${userId} and device_id = ${deviceId} and seq < ${firstSeq}
      and seq <= (select max(seq) from (
        select seq from applied_changes
        where user_id = ${userId} and device_id = ${deviceId}
        order by seq limit ${2 * added + 10}) oldest)
      and applied_at < ${moment(now - LEDGER_MS)}),
  forgotten_tokens as (
    delete from sync_tokens
    where user_id = ${userId} and revision in (
      select revision from (
        select revision, lead(created_at) over (order by revision) as followed_at
        from (select revision, created_at from sync_tokens where user_id = ${userId}
          order by revision limit 4) oldest) followed
      where followed_at < ${moment(now - TOKENS_MS)}))`
}

/**
 * The lowest revision with a token, where tokens below it were let go: of those past their time the
 * last one stays to say so. Null where none ever was: what has no token then was never told here.
 */
export const oldestToken = (userId: UserId, now: number): RawBuilder<unknown> => sql`
  (select revision from (
    select revision, created_at from sync_tokens where user_id = ${userId}
    order by revision limit 1) oldest
  where created_at < ${moment(now - TOKENS_MS)})`
