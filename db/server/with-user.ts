/** A transaction in one person's name: the only way from here to the tables of persons. */

import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { UserId } from '../protocol/ids.ts'
import { APP_ROLE } from './app-role.ts'
import type { Database } from './database.ts'
import type { Lent } from './packet.ts'
import type { Schema } from './schema.ts'
import { type Question, type Statement, statement } from './statement.ts'

export type UserTransaction = Transaction<Schema>

/**
 * Begins, takes on the application role and the person in one statement, works, commits; rolls back
 * when `work` throws. Inside it every table shows this person's rows alone, even to a query that
 * forgets to ask, and the account does not end. Where it has ended, this throws: see `isAccountDeleted`.
 * Never use `database.db` inside: the embedded database has one connection.
 */
export const asUser = <T>(
  database: Database,
  userId: UserId,
  work: (trx: UserTransaction) => Promise<T>,
): Promise<T> => enter(database, sql`select enter_as(${userId})`, work)

/** The same for someone who is not known yet and holds a token: shows the one session of that hash. */
export const asTokenHolder = <T>(
  database: Database,
  tokenHash: string,
  work: (trx: UserTransaction) => Promise<T>,
): Promise<T> =>
  enter(
    database,
    sql`select set_config('role', ${APP_ROLE}, true), set_config('app.token_hash', ${tokenHash}, true)`,
    work,
  )

/** `set_config(..., true)` ends with the transaction; anything longer would leak to the connection's next user. */
const enter = <T>(
  database: Database,
  entrance: RawBuilder<unknown>,
  work: (trx: UserTransaction) => Promise<T>,
): Promise<T> =>
  database.db.transaction().execute(async (trx) => {
    await entrance.execute(trx)
    return work(trx)
  })

const become = statement({
  name: 'enter',
  takes: { userId: 'text' },
  write: (at) => `select enter_as(${at.userId})`,
})

const bare = (text: string): Statement =>
  statement({ name: text, takes: {}, write: () => text })({})
const BEGIN = bare('begin')
const COMMIT = bare('commit')
const ROLLBACK = bare('rollback')

/** One question in one trip; a packet is a transaction by itself. */
export const askAsUser = async <T>(
  database: Database,
  userId: UserId,
  question: Question<T>,
): Promise<T> => {
  const lent = await database.lend()
  try {
    const [, cells = []] = await lent.send([become({ userId }), question])
    return question.read(cells)
  } finally {
    lent.release()
  }
}

/** A transaction of two trips: what it begins with, and what it ends with. */
export interface TwoTrips {
  readonly begin: <A, B>(first: Question<A>, second: Question<B>) => Promise<readonly [A, B]>
  /** Committed when this resolves; null: one question is enough. */
  readonly end: <A, B>(
    first: Question<A>,
    second: Question<B> | null,
  ) => Promise<readonly [A, B | null]>
}

/** As `asUser`, where what is asked is known beforehand; rolls back where `work` does not come to its end. */
export const inTwoTrips = async <T>(
  database: Database,
  userId: UserId,
  work: (trips: TwoTrips) => Promise<T>,
): Promise<T> => {
  const lent = await database.lend()
  let isOpen = false
  const trips: TwoTrips = {
    begin: async (first, second) => {
      isOpen = true
      const [, , one = [], two = []] = await lent.send([BEGIN, become({ userId }), first, second])
      return [first.read(one), second.read(two)]
    },
    end: async (first, second) => {
      const rest = second === null ? [] : [second]
      const [one = [], two = []] = await lent.send([first, ...rest, COMMIT])
      isOpen = false
      return [first.read(one), second?.read(two) ?? null]
    },
  }
  try {
    return await work(trips)
  } finally {
    await leave(lent, isOpen)
  }
}

/** A connection that cannot even roll back is closed, which does the same. */
const leave = async (lent: Lent, isOpen: boolean): Promise<void> => {
  try {
    if (isOpen) await lent.send([ROLLBACK])
  } catch {
    // What stopped the work is what its caller must hear of.
  } finally {
    lent.release()
  }
}
