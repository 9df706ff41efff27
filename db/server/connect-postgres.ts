/** PostgreSQL by its URL, with limits that a hung or restarted server cannot outlast. */

import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Database, DatabaseLog } from './database.ts'
import { isReady } from './is-ready.ts'
import { steadyPool } from './pool.ts'
import type { Schema } from './schema.ts'

/**
 * The server ends a statement before the driver gives up on it (8 s, 10 s), so that a slow query
 * costs one error and not one connection; the driver's own limit is for a server that hangs.
 */
const LIMITS = {
  connectionTimeoutMillis: 3000,
  query_timeout: 10_000,
  statement_timeout: 8000,
  lock_timeout: 3000,
  idle_in_transaction_session_timeout: 15_000,
} as const

export const connectPostgres = (url: string, log: DatabaseLog): Database => {
  const open = (limits: Partial<typeof LIMITS>, max: number): Kysely<Schema> => {
    const pool = new pg.Pool({
      connectionString: url,
      max,
      keepAlive: true,
      application_name: 'chat-sync',
      ...limits,
    })
    listen(pool, log)
    return new Kysely<Schema>({ dialect: new PostgresDialect({ pool: steadyPool(pool) }) })
  }
  const db = open(LIMITS, 16)

  return {
    db,
    kind: 'postgres',
    ready: () => isReady(db),
    withoutLimits: async (work) => {
      const patient = open({ connectionTimeoutMillis: LIMITS.connectionTimeoutMillis }, 2)
      try {
        return await work(patient)
      } finally {
        await patient.destroy()
      }
    },
    close: () => db.destroy(),
  }
}

/** Without a listener on each client, a restart of PostgreSQL in mid-transaction ends the process. */
const listen = (pool: pg.Pool, log: DatabaseLog): void => {
  const lost = (error: Error): void => log.warn({ err: error }, 'a database connection was lost')
  pool.on('error', lost)
  pool.on('connect', (client) => {
    client.on('error', lost)
  })
}
