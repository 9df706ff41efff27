/** Brings the schema up to date; several processes may do so at once, one of them does the work. */

import { Migrator } from 'kysely'
import type { Database, DatabaseLog } from './database.ts'
import { migrations } from './migrations/index.ts'
import { isUnavailable } from './unavailable.ts'

/** Runs what is missing in one transaction, as the role that opened the database; throws what stopped it. */
export const migrateDatabase = (database: Database, log: DatabaseLog): Promise<void> =>
  database.withoutLimits(async (db) => {
    const { error, results } = await new Migrator({ db, provider: migrations }).migrateToLatest()
    for (const result of results ?? [])
      log.info({ migration: result.migrationName, status: result.status }, 'migrated')
    // One that is not up yet is no failure of a migration: whoever starts waits for it.
    if (isUnavailable(error)) throw error
    if (error !== undefined)
      throw new Error('The database could not be migrated.', { cause: error })
  })
