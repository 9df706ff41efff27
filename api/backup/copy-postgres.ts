/** A PostgreSQL database copied by pg_dump, and put back in one transaction. */

import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { sql } from 'kysely'
import { APP_ROLE } from '../../db/server/app-role.ts'
import { openDatabase, type Database } from '../../db/server/connect.ts'
import { DatabaseRefusal } from '../../db/server/database.ts'
import { reachedMigration } from '../../db/server/reached-migration.ts'
import { contentOf, writeBackup, type Backup } from './backup-file.ts'
import { SILENT } from './silent.ts'
import { startProgram } from './postgres-programs.ts'

const withDatabase = async <T>(
  url: string,
  work: (database: Database) => Promise<T>,
): Promise<T> => {
  const database = await openDatabase({ url }, SILENT)
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

/** While servers go on: it is one snapshot. */
export const backUpPostgres = (url: string, path: string): Promise<Backup> =>
  withDatabase(url, async (database) => {
    const migration = await reachedMigration(database)
    if (migration === null) throw new DatabaseRefusal('There is no chat-sync in that database yet.')
    if (!(await seesAll(database)))
      throw new DatabaseRefusal(
        'The role in DATABASE_URL is shown only some of the rows: back up as a superuser, or as a role with BYPASSRLS.',
      )
    return writeBackup(path, { kind: 'postgres', migration }, (out) => dump(url, out))
  })

const dump = async (url: string, out: Writable): Promise<void> => {
  const { child, ended } = startProgram('pg_dump', ['--format=custom', '--no-owner'], url)
  if (child.stdout === null) throw new Error('pg_dump has no output')
  const copied = pipeline(child.stdout, out, { end: false })
  try {
    await Promise.all([copied, ended])
    out.end()
  } catch (error) {
    out.destroy(error instanceof Error ? error : undefined)
    throw error
  }
}

/** Row level security binds the owner of the tables too. */
const seesAll = async ({ db }: Database): Promise<boolean> => {
  const { rows } = await sql<{ all: boolean }>`
    select rolsuper or rolbypassrls as all from pg_roles where rolname = current_user`.execute(db)
  return rows[0]?.all === true
}

export interface Standing {
  readonly isEmpty: boolean
  /** Connections of servers that run on it. */
  readonly servers: number
  /** A table of another program; null where there is none. */
  readonly stranger: string | null
}

export const lookAtPostgres = (url: string): Promise<Standing> =>
  withDatabase(url, async (database) => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from pg_stat_activity
      where datname = current_database() and application_name = 'chat-sync'
        and pid <> pg_backend_pid()`.execute(database.db)
    const strangers = await sql<{ name: string }>`
      select table_name as name from information_schema.tables t
      where table_schema = 'public' and not exists (
        select from information_schema.role_table_grants g where g.grantee = ${APP_ROLE}
          and g.table_schema = t.table_schema and g.table_name = t.table_name)`.execute(database.db)
    return {
      isEmpty: (await reachedMigration(database)) === null,
      servers: rows[0]?.count ?? 0,
      stranger: strangers.rows[0]?.name ?? null,
    }
  })

/**
 * Every table that the application role may use is ours, and so are the functions beside them, but for
 * those of extensions; the role itself belongs to the cluster.
 */
const PRELUDE = `begin;
set local lock_timeout = '10s';
do $$ begin
  if not exists (select from pg_roles where rolname = '${APP_ROLE}') then
    create role ${APP_ROLE} nologin;
  end if;
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant ${APP_ROLE} to %I', current_user);
  end if;
end $$;
do $$ declare ours text; routine regprocedure; begin
  select string_agg(format('%I.%I', table_schema, table_name), ', ') into ours
  from (select distinct table_schema, table_name from information_schema.role_table_grants
    where grantee = '${APP_ROLE}' and table_schema = 'public') t;
  if ours is not null then execute 'drop table ' || ours || ' cascade'; end if;
  for routine in select p.oid from pg_proc p
    where p.pronamespace = 'public'::regnamespace and not exists (select from pg_depend d
      where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
  loop execute format('drop routine %s', routine); end loop;
end $$;
`

/** All of it or nothing: what was there goes, and what was copied comes, by one commit at the end. */
export const restorePostgres = async (url: string, backup: Backup): Promise<void> => {
  const words = ['--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', '--file=-']
  const psql = startProgram('psql', words, url)
  const reading = startProgram('pg_restore', ['--no-owner', '--file=-'], null)
  const [into, from, out] = [psql.child.stdin, reading.child.stdin, reading.child.stdout]
  if (into === null || from === null || out === null) throw new Error('a program has no pipe')
  psql.child.stdout?.resume()
  into.write(PRELUDE)
  const fed = pipeline(contentOf(backup), from)
  const told = pipeline(out, into, { end: false })
  try {
    await Promise.race([psql.ended, Promise.all([fed, told, reading.ended])])
    into.end('\ncommit;\n')
    await psql.ended
  } catch (error) {
    // Without its commit the transaction is as if it had never been.
    psql.child.kill()
    reading.child.kill()
    await psql.ended.catch((complaint: unknown) => {
      if (complaint instanceof DatabaseRefusal && psql.child.exitCode !== null) throw complaint
    })
    throw error
  }
}
