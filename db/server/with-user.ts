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

/**
 * Every statement here looks rows up by keys that begin with the person. Told so, the planner makes
 * one plan a statement and keeps it: planning the page anew takes longer than an empty page.
 */
const PLANNER = Object.entries({
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  random_page_cost: '1.1',
  jit: 'off',
})

/** `set_config(..., true)` ends with the transaction; anything longer would leak to the connection's next user. */
const enter = <T>(
  database: Database,
  setting: { readonly name: string; readonly value: string },
  work: (trx: UserTransaction) => Promise<T>,
): Promise<T> => {
  const settings = [['role', APP_ROLE], [setting.name, setting.value], ...PLANNER]
  const calls = settings.map(([name, value]) => sql`set_config(${name}, ${value}, true)`)
  return database.db.transaction().execute(async (trx) => {
    await sql`/* enter */ select ${sql.join(calls)}`.execute(trx)
    return work(trx)
  })
}
