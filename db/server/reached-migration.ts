/** How far a database is migrated, and whether this version of the app knows that far. */

import { sql } from 'kysely'
import type { Database } from './database.ts'
import { migrations } from './migrations/index.ts'

/** The name of its last migration; null for a database in which chat-sync has never been. */
export const reachedMigration = async ({ db }: Pick<Database, 'db'>): Promise<string | null> => {
  const there = await sql<{ is: boolean }>`
    select to_regclass('kysely_migration') is not null as is`.execute(db)
  if (there.rows[0]?.is !== true) return null
  const last = await sql<{ name: string }>`
    select name from kysely_migration order by name desc limit 1`.execute(db)
  return last.rows[0]?.name ?? null
}

export const isKnownMigration = async (name: string): Promise<boolean> =>
  Object.hasOwn(await migrations.getMigrations(), name)
