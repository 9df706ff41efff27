/** A page of rows above a cursor, as JSON text made by the database, and the head it was read under. */

import { type RawBuilder, sql } from 'kysely'
import { type Fault, fault } from '../protocol/fault.ts'
import type { UserId } from '../protocol/ids.ts'
import { MAX_PAGE_BYTES } from '../protocol/limits.ts'
import type { Head } from '../protocol/round.ts'
import { type Cursor, parseCursor, reachOf } from './cursor.ts'
import { type AfterReading, pageAfter } from './page-after.ts'
import { type FirstReading, pageFirst } from './page-first.ts'
import { type PageText, standingStill, turnAfter, turnFirst } from './page-text.ts'
import type { UserTransaction } from './with-user.ts'

export type { PageText } from './page-text.ts'

export interface PageRequest {
  readonly userId: UserId
  /** null: from the start, as a fresh device (newest first, tombstones left out). */
  readonly cursor: string | null
  /** Most rows, 1 to MAX_PAGE_ROWS; chats and conflicts that must come along are added to them. */
  readonly limit: number
  /** Bytes of rows after which the page closes; MAX_PAGE_BYTES unless told. */
  readonly maxBytes?: number
}

/** `fault`: `invalid` for a cursor that is none of ours, `history_forked` for one ahead of the history. */
export type PageReading<More = unknown> =
  | { readonly kind: 'page'; readonly page: PageText; readonly head: Head; readonly more: More }
  | { readonly kind: 'fault'; readonly fault: Fault }

/** One statement, hence one snapshot: nothing is missed between the page and its head. */
export const readPage = (trx: UserTransaction, request: PageRequest): Promise<PageReading> =>
  readPageWith(trx, request, { name: 'alone', select: sql`null` })

/** The page, and in the same snapshot the token of the push that ended at `revision`: '' where none did. */
export const readPageSince = (
  trx: UserTransaction,
  request: PageRequest,
  revision: number,
): Promise<PageReading<string>> =>
  readPageWith(trx, request, {
    name: 'since',
    select: sql<string>`select coalesce(max(token), '') from sync_tokens
      where user_id = ${request.userId} and revision = ${revision}`,
  })

/** Something else to be read in the very statement of a page; `name` must differ where the SQL does. */
export interface Extra<More> {
  readonly name: string
  readonly select: RawBuilder<More>
  /** Only the head and `select` are wanted: the page is empty and its cursor stands still. */
  readonly isPageless?: boolean
}

interface HeadReading<More> {
  readonly head_revision: string
  readonly head_token: string
  readonly more: More
}

export const readPageWith = async <More>(
  trx: UserTransaction,
  request: PageRequest,
  extra: Extra<More>,
): Promise<PageReading<More>> => {
  const cursor = parseCursor(request.cursor)
  if (cursor === undefined) return { kind: 'fault', fault: fault('invalid') }
  const { headed, turn } = await read(trx, { request, extra, cursor })
  const head = { revision: Number(headed.head_revision), token: headed.head_token }
  if (reachOf(cursor) > head.revision) return { kind: 'fault', fault: fault('history_forked') }
  return { kind: 'page', page: turn(head), head, more: headed.more }
}

interface Question<More> {
  readonly request: PageRequest
  readonly extra: Extra<More>
  readonly cursor: Cursor
}

interface Answer<More> {
  readonly headed: HeadReading<More>
  readonly turn: (head: Head) => PageText
}

const read = async <More>(
  trx: UserTransaction,
  { request, extra, cursor }: Question<More>,
): Promise<Answer<More>> => {
  const { userId, limit, maxBytes = MAX_PAGE_BYTES } = request
  if (extra.isPageless === true) {
    const headed = await run<HeadReading<More>>(
      trx,
      sql`/* head-${sql.raw(extra.name)} */ select ${selectHead(userId, extra)}`,
    )
    return { headed, turn: (head) => standingStill(request.cursor, cursor, head) }
  }
  if (cursor.kind === 'after') {
    const ctes = pageAfter({ userId, revision: cursor.revision, limit, maxBytes })
    const headed = await run<HeadReading<More> & AfterReading>(
      trx,
      sql`/* page-after-${sql.raw(extra.name)} */ with ${ctes} select page.*, ${selectHead(userId, extra)}, page`,
    )
    return { headed, turn: (head) => turnAfter(request.cursor, headed, head) }
  }
  const first = cursor.kind === 'new' ? NEW : cursor
  const ctes = pageFirst({ userId, ceiling: first.ceiling, place: first.place, limit, maxBytes })
  const name = sql.raw(`${cursor.kind}-${first.place.part}-${extra.name}`)
  const headed = await run<HeadReading<More> & FirstReading>(
    trx,
    sql`/* page-${name} */ with ${ctes} select page.*, ${selectHead(userId, extra)}, page`,
  )
  return { headed, turn: (head) => turnFirst({ from: request.cursor, cursor }, headed, head) }
}

const NEW = { ceiling: null, place: { part: 'start' } } as const

const run = async <T>(trx: UserTransaction, statement: RawBuilder<T>): Promise<T> => {
  const { rows } = await statement.execute(trx)
  const [first] = rows
  if (first === undefined) throw new Error('a statement of one row answered none')
  return first
}

/** From a select list to its FROM. A person who never pushed has the head of revision 0, without a token. */
const selectHead = <More>(userId: UserId, extra: Extra<More>): RawBuilder<HeadReading<More>> => sql`
  head.*, (${extra.select}) as more from (
    select coalesce(max(s.revision), 0) as head_revision, coalesce(max(t.token), '') as head_token
    from sync_status s left join sync_tokens t on t.user_id = s.user_id and t.revision = s.revision
    where s.user_id = ${userId}) head`
