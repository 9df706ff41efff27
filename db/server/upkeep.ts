/** Keeps what the planner believes of the tables level with their growth. */

import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { DatabaseLog } from './database.ts'
import type { Schema } from './schema.ts'

export interface Upkeep {
  /** Tells how many rows were just written; when that is much since last time, statistics are made anew. */
  readonly grew: (rows: number) => void
  /** Resolves when nothing of it is under way. */
  readonly settled: () => Promise<void>
}

const FIRST_DUE = 500
/** PostgreSQL looks after tables that have some size by itself; the embedded one never does. */
const LONGEST_WAIT = { postgres: Infinity, pglite: 20_000 } as const

/**
 * A small sample is enough to tell large from nearly empty, and an import waits for the processor while
 * it is taken; autovacuum takes a larger one later.
 */
const SAMPLE = sql.raw('set local default_statistics_target = 10')

const glance = (db: Kysely<Schema>, tables: RawBuilder<unknown>): Promise<void> =>
  db.transaction().execute(async (trx) => {
    await SAMPLE.execute(trx)
    await sql`analyze ${tables}`.execute(trx)
  })

/**
 * A plan made while a table was nearly empty reads all of a person's rows where it should look one up
 * by its key: PostgreSQL keeps such plans, those of its foreign keys included, until the statistics
 * change. Autovacuum looks once a minute, and an import is over by then. The embedded database has no
 * autovacuum at all, and writes no checkpoint by itself, so its log would grow for ever.
 */
export const createUpkeep = (
  db: Kysely<Schema>,
  kind: 'postgres' | 'pglite',
  log: DatabaseLog,
): Upkeep => {
  let written = 0
  let due = FIRST_DUE
  let running = Promise.resolve()
  let isRunning = false

  const keep = async (): Promise<void> => {
    try {
      const tables = sql.raw(
        'chats, messages, folders, conflicts, applied_changes, sync_tokens, devices',
      )
      if (kind === 'postgres') await glance(db, tables)
      else {
        await sql`vacuum (analyze) ${tables}`.execute(db)
        await sql`checkpoint`.execute(db)
      }
    } catch (error) {
      log.warn({ err: error }, 'the statistics of the database could not be made')
    } finally {
      isRunning = false
    }
  }

  return {
    grew: (rows) => {
      written += rows
      if (written < due || isRunning) return
      due = written + Math.min(written, LONGEST_WAIT[kind])
      isRunning = true
      running = keep()
    },
    settled: () => running,
  }
}
