/** What helps whoever looks for a fault, as one text: codes, counts, times and ids, never a title or a message. */

import type { ChatDatabase } from '../../db/device/database.ts'
import type { RunRecord } from '../../db/device/records.ts'
import { countOutbox } from '../../db/device/outbox.ts'
import { listLog, listRuns } from '../../db/device/runs.ts'
import { readSync } from '../../db/device/sync-state.ts'

const LOG_LINES = 200
const RUNS = 200

interface About {
  readonly version: string
  readonly browser: string
  readonly isOnline: boolean
  readonly now: number
}

/** Named one by one: a field that is added to the tables later does not get in by itself. */
export const debugInfo = async (db: ChatDatabase, about: About): Promise<string> => {
  const [sync, outbox, chats, log, runs] = await Promise.all([
    readSync(db),
    countOutbox(db),
    db.chats.count(),
    listLog(db, LOG_LINES),
    listRuns(db, RUNS),
  ])
  const { deviceId, nextSeq, generation, seen, cursor, left } = sync
  const { lastFullSyncAt, lastSentAt, lastReceivedAt, lastFault, lastReason } = sync
  const { retryAt, failures, isPaused, clockOffsetMs } = sync
  const { now, ...app } = about
  return JSON.stringify(
    {
      app: { ...app, at: timeOf(now) },
      counts: { ...outbox, chats },
      sync: {
        deviceId,
        nextSeq,
        generation,
        left,
        failures,
        isPaused,
        clockOffsetMs,
        lastFault,
        lastReason: lastReason ?? null,
        revision: seen?.revision ?? null,
        hasCursor: cursor !== null,
        lastFullSyncAt: timeOf(lastFullSyncAt),
        lastSentAt: timeOf(lastSentAt),
        lastReceivedAt: timeOf(lastReceivedAt),
        retryAt: timeOf(retryAt),
      },
      log: log.map(({ at, level, code, details }) => ({ at: timeOf(at), level, code, details })),
      runs: runs.map(toldOf),
    },
    null,
    1,
  )
}

/** A run as it is kept, with its time in a form that people read. */
export const toldOf = (run: RunRecord): object =>
  Object.assign({ at: timeOf(run.startedAt) }, run, { id: undefined, startedAt: undefined })

const timeOf = (at: number | null): string | null =>
  at === null ? null : new Date(at).toISOString()
