/** A database that notes the statements that pass through it, for counting them. */

import type { KyselyPlugin } from 'kysely'
import type { Database } from '../../db/server/database.ts'

export interface Counted {
  readonly database: Database
  /** The statements since the last call, each trip a list of those that went together. */
  readonly take: () => readonly (readonly string[])[]
}

export const counting = (database: Database): Counted => {
  let trips: (readonly string[])[] = []
  const plugin: KyselyPlugin = {
    transformQuery: ({ node, queryId }) => {
      trips.push([database.db.getExecutor().compileQuery(node, queryId).sql])
      return node
    },
    transformResult: ({ result }) => Promise.resolve(result),
  }
  const lend = async () => {
    const lent = await database.lend()
    const send: typeof lent.send = (statements) => {
      trips.push(statements.map(({ name }) => name))
      return lent.send(statements)
    }
    return { ...lent, send }
  }
  return {
    database: { ...database, db: database.db.withPlugin(plugin), lend },
    take: () => {
      const taken = trips
      trips = []
      return taken
    },
  }
}
