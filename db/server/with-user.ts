/** A transaction in one person's name: the only way from here to the tables of persons. */

import type { Transaction } from 'kysely'
import type { UserId } from '../protocol/ids.ts'
import type { Database } from './connect.ts'
import type { Schema } from './schema.ts'

export type UserTransaction = Transaction<Schema>

/**
 * Begins, takes on the application role and the person in one statement, works, commits; rolls back
 * when `work` throws. Inside it every table shows this person's rows alone, even to a query that
 * forgets to ask.
 */
export declare const asUser: <T>(
  database: Database,
  userId: UserId,
  work: (trx: UserTransaction) => Promise<T>,
) => Promise<T>
