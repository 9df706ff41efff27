/** Between Kysely and node-postgres: drops broken connections, and plans the fixed statements once. */

import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import type { Connections } from './database.ts'
import { DatabaseUnavailable, isFromServer } from './unavailable.ts'

/** A statement that begins so is prepared under this name and planned once a connection. */
const NAMED = /^\/\* (?<name>[a-z-]+) \*\//

/**
 * node-postgres tells a lost or hung server by plain errors without a code, and takes a connection
 * that still waits for its answer back into the pool. Here both become DatabaseUnavailable; such a
 * connection takes no further statement, no rollback either, and is closed instead of lent again.
 */
export const steadyPool = (pool: Pool): PostgresPool => {
  const steadyByClient = new WeakMap<PoolClient, PostgresPoolClient>()

  const connect = async (): Promise<PostgresPoolClient> => {
    let client: PoolClient
    try {
      client = await pool.connect()
    } catch (error) {
      throw new DatabaseUnavailable('The database cannot be reached.', { cause: error })
    }
    const steady = steadyByClient.get(client) ?? steadyClient(client)
    steadyByClient.set(client, steady)
    return steady
  }

  return { connect, end: () => pool.end() }
}

/** The pool's own counts. */
export const countConnections = (pool: Pool): Connections => ({
  open: pool.totalCount,
  idle: pool.idleCount,
  waiting: pool.waitingCount,
})

const steadyClient = (client: PoolClient): PostgresPoolClient => {
  let isBroken = false

  function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  function query(text: string | object, values: readonly unknown[] = []): unknown {
    if (typeof text !== 'string') throw new Error('pages are read by key, never by cursor')
    return ask(text, values)
  }

  const ask = async (text: string, values: readonly unknown[]): Promise<unknown> => {
    if (isBroken) throw new DatabaseUnavailable('The connection is lost.')
    const name = NAMED.exec(text)?.groups?.['name']
    try {
      return await client.query({
        text,
        values: [...values],
        ...(name === undefined ? {} : { name }),
      })
    } catch (error) {
      if (isFromServer(error)) throw error
      isBroken = true
      throw new DatabaseUnavailable('The database did not answer.', { cause: error })
    }
  }

  return { query, release: () => client.release(isBroken) }
}
