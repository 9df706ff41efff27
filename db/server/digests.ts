/** Digests of a person's chats, made by the database: a device makes the same of its own rows and compares. */

import { fault, type Fault } from '../protocol/fault.ts'
import type { UserId } from '../protocol/ids.ts'
import { DIGEST_LETTERS } from '../protocol/digest-text.ts'
import { BLOCK_SIZE } from '../protocol/limits.ts'
import type { Head } from '../protocol/round.ts'
import { formatCursor } from './cursor.ts'
import type { Database } from './database.ts'
import { selectOldestToken, tokensUntil } from './forget.ts'
import { hasForked } from './judge/judge-batch.ts'
import { onlyRow, type Question, statement, TRUE } from './statement.ts'
import { askAsUser } from './with-user.ts'

export interface DigestsRequest {
  readonly userId: UserId
  /** Only chats with a row above this revision; 0: all. */
  readonly since: number
  /** The id behind which the page begins; '' at the start. */
  readonly after: string
  /** Most chats. */
  readonly limit: number
  /** The head the device was last told, where it says so. */
  readonly seen: Head | null
  readonly now: number
  /** Messages after which the page closes; one longer chat still travels alone. */
  readonly maxMessages?: number
}

export type DigestsReading =
  | {
      readonly kind: 'digests'
      readonly revision: number
      readonly cursor: string
      readonly chatsJson: string
      readonly hasMore: boolean
    }
  | { readonly kind: 'fault'; readonly fault: Fault }

/** What is hashed in one statement: about as much as a moment of one processor. */
const MAX_MESSAGES = 20_000

/** One statement, hence one snapshot. */
export const readDigests = (database: Database, request: DigestsRequest): Promise<DigestsReading> =>
  askAsUser(database, request.userId, askDigests(request))

const askDigests = (request: DigestsRequest): Question<DigestsReading> => ({
  ...(request.since === 0 ? ofAll : ofChanged)({
    userId: request.userId,
    since: request.since,
    after: request.after,
    limit: request.limit,
    maxMessages: request.maxMessages ?? MAX_MESSAGES,
    seenRevision: request.seen?.revision ?? 0,
    tokensUntil: tokensUntil(request.now),
  }),
  read: (cells) => {
    const [head, seenToken = null, oldest, chats, isCut] = onlyRow(cells)
    const revision = Number(head)
    const oldestToken = oldest == null ? null : Number(oldest)
    if (hasForked({ seen: request.seen, revision }, { seenToken, oldestToken }))
      return { kind: 'fault', fault: fault('history_forked') }
    return {
      kind: 'digests',
      revision,
      cursor: formatCursor({ kind: 'after', revision }),
      chatsJson: chats ?? '[]',
      hasMore: isCut === TRUE,
    }
  },
})

const TAKES = {
  userId: 'text',
  since: 'bigint',
  after: 'text',
  limit: 'int',
  maxMessages: 'int',
  seenRevision: 'bigint',
  tokensUntil: 'float8',
} as const
type Places = Readonly<Record<keyof typeof TAKES, string>>

/** Positions are dense: the last one tells how many messages there are without a look at them. */
const write = (at: Places, which: string): string => `
  with c as materialized (
    select * from chats
    where user_id = ${at.userId} and id > ${at.after} and purged_at is null ${which}
    order by id limit ${at.limit} + 1),
  sized as (
    select id, coalesce((select max(position) + 1 from messages
      where user_id = ${at.userId} and chat_id = c.id), 0) as size from c),
  counted as (
    select id, row_number() over onwards as at, sum(size) over onwards as messages
    from sized window onwards as (order by id rows unbounded preceding)),
  judged as (
    select id, at = 1 or (at <= ${at.limit} and messages <= ${at.maxMessages}) as fits from counted),
  blocks as (
    select chat_id, count(*) as messages, position / ${BLOCK_SIZE} as index,
      sha256(string_agg(${MESSAGE}, '\\x00'::bytea order by position)) as digest
    from messages
    where user_id = ${at.userId} and chat_id in (select id from judged where fits)
    group by chat_id, position / ${BLOCK_SIZE}),
  bodies as (
    select chat_id, sum(messages) as messages, string_agg(digest, ''::bytea order by index) as digests
    from blocks group by chat_id),
  told as (
    select c.id, coalesce(b.messages, 0) as messages, sha256(${CHAT}) as fields,
      coalesce(b.digests, ''::bytea) as digests
    from c left join bodies b on b.chat_id = c.id
    where c.id in (select id from judged where fits))
  select
    (select coalesce(max(revision), 0) from sync_status where user_id = ${at.userId}),
    (select token from sync_tokens where user_id = ${at.userId} and revision = ${at.seenRevision}),
    ${selectOldestToken(at)},
    (select json_agg(json_build_object('id', id, 'messages', messages,
      'fields', ${inLetters('fields')}, 'digest', ${inLetters('sha256(fields || digests)')})
      order by id) from told),
    exists (select from judged where not fits)`

const inLetters = (bytes: string): string => `left(encode(${bytes}, 'hex'), ${DIGEST_LETTERS})`

/** No text holds a zero byte, so that between two of them one cannot pass for the other. */
const MESSAGE = `convert_to(concat_ws(' ', id, revision, position, is_deleted::int), 'UTF8')
  || '\\x00'::bytea || convert_to(content, 'UTF8')`
const CHAT = `convert_to(concat_ws(' ', c.id, c.revision, c.pinned::int, c.archived::int,
  c.is_deleted::int), 'UTF8') || '\\x00'::bytea || convert_to(coalesce(c.folder_id, ''), 'UTF8')
  || '\\x00'::bytea || convert_to(c.title, 'UTF8')`

const ofAll = statement({
  name: 'digests-of-all',
  takes: TAKES,
  write: (at) => write(at, `and ${at.since} = 0::bigint`),
})

const ofChanged = statement({
  name: 'digests-of-changed',
  takes: TAKES,
  write: (at) =>
    write(
      at,
      `and id in (
        select id from chats where user_id = ${at.userId} and revision > ${at.since} union
        select chat_id from messages where user_id = ${at.userId} and revision > ${at.since})`,
    ),
})
