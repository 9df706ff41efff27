/** The SQL of a fresh device's pages: what is newest first, then the rest, tombstones left out. */

import { type RawBuilder, sql } from 'kysely'
import type { UserId } from '../protocol/ids.ts'
import type { Place } from './cursor.ts'
import { rowBytes, wireColumns } from './row-json.ts'

export interface PageFirst {
  readonly userId: UserId
  /** null: not known yet, since this is the first page. */
  readonly ceiling: number | null
  readonly place: Place
  readonly limit: number
  readonly maxBytes: number
}

/** `page`'s one row. `part`, `id` and `position` name the last row taken; `total` is counted on the first page. */
export interface FirstReading {
  readonly rows: string | null
  readonly row_count: number
  readonly taken_count: number
  readonly is_cut: boolean
  readonly total: number | null
  readonly part: 'folders' | 'chats' | 'messages' | null
  readonly id: string | null
  readonly position: number | null
}

/** Newest messages of the first page, where not everything fits into it. */
const PREVIEW_MESSAGES = 300

/**
 * CTEs that end in `page`, after `head`. Folders, chats and messages follow one another; a page
 * begins behind its place and may cross from one part into the next. Rows that changed since the
 * ceiling may be among them: each is guarded by its own revision. A chat is added where it was made
 * after the part of the chats had passed, and every row brings its open conflicts.
 */
export const pageFirst = (request: PageFirst): RawBuilder<FirstReading> => sql`
  ${parts(request)},
  found as (
    select 0 as part, row_number() over (order by id desc) as at, id, null::int as position,
      ${rowBytes('folders')} as bytes from f
    union all select 1, row_number() over (order by id desc), id, null, ${rowBytes('chats')} from c
    union all select 2, row_number() over (order by chat_id desc, position desc), id, position,
      ${rowBytes('messages')} from m
  ),
  counted as (
    select part, id, position, row_number() over onwards as at, sum(bytes) over onwards as bytes
    from found window onwards as (order by part, at rows unbounded preceding)
  ),
  taken as (
    select part, id, at from counted
    where at = 1 or (at <= ${request.limit} and bytes <= ${request.maxBytes})
  ),
  ${texts(request)},
  last as (select part, id from taken order by at desc limit 1),
  page as (
    select string_agg(text, ',') as rows, count(*)::int as row_count,
      (select count(*)::int from taken) as taken_count,
      (select count(*) from found) > (select count(*) from taken) or ${isPreview} as is_cut,
      (select total from size) as total,
      (array['folders', 'chats', 'messages'])[1 + (select part from last)] as part,
      (select coalesce(m.chat_id, last.id) from last left join m on last.part = 2 and m.id = last.id)
        as id,
      (select m.position from last join m on last.part = 2 and m.id = last.id) as position
    from texts
  )`

/** True on a first page that cannot hold everything: it shows the newest messages and takes no part. */
const isPreview = sql`coalesce((select total from size) > (select room from size), false)`

const parts = (request: PageFirst): RawBuilder<unknown> => sql`
  size as materialized (${measure(request)}),
  room as (select case when ${isPreview} then 0 else ${request.limit + 1} end as room),
  f as materialized (
    select * from folders
    where ${isDue(request.place, 'folders')} and user_id = ${request.userId} and not is_deleted
      ${behind(request.place, 'folders')}
    order by id desc limit (select room from room)),
  c as materialized (
    select * from chats
    where ${isDue(request.place, 'chats')} and user_id = ${request.userId} and purged_at is null
      ${behind(request.place, 'chats')}
    order by id desc limit greatest(0, (select room from room) - (select count(*) from f))),
  m as materialized (
    select * from messages
    where user_id = ${request.userId} ${behind(request.place, 'messages')}
    order by chat_id desc, position desc
    limit greatest(0,
      (select room from room) - (select count(*) from f) - (select count(*) from c))),
  p as materialized (
    select * from messages where user_id = ${request.userId} order by revision desc
    limit case when ${isPreview} then ${Math.min(request.limit, PREVIEW_MESSAGES)} else 0 end)`

/** Counted once, on the first page; afterwards the cursor carries what is left. */
const measure = (request: PageFirst): RawBuilder<unknown> =>
  request.ceiling !== null
    ? sql`select null::bigint as total, 0 as room`
    : sql`select ${request.limit}::int as room,
        (select count(*) from folders where user_id = ${request.userId} and not is_deleted)
        + (select count(*) from chats where user_id = ${request.userId} and purged_at is null)
        + (select count(*) from messages where user_id = ${request.userId}) as total`

const ORDER = ['start', 'folders', 'chats', 'messages'] as const

const isDue = (place: Place, part: 'folders' | 'chats'): RawBuilder<unknown> =>
  ORDER.indexOf(place.part) <= ORDER.indexOf(part) ? sql`true` : sql`false`

const behind = (place: Place, part: 'folders' | 'chats' | 'messages'): RawBuilder<unknown> => {
  if (place.part !== part) return sql``
  if (place.part === 'messages')
    return sql`and (chat_id, position) < (${place.chatId}, ${place.position})`
  return sql`and id < ${place.id}`
}

const texts = (request: PageFirst): RawBuilder<unknown> => sql`
  texts as (
    select row_to_json(r)::text as text
      from (select ${wireColumns('folders')} from f) r
      where id in (select id from taken where part = 0)
    union all select row_to_json(r)::text
      from (select ${wireColumns('chats')} from c) r
      where id in (select id from taken where part = 1)
    union all select row_to_json(r)::text from (
      select ${wireColumns('chats')} from chats
      where user_id = ${request.userId} and ${isMissing(request)}) r
    union all select row_to_json(r)::text
      from (select ${wireColumns('messages')} from m union all
            select ${wireColumns('messages')} from p) r
      where id in (select id from taken where part = 2 union all select id from p)
    union all select row_to_json(r)::text from (
      select ${wireColumns('conflicts')} from conflicts
      where user_id = ${request.userId} and resolved_at is null
        and entity_id in (select id from taken union all select id from p
                          union all select chat_id from p)) r
  )`

/** The chats that the page's messages need and no page of chats has sent or will send in time. */
const isMissing = (request: PageFirst): RawBuilder<unknown> => {
  const chats = sql`id in (
    select chat_id from m where id in (select id from taken where part = 2)
    union all select chat_id from p)`
  return request.ceiling === null
    ? sql`${chats} and id not in (select id from taken where part = 1)`
    : sql`${chats} and revision > ${request.ceiling}
        and id not in (select id from taken where part = 1)`
}
