/** Opens the server's database: PostgreSQL by its URL, or the embedded one (PGlite) in a folder. */

import { connectPostgres } from './connect-postgres.ts'
import type { Database, DatabaseLog, DatabasePlace } from './database.ts'

export type { Database, DatabaseLog, DatabasePlace } from './database.ts'

/**
 * Opens the database without migrating it. Throws DatabaseRefusal where a person must act: the
 * folder is in use by another process, or was made by another version of the embedded database.
 * A PostgreSQL that is down at this moment is no refusal: queries fail until it is up.
 */
export const openDatabase = async (place: DatabasePlace, log: DatabaseLog): Promise<Database> => {
  if ('url' in place) return connectPostgres(place.url, log)
  const { connectPglite } = await import('./connect-pglite.ts')
  return connectPglite(place.folder, log)
}
