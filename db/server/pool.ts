/** Between us and node-postgres: drops broken connections, and sends several statements in one packet. */

import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import type { Connections } from './database.ts'
import { createPacket, type Lent } from './packet.ts'
import type { Cells, Statement } from './statement.ts'
import { DatabaseUnavailable, isFromServer } from './unavailable.ts'

/** What Kysely takes connections from, and who sends packets as well. */
export interface SteadyPool extends PostgresPool {
  readonly connect: () => Promise<PostgresPoolClient & Lent>
}

/**
 * node-postgres tells a lost or hung server by plain errors without a code, and takes a connection
 * that still waits for its answer back into the pool. Here both become DatabaseUnavailable; such a
 * connection takes no further statement, no rollback either, and is closed instead of lent again.
 */
export const steadyPool = (pool: Pool): SteadyPool => {
  const steadyByClient = new WeakMap<PoolClient, PostgresPoolClient & Lent>()

  const connect = async (): Promise<PostgresPoolClient & Lent> => {
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

const steadyClient = (client: PoolClient): PostgresPoolClient & Lent => {
  const prepared = new Set<string>()
  let isBroken = false

  const ask = async <T>(question: () => Promise<T>): Promise<T> => {
    if (isBroken) throw new DatabaseUnavailable('The connection is lost.')
    try {
      return await question()
    } catch (error) {
      if (isFromServer(error)) throw error
      isBroken = true
      throw new DatabaseUnavailable('The database did not answer.', { cause: error })
    }
  }

  function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  function query(text: string | object, values: readonly unknown[] = []): unknown {
    if (typeof text !== 'string') throw new Error('pages are read by key, never by cursor')
    return ask(() => client.query({ text, values: [...values] }))
  }

  const send = (statements: readonly Statement[]): Promise<readonly Cells[]> =>
    ask(
      () =>
        new Promise((resolve, reject) => {
          client.query(
            createPacket(statements, prepared, (error, answers) =>
              error === null ? resolve(answers) : reject(error),
            ),
          )
        }),
    )

  return { query, send, release: () => client.release(isBroken) }
}
