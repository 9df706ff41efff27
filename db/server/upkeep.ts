/** Keeps what the planner believes of the tables level with their growth. */

import { type Kysely, sql } from 'kysely'
import type { DatabaseLog } from './database.ts'
import type { Schema } from './schema.ts'

export interface Upkeep {
  /** Tells how many rows were just written; when that is much since last time, statistics are made anew. */
  readonly grew: (rows: number) => void
  /** Resolves when nothing of it is under way. */
  readonly settled: () => Promise<void>
}

const FIRST_DUE = 500
const LONGEST_WAIT = 20_000

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
      if (kind === 'postgres') await sql`analyze ${tables}`.execute(db)
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
      due = written + Math.min(written, LONGEST_WAIT)
      isRunning = true
      running = keep()
    },
    settled: () => running,
  }
}
