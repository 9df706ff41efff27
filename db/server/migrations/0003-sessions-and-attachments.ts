/** Sign-ins of devices, and the bytes of attachments. */

import { type Kysely, sql } from 'kysely'
import { APP_ROLE } from '../app-role.ts'
import { guard } from './guard.ts'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await makeSessions(db)
  await makeAttachments(db)
  for (const table of ['attachments', 'attachment_chunks'])
    await guard(db, { table, rights: 'select, insert, delete' })
}

/**
 * A session must be found before its person is known: a second policy shows the one row whose hash
 * the asker has already, to read it and to move its dates. Its person and its hash never change.
 */
const makeSessions = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create table device_sessions (
    token_hash text collate "C" primary key,
    user_id text collate "C" not null check (user_id <> ''),
    device_id text collate "C" not null,
    clerk_session_id text,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    expires_at timestamptz not null,
    ends_at timestamptz not null,
    revoked_at timestamptz
  )`.execute(db)
  await sql`create index idx_device_sessions_device on device_sessions (user_id, device_id)`.execute(
    db,
  )
  await guard(db, { table: 'device_sessions', rights: 'select, insert, delete' })
  await sql`create policy by_token on device_sessions
    using (token_hash = nullif(current_setting('app.token_hash', true), ''))`.execute(db)
  await sql`grant update (device_id, seen_at, expires_at, revoked_at) on device_sessions
    to ${sql.id(APP_ROLE)}`.execute(db)
}

/** Bytes are stored as they are: files are compressed already, and PostgreSQL would try again. */
const makeAttachments = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create table attachments (
    user_id text collate "C" not null check (user_id <> ''),
    sha256 text collate "C" not null check (sha256 ~ '^[0-9a-f]{64}$'),
    size integer not null,
    mime text not null,
    created_at timestamptz not null,
    primary key (user_id, sha256)
  )`.execute(db)
  await sql`create table attachment_chunks (
    user_id text collate "C" not null check (user_id <> ''),
    sha256 text collate "C" not null,
    chunk integer not null,
    bytes bytea not null,
    primary key (user_id, sha256, chunk),
    foreign key (user_id, sha256) references attachments (user_id, sha256) on delete cascade
  )`.execute(db)
  await sql`alter table attachment_chunks alter column bytes set storage external`.execute(db)
}
