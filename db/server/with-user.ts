/** A transaction in one person's name: the only way from here to the tables of persons. */

import { sql, type Transaction } from 'kysely'
import type { UserId } from '../protocol/ids.ts'
import { APP_ROLE } from './app-role.ts'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'

export type UserTransaction = Transaction<Schema>

/**
 * Begins, takes on the application role and the person in one statement, works, commits; rolls back
 * when `work` throws. Inside it every table shows this person's rows alone, even to a query that
 * forgets to ask. Never use `database.db` inside: the embedded database has one connection.
 */
export const asUser = <T>(
  database: Database,
  userId: UserId,
  work: (trx: UserTransaction) => Promise<T>,
): Promise<T> => enter(database, { name: 'app.user_id', value: userId }, work)

/** The same for someone who is not known yet and holds a token: shows the one session of that hash. */
export const asTokenHolder = <T>(
  database: Database,
  tokenHash: string,
  work: (trx: UserTransaction) => Promise<T>,
): Promise<T> => enter(database, { name: 'app.token_hash', value: tokenHash }, work)

/** `set_config(..., true)` ends with the transaction; anything longer would leak to the connection's next user. */
const enter = <T>(
  database: Database,
  setting: { readonly name: string; readonly value: string },
  work: (trx: UserTransaction) => Promise<T>,
): Promise<T> =>
  database.db.transaction().execute(async (trx) => {
    await sql`/* enter */ select set_config('role', ${APP_ROLE}, true), set_config(${setting.name}, ${setting.value}, true)`.execute(
      trx,
    )
    return work(trx)
  })
