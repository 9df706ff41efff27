/** A database whose every statement forgets to ask whose rows it wants: what then still holds is the database's own wall. */

import {
  type DeleteQueryNode,
  type KyselyPlugin,
  OperationNodeTransformer,
  type QueryId,
  type SelectQueryNode,
  type UpdateQueryNode,
} from 'kysely'
import type { Database } from '../../db/server/database.ts'
import type { Statement } from '../../db/server/statement.ts'

const without = <Node extends { readonly where?: unknown }>({ where: _where, ...rest }: Node) =>
  rest

class Forgetful extends OperationNodeTransformer {
  protected override transformSelectQuery(node: SelectQueryNode, query?: QueryId): SelectQueryNode {
    return without(super.transformSelectQuery(node, query))
  }
  protected override transformUpdateQuery(node: UpdateQueryNode, query?: QueryId): UpdateQueryNode {
    return without(super.transformUpdateQuery(node, query))
  }
  protected override transformDeleteQuery(node: DeleteQueryNode, query?: QueryId): DeleteQueryNode {
    return without(super.transformDeleteQuery(node, query))
  }
}

const forgetful = new Forgetful()
const forgetting: KyselyPlugin = {
  transformQuery: ({ node, queryId }) => forgetful.transformNode(node, queryId),
  transformResult: async ({ result }) => result,
}

/** In statements of fixed text: each comparison of persons, by value or with another table's. */
const OF_A_PERSON = /(?:\w+\.)?user_id = (?!excluded\.)(?:\w+\.user_id|\$\d+)/g

export interface Careless {
  readonly database: Database
  /** Names of the statements that forgot something. */
  readonly forgot: ReadonlySet<string>
}

export const carelessDatabase = (database: Database): Careless => {
  const forgot = new Set<string>()
  const forget = (asked: Statement): Statement => {
    const text = asked.text.replaceAll(OF_A_PERSON, 'true')
    if (text === asked.text) return asked
    forgot.add(asked.name)
    return { ...asked, name: `careless ${asked.name}`, text }
  }
  return {
    forgot,
    database: {
      ...database,
      db: database.db.withPlugin(forgetting),
      withoutLimits: (work) => database.withoutLimits((db) => work(db.withPlugin(forgetting))),
      lend: async () => {
        const { send, release } = await database.lend()
        return { send: (statements) => send(statements.map(forget)), release }
      },
    },
  }
}
