/** A page of rows above a cursor, as JSON text made by the database, and the head it was read under. */

import { type Fault, fault } from '../protocol/fault.ts'
import type { UserId } from '../protocol/ids.ts'
import { MAX_PAGE_BYTES } from '../protocol/limits.ts'
import type { Head } from '../protocol/round.ts'
import { type Cursor, parseCursor, type Place, reachOf } from './cursor.ts'
import { pageAfter, readAfter } from './page-after.ts'
import { pageFirst, readFirst } from './page-first.ts'
import { type PageText, standingStill, turnAfter, turnFirst } from './page-text.ts'
import {
  onlyJson,
  onlyRow,
  type Question,
  type Row,
  type Statement,
  statement,
  type Values,
} from './statement.ts'

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
export const askPage = (request: PageRequest): Question<PageReading> =>
  askPageWith(request, { name: 'alone', values: {}, write: () => 'null' })

/** The page, and in the same snapshot the token of the push that ended at `revision`: '' where none did. */
export const askPageSince = (
  request: PageRequest,
  revision: number,
): Question<PageReading<string>> =>
  askPageWith(request, {
    name: 'since',
    values: { seenRevision: revision },
    write: (at) => `to_json(coalesce((select max(token) from sync_tokens
      where user_id = ${at.userId} and revision = ${at.seenRevision}), ''))`,
  })

/** What any page may be asked with. */
const TAKES = {
  userId: 'text',
  /** Of the cursor: its revision or ceiling, and where in a first sync it stands. */
  revision: 'bigint',
  id: 'text',
  position: 'int',
  limit: 'int',
  maxBytes: 'int',
  deviceId: 'text',
  retires: 'text',
  seenRevision: 'bigint',
  tokensUntil: 'float8',
  now: 'float8',
} as const
type Slot = keyof typeof TAKES
export type PagePlaces = Readonly<Record<Slot, string>>

/** Something else to be read in the very statement of a page; `name` must differ where the SQL does. */
export interface Extra {
  readonly name: string
  readonly values: Partial<
    Pick<Values<Slot>, 'deviceId' | 'retires' | 'seenRevision' | 'tokensUntil' | 'now'>
  >
  /** One value of type json. */
  readonly write: (at: PagePlaces) => string
  /** Only the head and this are wanted: the page is empty and its cursor stands still. */
  readonly isPageless?: boolean
}

interface Told<More> extends Head {
  readonly more: More
}

export const askPageWith = <More>(
  request: PageRequest,
  extra: Extra,
): Question<PageReading<More>> => {
  const cursor = parseCursor(request.cursor) ?? NOWHERE
  const way = wayOf(request.cursor, cursor, extra)
  return {
    ...find(`page-${way.name}-${extra.name}`, (at) => way.write(at, selectTold(at, extra)))({
      ...valuesOf(request, cursor),
      ...extra.values,
    }),
    read: (cells) => {
      if (cursor === NOWHERE) return { kind: 'fault', fault: fault('invalid') }
      const [, ...page] = onlyRow(cells)
      const { more, ...head }: Told<More> = JSON.parse(onlyJson(cells))
      if (reachOf(cursor) > head.revision) return { kind: 'fault', fault: fault('history_forked') }
      return { kind: 'page', page: way.turn(page, head), head, more }
    },
  }
}

/** A cursor that is none of ours: nothing is above it, and the answer is a fault. */
const NOWHERE: Cursor = { kind: 'after', revision: Number.MAX_SAFE_INTEGER }

interface Way {
  readonly name: string
  readonly write: (at: PagePlaces, told: string) => string
  readonly turn: (page: Row, head: Head) => PageText
}

const wayOf = (from: string | null, cursor: Cursor, extra: Extra): Way => {
  if (extra.isPageless === true)
    return {
      name: 'none',
      write: (_, told) => `select ${told}`,
      turn: (_, head) => standingStill(from, cursor, head),
    }
  if (cursor.kind === 'after')
    return {
      name: 'after',
      write: (at, told) => `with ${pageAfter(at)} select ${told}, page.* from page`,
      turn: (page, head) => turnAfter(from, readAfter(page), head),
    }
  const part = cursor.kind === 'first' ? cursor.place.part : 'start'
  return {
    name: `${cursor.kind}-${part}`,
    write: (at, told) => {
      const ceiling = cursor.kind === 'first' ? at.revision : null
      return `with ${pageFirst({ ...at, ceiling, part })} select ${told}, page.* from page`
    },
    turn: (page, head) => turnFirst({ from, cursor }, readFirst(page), head),
  }
}

const valuesOf = (request: PageRequest, cursor: Cursor): Values<Slot> => {
  const place = cursor.kind === 'first' ? cursor.place : { part: 'start' as const }
  return {
    userId: request.userId,
    revision: reachOf(cursor),
    id: idOf(place),
    position: place.part === 'messages' ? place.position : null,
    limit: request.limit,
    maxBytes: request.maxBytes ?? MAX_PAGE_BYTES,
    deviceId: null,
    retires: null,
    seenRevision: null,
    tokensUntil: null,
    now: null,
  }
}

const idOf = (place: Place): string | null => {
  if (place.part === 'start') return null
  return place.part === 'messages' ? place.chatId : place.id
}

const found = new Map<string, (values: Values<Slot>) => Statement>()

/** Each kind of page is written once. */
const find = (
  name: string,
  write: (at: PagePlaces) => string,
): ((values: Values<Slot>) => Statement) => {
  const known = found.get(name) ?? statement({ name, takes: TAKES, write })
  found.set(name, known)
  return known
}

/** A person who never pushed has the head of revision 0, without a token. */
const selectTold = (at: PagePlaces, extra: Extra): string => `(
  select json_build_object('revision', coalesce(max(s.revision), 0),
    'token', coalesce(max(t.token), ''), 'more', ${extra.write(at)})
  from sync_status s left join sync_tokens t on t.user_id = s.user_id and t.revision = s.revision
  where s.user_id = ${at.userId})`
