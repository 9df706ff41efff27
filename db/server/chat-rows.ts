/** The rows of one chat, for a device that does not have its text: by position, with what lost in it, in pages, as JSON text. */

import { fault, type Fault } from '../protocol/fault.ts'
import type { ChatId, UserId } from '../protocol/ids.ts'
import { MAX_PAGE_BYTES } from '../protocol/limits.ts'
import type { Head } from '../protocol/round.ts'
import type { Database } from './database.ts'
import { selectOldestToken, tokensUntil } from './forget.ts'
import { hasForked } from './judge/judge-batch.ts'
import { isTold } from './page-first.ts'
import { rowBytes, wireColumns } from './row-json.ts'
import { onlyRow, type Question, statement, TRUE } from './statement.ts'
import { askAsUser } from './with-user.ts'

export interface ChatRowsRequest {
  readonly userId: UserId
  readonly chatId: ChatId
  /** The position behind which the page begins; null: at the start, with the chat itself before it. */
  readonly after: number | null
  /** Most messages, 1 to MAX_PAGE_ROWS. */
  readonly limit: number
  /** The head the device was last told, where it says so. */
  readonly seen: Head | null
  readonly now: number
}

/** `fault`: `not_found` for a chat that this person does not have, `history_forked` for a device of another history. */
export type ChatRowsReading =
  | {
      readonly kind: 'rows'
      readonly revision: number
      readonly rowsJson: string
      readonly hasMore: boolean
    }
  | { readonly kind: 'fault'; readonly fault: Fault }

/** One statement, hence one snapshot. */
export const readChatRows = (
  database: Database,
  request: ChatRowsRequest,
): Promise<ChatRowsReading> => askAsUser(database, request.userId, askChatRows(request))

const askChatRows = (request: ChatRowsRequest): Question<ChatRowsReading> => ({
  ...find({
    userId: request.userId,
    chatId: request.chatId,
    after: request.after,
    limit: request.limit,
    maxBytes: MAX_PAGE_BYTES,
    seenRevision: request.seen?.revision ?? 0,
    tokensUntil: tokensUntil(request.now),
  }),
  read: (cells) => {
    const [revision, isThere, seenToken = null, oldest, rows, isCut] = onlyRow(cells)
    const head = Number(revision)
    const oldestToken = oldest == null ? null : Number(oldest)
    if (hasForked({ seen: request.seen, revision: head }, { seenToken, oldestToken }))
      return { kind: 'fault', fault: fault('history_forked') }
    if (isThere !== TRUE) return { kind: 'fault', fault: fault('not_found') }
    return {
      kind: 'rows',
      revision: head,
      rowsJson: `[${rows ?? ''}]`,
      hasMore: isCut === TRUE,
    }
  },
})

/**
 * Every row brings its conflicts: it is what lets an own change leave its device, and where that lost, the
 * words stand nowhere else there. They come before the messages, by whose last a device goes on.
 */
const find = statement({
  name: 'chat-rows',
  takes: {
    userId: 'text',
    chatId: 'text',
    after: 'int',
    limit: 'int',
    maxBytes: 'int',
    seenRevision: 'bigint',
    tokensUntil: 'float8',
  },
  write: (at) => `
    with c as materialized (
      select * from chats where user_id = ${at.userId} and id = ${at.chatId}),
    m as materialized (
      select * from messages
      where user_id = ${at.userId} and chat_id = ${at.chatId}
        and position > coalesce(${at.after}, -1)
      order by position limit ${at.limit} + 1),
    x as materialized (
      select * from conflicts
      where user_id = ${at.userId} and ${isTold(at)} and entity_id in (
        select id from c where ${at.after} is null union all select id from m)),
    lost as (select entity_id, sum(${rowBytes('conflicts')}) as lost_bytes from x group by entity_id),
    counted as (
      select position, row_number() over onwards as at,
        sum(${rowBytes('messages')} + coalesce(lost_bytes, 0)) over onwards as bytes
      from m left join lost on entity_id = m.id window onwards as (order by position rows unbounded preceding)),
    cut as (
      select max(position) filter (where fits) as upto, coalesce(bool_or(not fits), false) as is_cut
      from (select position, at = 1 or (at <= ${at.limit} and bytes <= ${at.maxBytes}) as fits
            from counted) judged),
    taken as (
      select row_to_json(r)::text as text
        from (select ${wireColumns('chats')} from c where ${at.after} is null) r
      union all select row_to_json(r)::text
        from (select ${wireColumns('conflicts')} from x
          where entity_id not in (
            select id from m where position > (select upto from cut))) r
      union all select row_to_json(r)::text
        from (select ${wireColumns('messages')} from m
          where position <= (select upto from cut) order by position) r)
    select
      (select coalesce(max(revision), 0) from sync_status where user_id = ${at.userId}),
      exists (select from c),
      (select token from sync_tokens
        where user_id = ${at.userId} and revision = ${at.seenRevision}),
      ${selectOldestToken(at)},
      (select string_agg(text, ',') from taken),
      (select is_cut from cut)`,
})
