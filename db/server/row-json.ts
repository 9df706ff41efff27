/** How each table's row is told as JSON: the one place where snake_case becomes camelCase on its way out. */

const ms = (column: string): string => `(date_part('epoch', ${column}) * 1000)::bigint`

/** The columns of a ChatRow but `entity`. */
const CHAT = `id, revision, title, ${ms('timestamp')} as timestamp,
  parent_chat_id as "parentChatId", branch_from_message_id as "branchFromMessageId",
  folder_id as "folderId", pinned, archived, is_deleted as "isDeleted",
  ${ms('deleted_at')} as "deletedAt", purged_at is not null as "isPurged",
  ${ms('created_at')} as "createdAt", ${ms('updated_at')} as "updatedAt", clocks,
  sync_mode as "syncMode",
  case when history is null then json '[]' else history::text::json end as history`

/** Most messages have no files and no clocks; a constant of type json costs nothing to print, one of jsonb does. */
const MESSAGE = `id, revision, chat_id as "chatId", parent_id as "parentId", role, content,
  ${ms('timestamp')} as timestamp, position, model, status,
  case when attachments is null then json '[]' else attachments::text::json end as attachments, metadata, device_id as "deviceId",
  is_deleted as "isDeleted", ${ms('created_at')} as "createdAt", ${ms('updated_at')} as "updatedAt",
  case when clocks is null then json '{}' else clocks::text::json end as clocks`

const FOLDER = `id, revision, name, parent_id as "parentId", is_deleted as "isDeleted",
  ${ms('created_at')} as "createdAt", ${ms('updated_at')} as "updatedAt", clocks,
  sync_mode as "syncMode", ${ms('deleted_at')} as "deletedAt", purged_at is not null as "isPurged"`

const CONFLICT = `id, revision, entity as "ofEntity", entity_id as "entityId", field, kept, lost,
  lost_change_id as "lostChangeId", lost_device_id as "lostDeviceId",
  ${ms('created_at')} as "createdAt", ${ms('resolved_at')} as "resolvedAt", choice`

export type RowTable = 'chats' | 'messages' | 'folders' | 'conflicts'

const ENTITIES = {
  chats: {
    entity: 'chat',
    columns: CHAT,
    bytes: '550 + 2 * octet_length(title) + 3 * coalesce(pg_column_size(history), 0)',
  },
  messages: {
    entity: 'message',
    columns: MESSAGE,
    bytes: '450 + octet_length(content) + 3 * coalesce(pg_column_size(metadata), 0)',
  },
  folders: { entity: 'folder', columns: FOLDER, bytes: '450 + octet_length(name)' },
  conflicts: {
    entity: 'conflict',
    columns: CONFLICT,
    bytes: '500 + 3 * (pg_column_size(kept) + pg_column_size(lost))',
  },
} as const satisfies Record<RowTable, object>

/** The select list of a wire row, `entity` first. */
export const wireColumns = (table: RowTable): string =>
  `'${ENTITIES[table].entity}' as entity, ${ENTITIES[table].columns}`

/** The same without `entity`. */
export const rowColumns = (table: RowTable): string => ENTITIES[table].columns

/** What no device is told of a row that may be in the trash. */
export const trashedColumn = `${ms('trashed_at')} as "trashedAt"`

/** About how many bytes the row's JSON will have, told without reading the text itself. */
export const rowBytes = (table: RowTable): string => ENTITIES[table].bytes
