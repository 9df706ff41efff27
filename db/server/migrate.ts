/** Brings the schema up to date; several processes may do so at once, one of them does the work. */

import type { Database, DatabaseLog } from './connect.ts'

/** Runs what is missing, each migration in its own transaction; throws the first one's error. */
export declare const migrateDatabase: (database: Database, log: DatabaseLog) => Promise<void>
