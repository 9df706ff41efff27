/** The second half of a push: everything that was decided, written by one statement. */

import type { UserId } from '../protocol/ids.ts'
import { forget, ledgerUntil, looksFor, tokensUntil } from './forget.ts'
import type { Judged } from './judge/judge-batch.ts'
import { moment } from './moment.ts'
import { type AfterReading, readAfter } from './page-after.ts'
import { wireColumns } from './row-json.ts'
import { onlyRow, type Question, statement } from './statement.ts'
import { type DeviceTouch, retireDevice, TOUCH_TAKES, touchDevice } from './touch-devices.ts'
import { echoOf, type Rows } from './write-rows.ts'

export interface WriteRequest {
  readonly userId: UserId
  readonly now: number
  readonly judged: Judged
  readonly rows: Rows
  /** The new head's token; null where nothing took a revision. */
  readonly token: string | null
  /** The lowest number in the request. */
  readonly firstSeq: number
  readonly device: DeviceTouch
  /** Whether there is anything to let go of. */
  readonly forgets: boolean
  /** Whether the rows that a plain write writes are wanted as a page, from here or from the database. */
  readonly echoes: 'no' | 'asWritten' | 'asRead'
}

const TAKES = {
  ...TOUCH_TAKES,
  revision: 'bigint',
  token: 'text',
  firstSeq: 'bigint',
  ledgerUntil: 'float8',
  tokensUntil: 'float8',
  looks: 'int',
  chats: 'json',
  folders: 'json',
  newMessages: 'json',
  patchedMessages: 'json',
  newConflicts: 'json',
  resolvedConflicts: 'json',
  ledger: 'json',
  purged: 'text[]',
} as const
type Places = Readonly<Record<keyof typeof TAKES, string>>

/**
 * Rows travel as one JSON text for each table: the statement is the same however many there are, so
 * it is planned once. All of it sees the tables as they were before; foreign keys are looked at when
 * it ends, when a new chat and its messages are both there. Answers the echo, where one is wanted.
 */
export const askWrite = (request: WriteRequest): Question<AfterReading | null> => {
  const { userId, now, judged, rows, token, firstSeq, device, echoes } = request
  const echo = echoes === 'asWritten' ? echoOf(judged, rows) : null
  const written = chooseWrite(request)({
    ...rows,
    ...device,
    userId,
    now,
    token,
    firstSeq,
    lastSeq: judged.lastSeq,
    revision: judged.working.revision,
    looks: looksFor(judged.ledger.length),
    ledgerUntil: ledgerUntil(now),
    tokensUntil: tokensUntil(now),
  })
  return { ...written, read: (cells) => (echoes === 'asRead' ? readAfter(onlyRow(cells)) : echo) }
}

const chooseWrite = (request: WriteRequest) => {
  if (!isPlain(request)) return writeAny
  return request.echoes === 'asRead' ? writeEcho : writePlain
}

/** Chats and new messages alone, as nearly every batch: what need not be written costs nothing. */
export const isPlain = ({
  judged: { working },
  device,
  forgets,
}: Pick<WriteRequest, 'judged' | 'device' | 'forgets'>): boolean =>
  !forgets &&
  device.retires === null &&
  working.writtenFolders.size === 0 &&
  working.patchedMessages.size === 0 &&
  working.newConflicts.size === 0 &&
  working.resolvedConflicts.size === 0 &&
  working.purged.size === 0

const writeAny = statement({
  name: 'write',
  takes: TAKES,
  write: (at) => `with
    ${erase(at)},
    ${writeChats(at)}),
    ${writeFolders(at)},
    ${addMessages(at)}),
    ${patchMessages(at)},
    ${writeConflicts(at)},
    ${writeLedger(at)},
    ${forget(at)},
    ${touchDevice(at)},
    ${retireDevice(at)}
    ${moveHead(at)}`,
})

const writePlain = statement({
  name: 'write-plain',
  takes: TAKES,
  write: (at) => `with
    ${writeChats(at)}),
    ${addMessages(at)}),
    ${writeLedger(at)},
    ${touchDevice(at)}
    ${moveHead(at)}`,
})

/** The rows as they now stand, told by the very expressions that a page is made of. */
const writeEcho = statement({
  name: 'write-echo',
  takes: TAKES,
  write: (at) => `with
    ${writeChats(at)} returning *),
    ${addMessages(at)} returning *),
    ${writeLedger(at)},
    ${touchDevice(at)},
    moved as (${moveHead(at)}),
    echo as (
      select row_to_json(r)::text as text from (select ${wireColumns('chats')} from written_chats) r
      union all select row_to_json(r)::text
        from (select ${wireColumns('messages')} from added_messages) r)
    select string_agg(text, ','), count(*), null, false from echo`,
})

const moveHead = (at: Places): string => `
  update sync_status set revision = ${at.revision}, last_sync_timestamp = ${moment(at.now)},
    device_id = ${at.deviceId}, updated_at = ${moment(at.now)}
  where user_id = ${at.userId}`

const erase = ({ userId, purged }: Places): string => `
  purged_messages as (
    delete from messages where cardinality(${purged}) > 0
      and user_id = ${userId} and chat_id = any(${purged}) returning id),
  purged_conflicts as (
    delete from conflicts where cardinality(${purged}) > 0 and user_id = ${userId} and (
      entity = 'chat' and entity_id = any(${purged})
      or entity = 'message' and entity_id in (select id from purged_messages)))`

/** Without its last bracket, so that it may return what it wrote. */
const writeChats = ({ userId, chats, now }: Places): string => `
  written_chats as (
    insert into chats (user_id, id, title, timestamp, parent_chat_id, branch_from_message_id,
      folder_id, pinned, archived, is_deleted, deleted_at, purged_at, clocks, revision,
      created_at, updated_at)
    select ${userId}, r.id, r.title, ${momentIn('timestamp')}, r."parentChatId",
      r."branchFromMessageId", r."folderId", r.pinned, r.archived, r."isDeleted",
      ${momentIn('deletedAt')}, case when r."isPurged" then ${moment(now)} end, r.clocks, r.revision,
      ${momentIn('createdAt')}, ${momentIn('updatedAt')}
    from json_to_recordset(${chats}) as r(id text, title text, timestamp float8,
      "parentChatId" text, "branchFromMessageId" text, "folderId" text, pinned bool, archived bool,
      "isDeleted" bool, "deletedAt" float8, "isPurged" bool, clocks jsonb, revision bigint,
      "createdAt" float8, "updatedAt" float8)
    on conflict (user_id, id) do update set title = excluded.title,
      parent_chat_id = excluded.parent_chat_id,
      branch_from_message_id = excluded.branch_from_message_id, folder_id = excluded.folder_id,
      pinned = excluded.pinned, archived = excluded.archived, is_deleted = excluded.is_deleted,
      deleted_at = excluded.deleted_at, purged_at = excluded.purged_at, clocks = excluded.clocks,
      revision = excluded.revision, updated_at = excluded.updated_at`

const writeFolders = ({ userId, folders }: Places): string => `
  written_folders as (
    insert into folders (user_id, id, name, parent_id, is_deleted, clocks, revision,
      created_at, updated_at)
    select ${userId}, r.id, r.name, r."parentId", r."isDeleted", r.clocks, r.revision,
      ${momentIn('createdAt')}, ${momentIn('updatedAt')}
    from json_to_recordset(${folders}) as r(id text, name text, "parentId" text,
      "isDeleted" bool, clocks jsonb, revision bigint, "createdAt" float8, "updatedAt" float8)
    on conflict (user_id, id) do update set name = excluded.name, parent_id = excluded.parent_id,
      is_deleted = excluded.is_deleted, clocks = excluded.clocks, revision = excluded.revision,
      updated_at = excluded.updated_at)`

/** Without its last bracket as well; empty parts become null. */
const addMessages = ({ userId, newMessages }: Places): string => `
  added_messages as (
    insert into messages (user_id, id, chat_id, parent_id, role, content, timestamp, position,
      model, status, attachments, metadata, device_id, is_deleted, clocks, revision,
      created_at, updated_at)
    select ${userId}, r.id, r."chatId", r."parentId", r.role, r.content, ${momentIn('timestamp')},
      r.position, r.model, r.status, nullif(r.attachments, '[]')::jsonb, r.metadata, r."deviceId",
      r."isDeleted", nullif(r.clocks, '{}')::jsonb, r.revision, ${momentIn('createdAt')}, ${momentIn('updatedAt')}
    from json_to_recordset(${newMessages}) as r(id text, "chatId" text, "parentId" text,
      role text, content text, timestamp float8, position int, model text, status text,
      attachments text, metadata jsonb, "deviceId" text, "isDeleted" bool, clocks text,
      revision bigint, "createdAt" float8, "updatedAt" float8)`

/** Where a patch brings no content; its position is not written. */
const KEEP_CONTENT = -1

/**
 * A patch looks like an insert so that each row is found by its key, whatever the planner believes of
 * the table. A message that were not there would be refused for its chat ''.
 */
const patchMessages = ({ userId, patchedMessages }: Places): string => `
  patched_messages as (
    insert into messages (user_id, id, chat_id, role, content, timestamp, position, status,
      is_deleted, clocks, revision, created_at, updated_at)
    select ${userId}, r.id, '', 'user', coalesce(r.content, ''), now(),
      case when r.content is null then ${KEEP_CONTENT} else 0 end, r.status, r."isDeleted",
      r.clocks, r.revision, now(), ${momentIn('updatedAt')}
    from json_to_recordset(${patchedMessages}) as r(id text, content text, status text,
      "isDeleted" bool, clocks jsonb, revision bigint, "updatedAt" float8)
    on conflict (user_id, id) do update set
      content = case when excluded.position = ${KEEP_CONTENT} then messages.content
        else excluded.content end,
      status = excluded.status, is_deleted = excluded.is_deleted, clocks = excluded.clocks,
      revision = excluded.revision, updated_at = excluded.updated_at)`

/** A conflict that is there already says the same: its id is made of what it says. */
const writeConflicts = ({ userId, newConflicts, resolvedConflicts }: Places): string => `
  added_conflicts as (
    insert into conflicts (user_id, id, entity, entity_id, field, kept, lost, lost_change_id,
      lost_device_id, created_at, resolved_at, choice, revision)
    select ${userId}, r.id, r."ofEntity", r."entityId", r.field, r.kept, r.lost, r."lostChangeId",
      r."lostDeviceId", ${momentIn('createdAt')}, ${momentIn('resolvedAt')}, r.choice, r.revision
    from json_to_recordset(${newConflicts}) as r(id text, "ofEntity" text,
      "entityId" text, field text, kept jsonb, lost jsonb, "lostChangeId" text,
      "lostDeviceId" text, "createdAt" float8, "resolvedAt" float8, choice text, revision bigint)
    on conflict (user_id, id) do nothing),
  resolved_conflicts as (
    update conflicts x set resolved_at = ${momentIn('resolvedAt')}, choice = r.choice,
      revision = r.revision
    from json_to_recordset(${resolvedConflicts}) as r(id text, "resolvedAt" float8,
      choice text, revision bigint)
    where x.user_id = ${userId} and x.id = r.id)`

/** A token for each head: how a device notices that the server came back from a backup. */
const writeLedger = (at: Places): string => `
  booked as (
    insert into applied_changes (user_id, device_id, seq, change_id, revision, outcome, applied_at)
    select ${at.userId}, ${at.deviceId}, r.seq, r."changeId", r.revision, r.outcome, ${moment(at.now)}
    from json_to_recordset(${at.ledger}) as r(seq bigint, "changeId" text, revision bigint,
      outcome jsonb)),
  headed as (
    insert into sync_tokens (user_id, revision, token, created_at)
    select ${at.userId}, ${at.revision}, ${at.token}, ${moment(at.now)}
    where ${at.token} is not null)`

/** A column of the JSON rows. */
const momentIn = (column: string): string => moment(`r."${column}"`)
