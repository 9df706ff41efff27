/** Where chats are kept, what they were called before, and a trash that is emptied by the server's clock. */

import { type Kysely, sql } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`alter table chats
    add column sync_mode text check (sync_mode in ('everywhere', 'cloud')),
    add column history jsonb,
    add column trashed_at timestamptz`.execute(db)
  await sql`alter table folders
    add column sync_mode text check (sync_mode in ('everywhere', 'cloud')),
    add column deleted_at timestamptz,
    add column purged_at timestamptz,
    add column trashed_at timestamptz`.execute(db)
  await sql`alter table sync_status add column emptied_at timestamptz`.execute(db)
  await dateTheTrash(db)
  for (const table of ['chats', 'folders'])
    await sql`create index ${sql.id(`idx_${table}_trashed`)} on ${sql.table(table)}
      (user_id, trashed_at) where trashed_at is not null`.execute(db)
}

/**
 * What is in the trash now has its time from now on: when this server heard of it was never written
 * down. The walls between people bind the owner of the tables as well, and stand aside for this.
 */
const dateTheTrash = async (db: Kysely<unknown>): Promise<void> => {
  for (const table of ['chats', 'folders'])
    await sql`alter table ${sql.table(table)} no force row level security`.execute(db)
  await sql`update chats set trashed_at = now() where is_deleted and purged_at is null`.execute(db)
  await sql`update folders set trashed_at = now(), deleted_at = coalesce(
    to_timestamp((clocks -> 'deleted' ->> 'at')::float8 / 1000), updated_at) where is_deleted`.execute(
    db,
  )
  for (const table of ['chats', 'folders'])
    await sql`alter table ${sql.table(table)} force row level security`.execute(db)
}
