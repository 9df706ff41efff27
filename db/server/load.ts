/** The first half of a push: takes the person's lock, then reads all that the batch may touch. */

import { type RawBuilder, sql } from 'kysely'
import type { DeviceId, UserId } from '../protocol/ids.ts'
import { oldestToken } from './forget.ts'
import type { Loaded } from './judge/loaded.ts'
import type { Touched } from './judge/touched.ts'
import { type RowTable, rowColumns } from './row-json.ts'
import type { UserTransaction } from './with-user.ts'

/**
 * Makes the person's row where there is none, and holds it to the end of the transaction: one
 * person's pushes follow one another, so revisions have no gap and none is seen late. Nothing may be
 * decided in this statement: what it reads is older than its wait for the lock.
 */
export const lockRevision = async (trx: UserTransaction, userId: UserId): Promise<number> => {
  const { rows } = await sql<{ revision: string }>`/* lock */
    insert into sync_status (user_id) values (${userId})
    on conflict (user_id) do update set user_id = excluded.user_id
    returning revision`.execute(trx)
  return Number(rows[0]?.revision ?? 0)
}

export interface LoadRequest {
  readonly userId: UserId
  readonly deviceId: DeviceId
  readonly seenRevision: number
  readonly now: number
  readonly touched: Touched
}

/** One statement, one JSON value, however many rows there are. */
export const loadTouched = async (
  trx: UserTransaction,
  { userId, deviceId, seenRevision, now, touched }: LoadRequest,
): Promise<Loaded> => {
  const { rows } = await sql<{ loaded: Loaded }>`/* load */
    select json_build_object(
      'seenToken', (select token from sync_tokens
        where user_id = ${userId} and revision = ${seenRevision}),
      'oldestToken', ${oldestToken(userId, now)},
      'devices', ${list(sql`
        select device_id as "deviceId", last_seq as "lastSeq", retired_at is not null as "isRetired"
        from devices where user_id = ${userId} and device_id = ${deviceId}`)},
      'ledger', ${list(sql`
        select device_id as "deviceId", seq, change_id as "changeId", revision, outcome
        from applied_changes
        where user_id = ${userId} and device_id = ${deviceId}
          and seq between ${touched.firstSeq} and ${touched.lastSeq}
        union
        ${each(
          touched.changeIds,
          sql`
          select device_id, seq, change_id, revision, outcome from applied_changes
          where user_id = ${userId} and change_id = given.id`,
        )}`)},
      'chats', ${listEach(
        touched.chats,
        sql`
        select ${rowColumns('chats')}, coalesce((
            select position + 1 from messages m
            where m.user_id = ${userId} and m.chat_id = chats.id order by position desc limit 1
          ), 0) as "nextPosition"
        from chats where user_id = ${userId} and id = given.id`,
      )},
      'messages', ${listEach(
        touched.messages,
        sql`
        select id, revision, chat_id as "chatId", parent_id as "parentId", role, status,
          is_deleted as "isDeleted", (date_part('epoch', updated_at) * 1000)::bigint as "updatedAt",
          coalesce(clocks, '{}') as clocks,
          case when id = any(${touched.edited}) then content end as content,
          case when id = any(${touched.compared}) then md5(content) end as "contentMd5"
        from messages where user_id = ${userId} and id = given.id`,
      )},
      'folders', ${listOf('folders', userId, touched.folders)},
      'conflicts', ${listOf('conflicts', userId, touched.conflicts)},
      'attachments', coalesce((select json_agg(sha256) from attachments
        where user_id = ${userId} and sha256 = any(${touched.attachments})), '[]')
    ) as loaded`.execute(trx)
  const [first] = rows
  if (first === undefined) throw new Error('the load statement answered no row')
  return first.loaded
}

const list = (rows: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`coalesce((select json_agg(row_to_json(r)) from (${rows}) r), '[]')`

/**
 * The rows for one `given.id` after the other, each by its key. Given as `id = any(...)`, a planner
 * whose statistics lag behind an import reads all of a person's rows instead.
 */
const each = (ids: readonly string[], rows: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`select found.* from unnest(${ids}::text[]) as given(id)
    cross join lateral (${rows} offset 0) found`

const listEach = (ids: readonly string[], rows: RawBuilder<unknown>): RawBuilder<unknown> =>
  list(each(ids, rows))

const listOf = (table: RowTable, userId: UserId, ids: readonly string[]): RawBuilder<unknown> =>
  listEach(
    ids,
    sql`select ${rowColumns(table)} from ${sql.table(table)}
      where user_id = ${userId} and id = given.id`,
  )
