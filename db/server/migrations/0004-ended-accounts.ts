/** Accounts that ended: who they were, and no transaction in their name any more. */

import { type Kysely, sql } from 'kysely'
import { ACCOUNT_DELETED } from '../account-deleted.ts'
import { APP_ROLE } from '../app-role.ts'
import { guard } from './guard.ts'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create table deleted_users (
    user_id text collate "C" primary key check (user_id <> ''),
    deleted_at timestamptz not null
  )`.execute(db)
  await guard(db, { table: 'deleted_users', rights: 'select' })
  await sql`create index idx_device_sessions_clerk on device_sessions (user_id, clerk_session_id)
    where clerk_session_id is not null`.execute(db)
  await makeEntrance(db)
  await makeEnd(db)
  await letPeopleBeListed(db)
}

/**
 * The way into a person's name. Each transaction in it shares a lock that the end of the account has
 * for itself, and then looks whether the account ended: in a volatile function that is a look of its
 * own, so it sees what was committed while it waited for the lock.
 */
const makeEntrance = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create function enter_as(person text) returns void language plpgsql volatile as $$
  begin
    perform set_config('role', ${sql.lit(APP_ROLE)}, true), set_config('app.user_id', person, true);
    perform pg_advisory_xact_lock_shared(hashtextextended(person, 0));
    if exists (select from deleted_users d where d.user_id = person) then
      raise exception 'the account was deleted' using errcode = ${sql.lit(ACCOUNT_DELETED)};
    end if;
  end $$`.execute(db)
}

/**
 * Deletes everything of the one in whose name the transaction is, with the rights of whoever owns the
 * tables: the application role may delete none of it by itself. The sessions stay, ended, so that each
 * device hears why; a repeat answers them again and changes nothing.
 */
const makeEnd = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create function delete_account(at timestamptz)
    returns table (ended_hash text, ended_device text)
    language plpgsql volatile security definer set search_path = public, pg_temp as $$
  declare person text := nullif(current_setting('app.user_id', true), '');
  begin
    if person is null then raise exception 'nobody is named'; end if;
    perform pg_advisory_xact_lock(hashtextextended(person, 0));
    insert into deleted_users values (person, at) on conflict do nothing;
    delete from attachment_chunks where user_id = person;
    delete from attachments where user_id = person;
    delete from messages where user_id = person;
    delete from chats where user_id = person;
    delete from folders where user_id = person;
    delete from conflicts where user_id = person;
    delete from applied_changes where user_id = person;
    delete from sync_tokens where user_id = person;
    delete from devices where user_id = person;
    delete from sync_status where user_id = person;
    return query update device_sessions s set revoked_at = coalesce(s.revoked_at, at)
      where s.user_id = person returning s.token_hash, s.device_id;
  end $$`.execute(db)
  await sql`revoke execute on function delete_account(timestamptz) from public`.execute(db)
  await sql`grant execute on function delete_account(timestamptz) to ${sql.id(APP_ROLE)}`.execute(
    db,
  )
}

/** Wherever a person leaves a first trace. */
const TRACES = ['sync_status', 'devices', 'device_sessions', 'attachments']

/**
 * Whoever compares our people with the sign-in service has to know who they are. The role that owns
 * the tables may look, where its transaction says that it does; the application role never may.
 */
const letPeopleBeListed = async (db: Kysely<unknown>): Promise<void> => {
  for (const table of TRACES)
    await sql`create policy listed on ${sql.table(table)} for select
      using (current_user <> ${sql.lit(APP_ROLE)}
        and current_setting('app.lists_people', true) = 'yes')`.execute(db)
}
