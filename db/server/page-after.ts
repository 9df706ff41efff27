/** The SQL of an ordinary page: the rows next above a revision. */

import { type RowTable, rowBytes, wireColumns } from './row-json.ts'
import { type Row, TRUE } from './statement.ts'

/** The places of what a page is asked with. */
export interface PageAfter {
  readonly userId: string
  readonly revision: string
  readonly limit: string
  readonly maxBytes: string
}

/** `page`'s one row: `upto` is null where nothing is above the cursor. */
export interface AfterReading {
  readonly rows: string | null
  readonly rowCount: number
  readonly upto: number | null
  readonly isCut: boolean
}

/** The columns of `page`, in their order. */
export const readAfter = ([rows, rowCount, upto, isCut]: Row): AfterReading => ({
  rows: rows ?? null,
  rowCount: Number(rowCount),
  upto: upto === null ? null : Number(upto),
  isCut: isCut === TRUE,
})

/**
 * CTEs that end in `page`. Each table gives up to one row more than the limit; together they are cut
 * at `upto` by rows and bytes, and only what stays becomes JSON. Two rows may be added from above
 * the cut: the chat of a message here (a device must never have a message without its chat), and the
 * conflicts of a row here, such a chat included (or they would be lost together with the server
 * before the next page).
 * Each kind is in revision order, and comes after what it belongs to; sorting all of it as text would
 * cost a tenth of the page.
 */
export const pageAfter = (request: PageAfter): string => `
  m as materialized (${newer('messages', request)}),
  c as materialized (${newer('chats', request)}),
  f as materialized (${newer('folders', request)}),
  x as materialized (${newer('conflicts', request)}),
  found as (
    select revision, ${rowBytes('messages')} as bytes from m union all
    select revision, ${rowBytes('chats')} from c union all
    select revision, ${rowBytes('folders')} from f union all
    select revision, ${rowBytes('conflicts')} from x
  ),
  counted as (
    select revision, row_number() over upwards as at, sum(bytes) over upwards as bytes
    from found window upwards as (order by revision rows unbounded preceding)
  ),
  cut as (
    select max(revision) filter (where fits) as upto, bool_or(not fits) as is_cut
    from (select revision, at = 1 or (at <= ${request.limit} and bytes <= ${request.maxBytes}) as fits
          from counted) judged
  ),
  taken as (
    select row_to_json(r)::text as text
      from (select ${wireColumns('folders')} from f) r where revision <= (select upto from cut)
    union all select row_to_json(r)::text
      from (select ${wireColumns('chats')} from c) r where revision <= (select upto from cut)
    union all ${addedChats(request.userId)}
    union all select row_to_json(r)::text
      from (select ${wireColumns('messages')} from m) r where revision <= (select upto from cut)
    union all select row_to_json(r)::text
      from (select ${wireColumns('conflicts')} from x) r where revision <= (select upto from cut)
    union all ${addedConflicts(request.userId)}
  ),
  page as (
    select string_agg(text, ',') as rows, count(*)::int as row_count,
      (select upto from cut), coalesce((select is_cut from cut), false) as is_cut
    from taken
  )`

const newer = (table: RowTable, request: PageAfter): string => `
  select * from ${table}
  where user_id = ${request.userId} and revision > ${request.revision}
  order by revision limit ${request.limit} + 1`

const addedChats = (userId: string): string => `
  select row_to_json(r)::text from (
    select chat.* from (
      select distinct chat_id from m
      where (select is_cut from cut) and revision <= (select upto from cut)) needed
    cross join lateral (
      select ${wireColumns('chats')} from chats
      where user_id = ${userId} and id = needed.chat_id and revision > (select upto from cut)
      offset 0) chat) r`

const addedConflicts = (userId: string): string => `
  select row_to_json(r)::text from (
    select ${wireColumns('conflicts')} from conflicts
    where (select is_cut from cut) and user_id = ${userId}
      and entity_id in (
        select id from c where revision <= (select upto from cut) union all
        select id from f where revision <= (select upto from cut) union all
        select id from m where revision <= (select upto from cut) union all
        select chat_id from m where revision <= (select upto from cut))
      and revision > (select upto from cut)) r`
