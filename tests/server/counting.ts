/** A database that notes the statements that pass through it, for counting them. */

import type { KyselyPlugin } from 'kysely'
import type { Database } from '../../db/server/database.ts'

export interface Counted {
  readonly database: Database
  /** The kinds of statement since the last call, `begin` and `commit` apart. */
  readonly take: () => readonly string[]
}

export const counting = (database: Database): Counted => {
  let names: string[] = []
  const plugin: KyselyPlugin = {
    transformQuery: ({ node, queryId }) => {
      const { sql } = database.db.getExecutor().compileQuery(node, queryId)
      names.push(/^\/\* ([a-z-]+) \*\//.exec(sql)?.[1] ?? sql)
      return node
    },
    transformResult: ({ result }) => Promise.resolve(result),
  }
  return {
    database: { ...database, db: database.db.withPlugin(plugin) },
    take: () => {
      const taken = names
      names = []
      return taken
    },
  }
}
