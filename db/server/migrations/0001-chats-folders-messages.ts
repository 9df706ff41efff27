/** The application role, and a person's things: chats, folders, messages. */

import { type Kysely, sql } from 'kysely'
import { APP_ROLE } from '../app-role.ts'
import { guard } from './guard.ts'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await makeRole(db)
  await makeChats(db)
  await makeFolders(db)
  await makeMessages(db)
  for (const table of ['chats', 'folders'])
    await guard(db, { table, rights: 'select, insert, update' })
  await guard(db, { table: 'messages', rights: 'select, insert, update, delete' })
}

/**
 * Roles belong to the cluster: another database of it may have made this one, or be making it at this
 * moment. A migrating role that is no superuser must be let into it, and may have been already.
 */
const makeRole = async (db: Kysely<unknown>): Promise<void> => {
  const role = sql.id(APP_ROLE)
  await sql`do $$ begin
    if not exists (select from pg_roles where rolname = ${sql.lit(APP_ROLE)}) then
      create role ${role} nologin;
    end if;
  exception when duplicate_object or unique_violation then null;
  end $$`.execute(db)
  await sql`do $$ begin
    if not (select rolsuper from pg_roles where rolname = current_user) then
      execute format('grant %I to %I', ${sql.lit(APP_ROLE)}, current_user);
    end if;
  exception when insufficient_privilege then null;
  end $$`.execute(db)
  await sql`grant usage on schema public to ${role}`.execute(db)
  await sql`grant select on kysely_migration, kysely_migration_lock to ${role}`.execute(db)
}

const makeChats = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create table chats (
    user_id text collate "C" not null check (user_id <> ''),
    id text collate "C" not null,
    title text not null,
    timestamp timestamptz not null,
    parent_chat_id text collate "C",
    branch_from_message_id text collate "C",
    folder_id text collate "C",
    pinned boolean not null default false,
    archived boolean not null default false,
    is_deleted boolean not null default false,
    deleted_at timestamptz,
    purged_at timestamptz,
    clocks jsonb not null default '{}',
    revision bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (user_id, id)
  )`.execute(db)
  await sql`create unique index idx_chats_revision on chats (user_id, revision)`.execute(db)
  await sql`create index idx_chats_timestamp on chats (user_id, timestamp)`.execute(db)
  await sql`create index idx_chats_parent on chats (user_id, parent_chat_id)
    where parent_chat_id is not null`.execute(db)
  await sql`create function branches(chat chats) returns text[] language sql stable as $$
    select coalesce(array_agg(child.id order by child.id), '{}')
    from chats child
    where child.user_id = chat.user_id and child.parent_chat_id = chat.id and not child.is_deleted
  $$`.execute(db)
}

const makeFolders = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create table folders (
    user_id text collate "C" not null check (user_id <> ''),
    id text collate "C" not null,
    name text not null,
    parent_id text collate "C",
    is_deleted boolean not null default false,
    clocks jsonb not null default '{}',
    revision bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (user_id, id)
  )`.execute(db)
  await sql`create unique index idx_folders_revision on folders (user_id, revision)`.execute(db)
}

/** A message's optional columns are null where nothing was said: most messages say nothing there. */
const makeMessages = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create table messages (
    user_id text collate "C" not null check (user_id <> ''),
    id text collate "C" not null,
    chat_id text collate "C" not null,
    parent_id text collate "C",
    role text not null check (role in ('user', 'assistant', 'system', 'tool')),
    content text not null,
    timestamp timestamptz not null,
    position integer not null,
    model text,
    status text not null default 'complete'
      check (status in ('complete', 'streaming', 'interrupted', 'failed')),
    attachments jsonb,
    metadata jsonb,
    device_id text collate "C",
    is_deleted boolean not null default false,
    clocks jsonb,
    revision bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (user_id, id),
    foreign key (user_id, chat_id) references chats (user_id, id)
  )`.execute(db)
  await sql`create unique index idx_messages_position on messages (user_id, chat_id, position)`.execute(
    db,
  )
  await sql`create unique index idx_messages_revision on messages (user_id, revision)`.execute(db)
  await sql`create index idx_messages_timestamp on messages (user_id, timestamp)`.execute(db)
}
