/** PostgreSQL by its URL, with limits that a hung or restarted server cannot outlast. */

import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { type Database, type DatabaseLog, PLANNER } from './database.ts'
import { isReady } from './is-ready.ts'
import { countConnections, type SteadyPool, steadyPool } from './pool.ts'
import type { Schema } from './schema.ts'
import { createUpkeep } from './upkeep.ts'

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

/** A new connection plans everything anew, so one that rests is kept for a while. */
const IDLE_MS = 5 * 60_000

const options = Object.entries(PLANNER)
  .map(([name, value]) => `-c ${name}=${value}`)
  .join(' ')

export const connectPostgres = (url: string, log: DatabaseLog): Database => {
  const open = (limits: pg.PoolConfig, max: number): pg.Pool => {
    const opened = new pg.Pool({
      connectionString: url,
      max,
      keepAlive: true,
      application_name: 'chat-sync',
      ...limits,
    })
    listen(opened, log)
    return opened
  }
  const pool = open({ ...LIMITS, options, idleTimeoutMillis: IDLE_MS }, 20)
  const steady = steadyPool(pool)
  const db = over(steady)
  const upkeep = createUpkeep(db, 'postgres', log)

  return {
    db,
    kind: 'postgres',
    log,
    lend: () => steady.connect(),
    ready: () => isReady(db),
    withoutLimits: async (work) => {
      const { connectionTimeoutMillis } = LIMITS
      const patient = over(steadyPool(open({ connectionTimeoutMillis }, 2)))
      try {
        return await work(patient)
      } finally {
        await patient.destroy()
      }
    },
    connections: () => countConnections(pool),
    grew: upkeep.grew,
    // Its disk is its own affair: it says so with the statement that found no room.
    needRoom: () => Promise.resolve(),
    close: async () => {
      await upkeep.settled()
      await db.destroy()
    },
  }
}

const over = (pool: SteadyPool): Kysely<Schema> =>
  new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })

/**
 * Without a listener on each client, a restart of PostgreSQL in mid-transaction ends the process. The
 * error itself is not logged: it carries the client, and with it the password.
 */
const listen = (pool: pg.Pool, log: DatabaseLog): void => {
  const lost = (error: Error): void =>
    log.warn({ reason: error.message }, 'a database connection was lost')
  pool.on('error', lost)
  pool.on('connect', (client) => {
    client.on('error', lost)
  })
}
