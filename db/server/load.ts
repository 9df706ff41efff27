/** The first half of a push: takes the person's lock, then reads all that the batch may touch. */

import type { DeviceId, UserId } from '../protocol/ids.ts'
import { ledgerUntil, selectIsLedgerOld, selectOldestToken, tokensUntil } from './forget.ts'
import type { Loaded } from './judge/loaded.ts'
import type { Touched } from './judge/touched.ts'
import { rowColumns, trashedColumn } from './row-json.ts'
import { onlyJson, onlyRow, type Question, statement } from './statement.ts'
import { selectStatus, type StatusReading } from './status.ts'
import { selectIsTrashDue } from './trash-due.ts'

const lock = statement({
  name: 'lock',
  takes: { userId: 'text' },
  write: (at) => `
    insert into sync_status (user_id) values (${at.userId})
    on conflict (user_id) do update set user_id = excluded.user_id
    returning revision`,
})

/**
 * Makes the person's row where there is none, and holds it to the end of the transaction: one
 * person's pushes follow one another, so revisions have no gap and none is seen late. Nothing may be
 * decided in this statement: what it reads is older than its wait for the lock.
 */
export const askLock = (userId: UserId): Question<number> => ({
  ...lock({ userId }),
  read: (cells) => Number(onlyRow(cells)[0]),
})

export interface LoadRequest {
  readonly userId: UserId
  readonly deviceId: DeviceId
  readonly seenRevision: number
  readonly now: number
  readonly touched: Touched
}

/** `isLedgerOld`: entries of this device may be forgotten. `isTrashDue`: see `emptyTrash`. */
export interface LoadReading extends Loaded {
  readonly isTrashDue: boolean
  readonly status: StatusReading
  readonly isLedgerOld: boolean
}

/** One statement, one JSON value, however many rows there are. */
export const askTouched = ({
  userId,
  deviceId,
  seenRevision,
  now,
  touched,
}: LoadRequest): Question<LoadReading> => {
  const given = { userId, deviceId, seenRevision, now, ...touched }
  const until = { ledgerUntil: ledgerUntil(now), tokensUntil: tokensUntil(now) }
  const load = isPlain(touched) ? loadPlain : loadAny
  return {
    ...load({ ...given, ...until }),
    read: (cells): LoadReading => JSON.parse(onlyJson(cells)),
  }
}

/** Chats and messages alone, as nearly every batch: what need not be looked for costs nothing. */
const isPlain = ({ edited, folders, conflicts, attachments }: Touched): boolean =>
  [edited, folders, conflicts, attachments].every((ids) => ids.length === 0)

const TAKES = {
  userId: 'text',
  deviceId: 'text',
  seenRevision: 'bigint',
  now: 'float8',
  ledgerUntil: 'float8',
  tokensUntil: 'float8',
  firstSeq: 'bigint',
  lastSeq: 'bigint',
  changeIds: 'text[]',
  chats: 'text[]',
  messages: 'text[]',
  compared: 'text[]',
  edited: 'text[]',
  folders: 'text[]',
  conflicts: 'text[]',
  attachments: 'text[]',
} as const
type Places = Readonly<Record<keyof typeof TAKES, string>>

const loadAny = statement({
  name: 'load',
  takes: TAKES,
  write: (at) => `
    select json_build_object(${selectPlain(at, `case when id = any(${at.edited}) then content end`)},
      'folders', ${listEach(
        at.folders,
        `select ${rowColumns('folders')}, ${trashedColumn}
        from folders where user_id = ${at.userId} and id = given.id`,
      )},
      'conflicts', ${listEach(
        at.conflicts,
        `select ${rowColumns('conflicts')} from conflicts
        where user_id = ${at.userId} and id = given.id`,
      )},
      'attachments', coalesce((select json_agg(sha256) from attachments
        where user_id = ${at.userId} and sha256 = any(${at.attachments})), '[]'))`,
})

const loadPlain = statement({
  name: 'load-plain',
  takes: TAKES,
  write: (at) => `
    select json_build_object(${selectPlain(at, 'null::text')},
      'folders', json '[]', 'conflicts', json '[]', 'attachments', json '[]')`,
})

const selectPlain = (at: Places, content: string): string => `
  'seenToken', (select token from sync_tokens
    where user_id = ${at.userId} and revision = ${at.seenRevision}),
  'oldestToken', ${selectOldestToken(at)},
  'isLedgerOld', ${selectIsLedgerOld(at)},
  'isTrashDue', ${selectIsTrashDue(at)},
  'status', ${selectStatus(at.userId)},
  'devices', ${list(`
    select device_id as "deviceId", last_seq as "lastSeq", retired_at is not null as "isRetired"
    from devices where user_id = ${at.userId} and device_id = ${at.deviceId}`)},
  'ledger', ${list(`
    select device_id as "deviceId", seq, change_id as "changeId", revision, outcome
    from applied_changes
    where user_id = ${at.userId} and device_id = ${at.deviceId}
      and seq between ${at.firstSeq} and ${at.lastSeq}
    union
    ${each(
      at.changeIds,
      `select device_id, seq, change_id, revision, outcome from applied_changes
      where user_id = ${at.userId} and change_id = given.id`,
    )}`)},
  'chats', ${listEach(
    at.chats,
    `select ${rowColumns('chats')}, ${trashedColumn}, coalesce((
        select position + 1 from messages m
        where m.user_id = ${at.userId} and m.chat_id = chats.id order by position desc limit 1
      ), 0) as "nextPosition"
    from chats where user_id = ${at.userId} and id = given.id`,
  )},
  'messages', ${listEach(
    at.messages,
    `select id, revision, chat_id as "chatId", parent_id as "parentId", role, status,
      is_deleted as "isDeleted", (date_part('epoch', updated_at) * 1000)::bigint as "updatedAt",
      coalesce(clocks, '{}') as clocks, ${content} as content,
      case when id = any(${at.compared}) then md5(content) end as "contentMd5"
    from messages where user_id = ${at.userId} and id = given.id`,
  )}`

const list = (rows: string): string =>
  `coalesce((select json_agg(row_to_json(r)) from (${rows}) r), '[]')`

/**
 * The rows for one `given.id` after the other, each by its key. Given as `id = any(...)`, a planner
 * whose statistics lag behind an import reads all of a person's rows instead.
 */
const each = (ids: string, rows: string): string =>
  `select found.* from unnest(${ids}) as given(id) cross join lateral (${rows} offset 0) found`

const listEach = (ids: string, rows: string): string => list(each(ids, rows))
