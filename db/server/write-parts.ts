/** The parts of the statements that write: each table's rows from one JSON text. */

import { moment } from './moment.ts'

/** The places of what is written. */
interface Places {
  readonly userId: string
  readonly deviceId: string
  readonly now: string
  readonly revision: string
  readonly token: string
  readonly chats: string
  readonly folders: string
  readonly newMessages: string
  readonly patchedMessages: string
  readonly newConflicts: string
  readonly resolvedConflicts: string
  readonly ledger: string
  readonly purged: string
  readonly purgedFolders: string
}

export const erase = ({
  userId,
  purged,
  purgedFolders,
}: Pick<Places, 'userId' | 'purged' | 'purgedFolders'>): string => `
  purged_messages as (
    delete from messages where cardinality(${purged}) > 0
      and user_id = ${userId} and chat_id = any(${purged}) returning id),
  purged_conflicts as (
    delete from conflicts where user_id = ${userId}
      and cardinality(${purged}) + cardinality(${purgedFolders}) > 0 and (
      entity = 'chat' and entity_id = any(${purged})
      or entity = 'folder' and entity_id = any(${purgedFolders})
      or entity = 'message' and entity_id in (select id from purged_messages)))`

/** Without its last bracket, so that it may return what it wrote. */
export const writeChats = ({
  userId,
  chats,
  now,
}: Pick<Places, 'userId' | 'chats' | 'now'>): string => `
  written_chats as (
    insert into chats (user_id, id, title, timestamp, parent_chat_id, branch_from_message_id,
      folder_id, pinned, archived, is_deleted, deleted_at, purged_at, trashed_at, clocks,
      sync_mode, history, revision, created_at, updated_at)
    select ${userId}, r.id, r.title, ${momentIn('timestamp')}, r."parentChatId",
      r."branchFromMessageId", r."folderId", r.pinned, r.archived, r."isDeleted",
      ${momentIn('deletedAt')}, case when r."isPurged" then ${moment(now)} end,
      ${momentIn('trashedAt')}, r.clocks, r."syncMode", nullif(r.history, '[]')::jsonb, r.revision,
      ${momentIn('createdAt')}, ${momentIn('updatedAt')}
    from json_to_recordset(${chats}) as r(id text, title text, timestamp float8,
      "parentChatId" text, "branchFromMessageId" text, "folderId" text, pinned bool, archived bool,
      "isDeleted" bool, "deletedAt" float8, "isPurged" bool, "trashedAt" float8, clocks jsonb,
      "syncMode" text, history text, revision bigint, "createdAt" float8, "updatedAt" float8)
    on conflict (user_id, id) do update set title = excluded.title,
      parent_chat_id = excluded.parent_chat_id,
      branch_from_message_id = excluded.branch_from_message_id, folder_id = excluded.folder_id,
      pinned = excluded.pinned, archived = excluded.archived, is_deleted = excluded.is_deleted,
      deleted_at = excluded.deleted_at, purged_at = excluded.purged_at,
      trashed_at = excluded.trashed_at, clocks = excluded.clocks, sync_mode = excluded.sync_mode,
      history = excluded.history, revision = excluded.revision, updated_at = excluded.updated_at`

export const writeFolders = ({
  userId,
  folders,
  now,
}: Pick<Places, 'userId' | 'folders' | 'now'>): string => `
  written_folders as (
    insert into folders (user_id, id, name, parent_id, is_deleted, deleted_at, purged_at, trashed_at,
      clocks, sync_mode, revision, created_at, updated_at)
    select ${userId}, r.id, r.name, r."parentId", r."isDeleted", ${momentIn('deletedAt')},
      case when r."isPurged" then ${moment(now)} end, ${momentIn('trashedAt')}, r.clocks,
      r."syncMode", r.revision, ${momentIn('createdAt')}, ${momentIn('updatedAt')}
    from json_to_recordset(${folders}) as r(id text, name text, "parentId" text,
      "isDeleted" bool, "deletedAt" float8, "isPurged" bool, "trashedAt" float8, clocks jsonb,
      "syncMode" text, revision bigint, "createdAt" float8, "updatedAt" float8)
    on conflict (user_id, id) do update set name = excluded.name, parent_id = excluded.parent_id,
      is_deleted = excluded.is_deleted, deleted_at = excluded.deleted_at,
      purged_at = excluded.purged_at, trashed_at = excluded.trashed_at, clocks = excluded.clocks,
      sync_mode = excluded.sync_mode, revision = excluded.revision,
      updated_at = excluded.updated_at)`

/** Without its last bracket as well; empty parts become null. */
export const addMessages = ({ userId, newMessages }: Places): string => `
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
export const patchMessages = ({ userId, patchedMessages }: Places): string => `
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
export const writeConflicts = ({ userId, newConflicts, resolvedConflicts }: Places): string => `
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

export const writeLedger = (at: Places): string => `
  booked as (
    insert into applied_changes (user_id, device_id, seq, change_id, revision, outcome, applied_at)
    select ${at.userId}, ${at.deviceId}, r.seq, r."changeId", r.revision, r.outcome, ${moment(at.now)}
    from json_to_recordset(${at.ledger}) as r(seq bigint, "changeId" text, revision bigint,
      outcome jsonb))`

/** A token for each head: how a device notices that the server came back from a backup. */
export const writeToken = (at: Pick<Places, 'userId' | 'revision' | 'token' | 'now'>): string => `
  headed as (
    insert into sync_tokens (user_id, revision, token, created_at)
    select ${at.userId}, ${at.revision}, ${at.token}, ${moment(at.now)}
    where ${at.token} is not null)`

/** A column of the JSON rows. */
const momentIn = (column: string): string => moment(`r."${column}"`)
