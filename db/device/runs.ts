/** The last syncs with their figures, and the log that explains them; both bounded. */

import { backwards } from './backwards.ts'
import type { ChatDatabase } from './database.ts'
import type { LogRecord, RunRecord } from './records.ts'
import { addToDay } from './run-days.ts'

const KEPT_RUNS = 200
const KEPT_LOG = 1000

/** Keeps the run, adds it to its day, and lets the oldest beyond 200 go. */
export const addRun = async (db: ChatDatabase, run: RunRecord): Promise<void> => {
  await db.transaction('rw', db.runs, db.log, async () => {
    const id = await db.runs.add(run)
    await addToDay(db, run)
    await db.runs
      .where('id')
      .belowOrEqual(id - KEPT_RUNS)
      .delete()
  })
}

/** Newest first. */
export const listRuns = async (db: ChatDatabase, limit: number): Promise<readonly RunRecord[]> =>
  backwards(db.runs.orderBy('id')).limit(limit).toArray()

/** Keeps the line and lets the oldest beyond 1,000 go; below number 1 are the sums of days. */
export const addLog = async (db: ChatDatabase, line: LogRecord): Promise<void> => {
  await db.transaction('rw', db.log, async () => {
    const id = await db.log.add(line)
    await db.log
      .where('id')
      .between(1, id - KEPT_LOG, true, true)
      .delete()
  })
}

/** Newest first. */
export const listLog = async (db: ChatDatabase, limit: number): Promise<readonly LogRecord[]> =>
  backwards(db.log.where('id').above(0)).limit(limit).toArray()
