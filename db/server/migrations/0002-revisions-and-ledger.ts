/** What sync keeps: revisions, tokens, devices, the ledger of changes, conflicts. */

import { type Kysely, sql } from 'kysely'
import { guard } from './guard.ts'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await makeStatus(db)
  await makeDevices(db)
  await makeConflicts(db)
  for (const table of ['sync_status', 'devices'])
    await guard(db, { table, rights: 'select, insert, update' })
  for (const table of ['sync_tokens', 'applied_changes'])
    await guard(db, { table, rights: 'select, insert, delete' })
  await guard(db, { table: 'conflicts', rights: 'select, insert, update, delete' })
}

/** Rows that every round writes again leave room on their page, so that no index is touched. */
const makeStatus = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create table sync_status (
    user_id text collate "C" primary key check (user_id <> ''),
    revision bigint not null default 0,
    last_sync_timestamp timestamptz,
    device_id text collate "C",
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  ) with (fillfactor = 50)`.execute(db)
  await sql`create table sync_tokens (
    user_id text collate "C" not null check (user_id <> ''),
    revision bigint not null,
    token text not null,
    created_at timestamptz not null,
    primary key (user_id, revision)
  )`.execute(db)
}

const makeDevices = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create table devices (
    user_id text collate "C" not null check (user_id <> ''),
    device_id text collate "C" not null,
    name text not null default '',
    platform text not null default '',
    app_version text not null default '',
    last_seq bigint not null default 0,
    revision bigint not null default 0,
    pending integer not null default 0,
    last_seen_at timestamptz,
    created_at timestamptz not null,
    revoked_at timestamptz,
    retired_at timestamptz,
    primary key (user_id, device_id)
  ) with (fillfactor = 50)`.execute(db)
  await sql`create table applied_changes (
    user_id text collate "C" not null check (user_id <> ''),
    device_id text collate "C" not null,
    seq bigint not null,
    change_id text collate "C" not null,
    revision bigint not null,
    outcome jsonb,
    applied_at timestamptz not null,
    primary key (user_id, device_id, seq)
  )`.execute(db)
  await sql`create index idx_applied_changes_change_id on applied_changes (user_id, change_id)`.execute(
    db,
  )
}

const makeConflicts = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create table conflicts (
    user_id text collate "C" not null check (user_id <> ''),
    id text collate "C" not null,
    entity text not null check (entity in ('chat', 'folder', 'message')),
    entity_id text collate "C" not null,
    field text not null,
    kept jsonb not null,
    lost jsonb not null,
    lost_change_id text collate "C" not null,
    lost_device_id text collate "C",
    created_at timestamptz not null,
    resolved_at timestamptz,
    choice text check (choice in ('kept', 'lost')),
    revision bigint not null,
    primary key (user_id, id)
  )`.execute(db)
  await sql`create unique index idx_conflicts_revision on conflicts (user_id, revision)`.execute(db)
  await sql`create index idx_conflicts_entity on conflicts (user_id, entity_id)`.execute(db)
}
