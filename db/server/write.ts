/** The second half of a push: everything that was decided, written by one statement. */

import { type RawBuilder, sql } from 'kysely'
import type { UserId } from '../protocol/ids.ts'
import type { Judged } from './judge/judge-batch.ts'
import { forget } from './forget.ts'
import { moment } from './moment.ts'
import { type DeviceTouch, touchDevices } from './touch-devices.ts'
import type { UserTransaction } from './with-user.ts'
import { type Rows, rowsOf } from './write-rows.ts'

export interface WriteRequest {
  readonly userId: UserId
  readonly now: number
  readonly judged: Judged
  readonly revision: number
  readonly newToken: () => string
  /** The lowest number in the request. */
  readonly firstSeq: number
  readonly device: DeviceTouch
}

/**
 * Rows travel as one JSON text for each table: the statement is the same however many there are, so
 * it is planned once. All of it sees the tables as they were before; foreign keys are looked at when
 * it ends, when a new chat and its messages are both there.
 */
export const writeJudged = async (trx: UserTransaction, request: WriteRequest): Promise<void> => {
  const rows = rowsOf(request.judged)
  const { userId, now, judged, firstSeq } = request
  const { deviceId } = request.device
  await sql`/* write */ with
    ${erase(userId, rows)},
    ${writeChats(userId, { rows, now })},
    ${writeFolders(userId, rows)},
    ${writeMessages(userId, rows)},
    ${writeConflicts(userId, rows)},
    ${writeLedger(request, rows)},
    ${forget({ userId, deviceId, now, firstSeq, added: judged.ledger.length })},
    ${touchDevices(userId, { ...request.device, now, lastSeq: request.judged.lastSeq })}
    update sync_status set revision = ${request.judged.working.revision},
      last_sync_timestamp = ${moment(now)}, device_id = ${request.device.deviceId},
      updated_at = ${moment(now)}
    where user_id = ${userId}`.execute(trx)
}

const erase = (userId: UserId, { purged }: Rows): RawBuilder<unknown> => sql`
  purged_messages as (
    delete from messages where cardinality(${purged}::text[]) > 0
      and user_id = ${userId} and chat_id = any(${purged}) returning id),
  purged_conflicts as (
    delete from conflicts where cardinality(${purged}::text[]) > 0 and user_id = ${userId} and (
      entity = 'chat' and entity_id = any(${purged})
      or entity = 'message' and entity_id in (select id from purged_messages)))`

const writeChats = (
  userId: UserId,
  { rows, now }: { readonly rows: Rows; readonly now: number },
): RawBuilder<unknown> => sql`
  written_chats as (
    insert into chats (user_id, id, title, timestamp, parent_chat_id, branch_from_message_id,
      folder_id, pinned, archived, is_deleted, deleted_at, purged_at, clocks, revision,
      created_at, updated_at)
    select ${userId}, r.id, r.title, ${moment('timestamp')}, r."parentChatId",
      r."branchFromMessageId", r."folderId", r.pinned, r.archived, r."isDeleted",
      ${moment('deletedAt')}, case when r."isPurged" then ${moment(now)} end, r.clocks, r.revision,
      ${moment('createdAt')}, ${moment('updatedAt')}
    from json_to_recordset(${rows.chats}::json) as r(id text, title text, timestamp float8,
      "parentChatId" text, "branchFromMessageId" text, "folderId" text, pinned bool, archived bool,
      "isDeleted" bool, "deletedAt" float8, "isPurged" bool, clocks jsonb, revision bigint,
      "createdAt" float8, "updatedAt" float8)
    on conflict (user_id, id) do update set title = excluded.title,
      parent_chat_id = excluded.parent_chat_id,
      branch_from_message_id = excluded.branch_from_message_id, folder_id = excluded.folder_id,
      pinned = excluded.pinned, archived = excluded.archived, is_deleted = excluded.is_deleted,
      deleted_at = excluded.deleted_at, purged_at = excluded.purged_at, clocks = excluded.clocks,
      revision = excluded.revision, updated_at = excluded.updated_at)`

const writeFolders = (userId: UserId, rows: Rows): RawBuilder<unknown> => sql`
  written_folders as (
    insert into folders (user_id, id, name, parent_id, is_deleted, clocks, revision,
      created_at, updated_at)
    select ${userId}, r.id, r.name, r."parentId", r."isDeleted", r.clocks, r.revision,
      ${moment('createdAt')}, ${moment('updatedAt')}
    from json_to_recordset(${rows.folders}::json) as r(id text, name text, "parentId" text,
      "isDeleted" bool, clocks jsonb, revision bigint, "createdAt" float8, "updatedAt" float8)
    on conflict (user_id, id) do update set name = excluded.name, parent_id = excluded.parent_id,
      is_deleted = excluded.is_deleted, clocks = excluded.clocks, revision = excluded.revision,
      updated_at = excluded.updated_at)`

/** Where a patch brings no content; its position is not written. */
const KEEP_CONTENT = sql.lit(-1)

/**
 * A patch looks like an insert so that each row is found by its key, whatever the planner believes of
 * the table. A message that were not there would be refused for its chat ''.
 */
const writeMessages = (userId: UserId, rows: Rows): RawBuilder<unknown> => sql`
  added_messages as (
    insert into messages (user_id, id, chat_id, parent_id, role, content, timestamp, position,
      model, status, attachments, metadata, device_id, is_deleted, clocks, revision,
      created_at, updated_at)
    select ${userId}, r.id, r."chatId", r."parentId", r.role, r.content, ${moment('timestamp')},
      r.position, r.model, r.status, r.attachments, r.metadata, r."deviceId", r."isDeleted",
      r.clocks, r.revision, ${moment('createdAt')}, ${moment('updatedAt')}
    from json_to_recordset(${rows.newMessages}::json) as r(id text, "chatId" text, "parentId" text,
      role text, content text, timestamp float8, position int, model text, status text,
      attachments jsonb, metadata jsonb, "deviceId" text, "isDeleted" bool, clocks jsonb,
      revision bigint, "createdAt" float8, "updatedAt" float8)),
  patched_messages as (
    insert into messages (user_id, id, chat_id, role, content, timestamp, position, status,
      is_deleted, clocks, revision, created_at, updated_at)
    select ${userId}, r.id, '', 'user', coalesce(r.content, ''), now(),
      case when r.content is null then ${KEEP_CONTENT} else 0 end, r.status, r."isDeleted",
      r.clocks, r.revision, now(), ${moment('updatedAt')}
    from json_to_recordset(${rows.patchedMessages}::json) as r(id text, content text, status text,
      "isDeleted" bool, clocks jsonb, revision bigint, "updatedAt" float8)
    on conflict (user_id, id) do update set
      content = case when excluded.position = ${KEEP_CONTENT} then messages.content
        else excluded.content end,
      status = excluded.status, is_deleted = excluded.is_deleted, clocks = excluded.clocks,
      revision = excluded.revision, updated_at = excluded.updated_at)`

/** A conflict that is there already says the same: its id is made of what it says. */
const writeConflicts = (userId: UserId, rows: Rows): RawBuilder<unknown> => sql`
  added_conflicts as (
    insert into conflicts (user_id, id, entity, entity_id, field, kept, lost, lost_change_id,
      lost_device_id, created_at, resolved_at, choice, revision)
    select ${userId}, r.id, r."ofEntity", r."entityId", r.field, r.kept, r.lost, r."lostChangeId",
      r."lostDeviceId", ${moment('createdAt')}, ${moment('resolvedAt')}, r.choice, r.revision
    from json_to_recordset(${rows.newConflicts}::json) as r(id text, "ofEntity" text,
      "entityId" text, field text, kept jsonb, lost jsonb, "lostChangeId" text,
      "lostDeviceId" text, "createdAt" float8, "resolvedAt" float8, choice text, revision bigint)
    on conflict (user_id, id) do nothing),
  resolved_conflicts as (
    update conflicts x set resolved_at = ${moment('resolvedAt')}, choice = r.choice,
      revision = r.revision
    from json_to_recordset(${rows.resolvedConflicts}::json) as r(id text, "resolvedAt" float8,
      choice text, revision bigint)
    where x.user_id = ${userId} and x.id = r.id)`

/** A token for each head: how a device notices that the server came back from a backup. */
const writeLedger = (request: WriteRequest, rows: Rows): RawBuilder<unknown> => {
  const { userId, now, judged, revision } = request
  const tokens =
    judged.working.revision > revision
      ? [{ revision: judged.working.revision, token: request.newToken() }]
      : []
  return sql`
  booked as (
    insert into applied_changes (user_id, device_id, seq, change_id, revision, outcome, applied_at)
    select ${userId}, ${request.device.deviceId}, r.seq, r."changeId", r.revision, r.outcome,
      ${moment(now)}
    from json_to_recordset(${rows.ledger}::json) as r(seq bigint, "changeId" text, revision bigint,
      outcome jsonb)),
  headed as (
    insert into sync_tokens (user_id, revision, token, created_at)
    select ${userId}, r.revision, r.token, ${moment(now)}
    from json_to_recordset(${JSON.stringify(tokens)}::json) as r(revision bigint, token text))`
}
