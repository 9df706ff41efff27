/** The server's tables as Kysely sees them: snake_case, as in PostgreSQL. */

import type { ColumnType, Generated } from 'kysely'

/** A timestamptz: read as Date, written as Date or ISO text. */
export type Moment = ColumnType<Date, Date | string, Date | string>
/** A bigint: node-postgres reads it as text, since it may be larger than a number holds. */
export type Big = ColumnType<string, number | string, number | string>
/** A jsonb column, written as JSON text. */
export type Json = ColumnType<unknown, string, string>

export interface ChatTable {
  readonly user_id: string
  readonly id: string
  readonly title: string
  readonly timestamp: Moment
  readonly parent_chat_id: string | null
  readonly branch_from_message_id: string | null
  readonly folder_id: string | null
  readonly pinned: boolean
  readonly archived: boolean
  readonly is_deleted: boolean
  readonly deleted_at: Moment | null
  readonly purged_at: Moment | null
  /** Since when it is in the trash, by this server's clock. */
  readonly trashed_at: Moment | null
  readonly sync_mode: string | null
  readonly history: Json | null
  readonly clocks: Json
  readonly revision: Big
  readonly created_at: Moment
  readonly updated_at: Moment
}

export interface MessageTable {
  readonly user_id: string
  readonly id: string
  readonly chat_id: string
  readonly parent_id: string | null
  readonly role: string
  readonly content: string
  readonly timestamp: Moment
  readonly position: number
  readonly model: string | null
  readonly status: string
  readonly attachments: Json | null
  readonly metadata: Json | null
  readonly device_id: string | null
  readonly is_deleted: boolean
  readonly clocks: Json | null
  readonly revision: Big
  readonly created_at: Moment
  readonly updated_at: Moment
}

export interface FolderTable {
  readonly user_id: string
  readonly id: string
  readonly name: string
  readonly parent_id: string | null
  readonly is_deleted: boolean
  readonly deleted_at: Moment | null
  readonly purged_at: Moment | null
  readonly trashed_at: Moment | null
  readonly sync_mode: string | null
  readonly clocks: Json
  readonly revision: Big
  readonly created_at: Moment
  readonly updated_at: Moment
}

export interface ConflictTable {
  readonly user_id: string
  readonly id: string
  readonly entity: string
  readonly entity_id: string
  readonly field: string
  readonly kept: Json
  readonly lost: Json
  readonly lost_change_id: string
  readonly lost_device_id: string | null
  readonly created_at: Moment
  readonly resolved_at: Moment | null
  readonly choice: string | null
  readonly revision: Big
}

export interface SyncStatusTable {
  readonly user_id: string
  readonly revision: Big
  readonly last_sync_timestamp: Moment | null
  readonly device_id: string | null
  /** When the trash was last looked through for what is past its time. */
  readonly emptied_at: Moment | null
  readonly created_at: Generated<Date>
  readonly updated_at: Moment
}

export interface SyncTokenTable {
  readonly user_id: string
  readonly revision: Big
  readonly token: string
  readonly created_at: Moment
}

export interface DeviceTable {
  readonly user_id: string
  readonly device_id: string
  readonly name: string
  readonly platform: string
  readonly app_version: string
  readonly last_seq: Big
  readonly revision: Big
  readonly pending: number
  readonly last_seen_at: Moment | null
  readonly created_at: Moment
  readonly revoked_at: Moment | null
  readonly retired_at: Moment | null
}

export interface AppliedChangeTable {
  readonly user_id: string
  readonly device_id: string
  readonly seq: Big
  readonly change_id: string
  readonly revision: Big
  readonly outcome: Json | null
  readonly applied_at: Moment
}

export interface DeviceSessionTable {
  readonly token_hash: string
  readonly user_id: string
  readonly device_id: string
  readonly clerk_session_id: string | null
  readonly created_at: Moment
  readonly seen_at: Moment
  readonly expires_at: Moment
  readonly ends_at: Moment
  readonly revoked_at: Moment | null
}

export interface DeletedUserTable {
  readonly user_id: string
  readonly deleted_at: Moment
}

export interface AttachmentTable {
  readonly user_id: string
  readonly sha256: string
  readonly size: number
  readonly mime: string
  readonly created_at: Moment
}

export interface AttachmentChunkTable {
  readonly user_id: string
  readonly sha256: string
  readonly chunk: number
  readonly bytes: Buffer
}

export interface Schema {
  readonly chats: ChatTable
  readonly messages: MessageTable
  readonly folders: FolderTable
  readonly conflicts: ConflictTable
  readonly sync_status: SyncStatusTable
  readonly sync_tokens: SyncTokenTable
  readonly devices: DeviceTable
  readonly applied_changes: AppliedChangeTable
  readonly device_sessions: DeviceSessionTable
  readonly deleted_users: DeletedUserTable
  readonly attachments: AttachmentTable
  readonly attachment_chunks: AttachmentChunkTable
}
