/** The SQL of a fresh device's pages: what is newest first, then the rest, tombstones left out. */

import type { Place } from './cursor.ts'
import { rowBytes, wireColumns } from './row-json.ts'
import { type Row, TRUE } from './statement.ts'

/** The places of what a page is asked with; those of its own place by what they hold. */
export interface PageFirst {
  readonly userId: string
  /** null: not known yet, since this is the first page. */
  readonly ceiling: string | null
  readonly part: Place['part']
  readonly id: string
  readonly position: string
  readonly limit: string
  readonly maxBytes: string
}

/**
 * `page`'s one row. `part`, `id` and `position` name the
 * last row taken (of a message, its chat); `total` is counted on the first page.
 */
export interface FirstReading {
  readonly rows: string | null
  readonly rowCount: number
  readonly takenCount: number
  readonly isCut: boolean
  readonly total: number
  readonly part: string | null
  readonly id: string | null
  readonly position: number
}

/** The columns of `page`, in their order. */
export const readFirst = ([
  rows,
  rowCount,
  taken,
  isCut,
  total,
  part,
  id,
  position,
]: Row): FirstReading => ({
  rows: rows ?? null,
  rowCount: Number(rowCount),
  takenCount: Number(taken),
  isCut: isCut === TRUE,
  total: Number(total),
  part: part ?? null,
  id: id ?? null,
  position: Number(position),
})

/** Newest messages of the first page, where not everything fits into it. */
const PREVIEW_MESSAGES = 300

/** As long as what is deleted can be had back. */
const ANSWERED_DAYS = 30

/**
 * CTEs that end in `page`. Folders, chats and messages follow one another; a page begins behind its
 * place and may cross from one part into the next, and `cut` says how many of each it takes. Rows that
 * changed since the ceiling may be among them: each is guarded by its own revision. A chat is added
 * where it was made after the part of the chats had passed, and every row, such a chat included,
 * brings its conflicts: open ones, and of chats and folders those that were answered a while ago at most.
 */
export const pageFirst = (request: PageFirst): string => `
  ${parts(request)},
  found as (
    select 0 as part, at, ${rowBytes('folders')} as bytes from f union all
    select 1, at, ${rowBytes('chats')} from c union all
    select 2, at, ${rowBytes('messages')} from m
  ),
  counted as (
    select part, row_number() over onwards as at, sum(bytes) over onwards as bytes
    from found window onwards as (order by part, at rows unbounded preceding)
  ),
  cut as (
    select count(*) filter (where fits and part = 0) as f,
      count(*) filter (where fits and part = 1) as c,
      count(*) filter (where fits and part = 2) as m,
      count(*) filter (where fits) as taken, coalesce(bool_or(not fits), false) as is_cut
    from (select part, at = 1 or (at <= ${request.limit} and bytes <= ${request.maxBytes}) as fits
          from counted) judged
  ),
  ${texts(request)},
  page as (
    select told.rows, told.row_count, cut.taken as taken_count,
      cut.is_cut or ${isPreview} as is_cut, (select total from size) as total,
      case when cut.m > 0 then 'messages' when cut.c > 0 then 'chats' when cut.f > 0 then 'folders' end
        as part,
      case when cut.m > 0 then (select chat_id from m where at = cut.m)
        when cut.c > 0 then (select id from c where at = cut.c)
        else (select id from f where at = cut.f) end as id,
      (select position from m where at = cut.m) as position
    from cut, (select string_agg(text, ',') as rows, count(*) as row_count from texts) told
  )`

/** True on a first page that cannot hold everything: it shows the newest messages and takes no part. */
const isPreview = `coalesce((select total from size) > (select room from size), false)`

const parts = (request: PageFirst): string => `
  size as materialized (${measure(request)}),
  room as materialized (
    select case when ${isPreview} then 0 else ${request.limit} + 1 end as room),
  f as materialized (
    select *, row_number() over (order by id desc) as at from folders
    where ${isDue(request.part, 'folders')} and user_id = ${request.userId} and purged_at is null
      ${behind(request, 'folders')}
    order by id desc limit (select room from room)),
  c as materialized (
    select *, row_number() over (order by id desc) as at from chats
    where ${isDue(request.part, 'chats')} and user_id = ${request.userId} and purged_at is null
      ${behind(request, 'chats')}
    order by id desc limit greatest(0, (select room from room) - (select count(*) from f))),
  m as materialized (
    select *, row_number() over (order by chat_id desc, position desc) as at from messages
    where user_id = ${request.userId} ${behind(request, 'messages')}
    order by chat_id desc, position desc
    limit greatest(0,
      (select room from room) - (select count(*) from f) - (select count(*) from c))),
  p as materialized (
    select * from messages where user_id = ${request.userId} order by revision desc
    limit case when ${isPreview} then least(${request.limit}, ${PREVIEW_MESSAGES}) else 0 end)`

/** Counted once, on the first page; afterwards the cursor carries what is left. */
const measure = (request: PageFirst): string =>
  request.ceiling !== null
    ? `select null::bigint as total, 0 as room`
    : `select ${request.limit} as room,
        (select count(*) from folders where user_id = ${request.userId} and purged_at is null)
        + (select count(*) from chats where user_id = ${request.userId} and purged_at is null)
        + (select count(*) from messages where user_id = ${request.userId}) as total`

const ORDER = ['start', 'folders', 'chats', 'messages'] as const

const isDue = (place: Place['part'], part: 'folders' | 'chats'): string =>
  ORDER.indexOf(place) <= ORDER.indexOf(part) ? 'true' : 'false'

const behind = (request: PageFirst, part: 'folders' | 'chats' | 'messages'): string => {
  if (request.part !== part) return ''
  if (part === 'messages') return `and (chat_id, position) < (${request.id}, ${request.position})`
  return `and id < ${request.id}`
}

const texts = (request: PageFirst): string => `
  texts as (
    select row_to_json(r)::text as text
      from (select ${wireColumns('folders')} from f where at <= (select f from cut)) r
    union all select row_to_json(r)::text
      from (select ${wireColumns('chats')} from c where at <= (select c from cut)) r
    union all select row_to_json(r)::text from (${addedChats(request)}) r
    union all select row_to_json(r)::text
      from (select ${wireColumns('messages')} from m where at <= (select m from cut)) r
    union all select row_to_json(r)::text from (select ${wireColumns('messages')} from p) r
    union all select row_to_json(r)::text from (
      select ${wireColumns('conflicts')} from conflicts
      where user_id = ${request.userId} and ${isTold(request)} and (entity_id in (
        select id from f where at <= (select f from cut) union all
        select id from c where at <= (select c from cut) union all
        select id from m where at <= (select m from cut) union all
        select id from p union all select chat_id from p )
        or revision > ${request.ceiling ?? NEVER}
          and entity_id in (select chat_id from m where at <= (select m from cut)))) r
  )`

/**
 * What lost is in the history of a chat. Answered ones are bounded by time, counted to the last write and
 * so by one clock; texts are not among them, since an edited message keeps its versions itself.
 */
export const isTold = ({ userId }: Pick<PageFirst, 'userId'>): string => `(resolved_at is null
  or entity <> 'message' and resolved_at > (
    select last_sync_timestamp - interval '${ANSWERED_DAYS} days' from sync_status
    where user_id = ${userId}))`

/** The chats that the page's messages need and no part of chats has sent: those of the preview, and new ones. */
const addedChats = ({ userId, ceiling }: PageFirst): string => `
  select chat.* from (
    select chat_id from m where at <= (select m from cut) union select chat_id from p) needed
  cross join lateral (
    select ${wireColumns('chats')} from chats
    where user_id = ${userId} and id = needed.chat_id
      and (${isPreview} or revision > ${ceiling ?? NEVER})
    offset 0) chat`

/** On a first page that holds everything no chat can be missing. */
const NEVER = '9223372036854775807'
