/** The syncs of a day, summed: so that a month of figures is thirty small records, however many syncs. */

import type { ChatDatabase } from './database.ts'
import type { LogRecord, RunRecord } from './records.ts'

/**
 * A day's sums are a line of the log, under a number below zero: the log holds codes and counts and
 * nothing else, and lines have numbers above it. `ms:<step>` counts durations by their step, `fault:…`
 * and `last:…` the faults and when each was met last.
 */
export interface RunDay {
  /** Its first moment, in the time of the device. */
  readonly at: number
  readonly runs: number
  readonly done: number
  readonly failed: number
  readonly sent: number
  readonly received: number
  readonly bytesSent: number
  readonly bytesReceived: number
  /** How many took as long as each step stands for. */
  readonly durations: ReadonlyMap<number, number>
  readonly faults: ReadonlyMap<string, { readonly count: number; readonly lastAt: number }>
}

type Sums = Readonly<Record<string, number>>

const CODE = 'day'
const KEPT_DAYS = 32

/** A tenth longer from step to step: a duration read back is at most a twentieth off. */
const STEP = 1.1
export const stepOf = (ms: number): number =>
  Math.round(Math.log(Math.max(0, ms) + 1) / Math.log(STEP))
export const msOfStep = (step: number): number => STEP ** step - 1

/** As 20261125: days sort as their numbers do. */
const dayNumber = (at: number): number => {
  const date = new Date(at)
  return date.getFullYear() * 10_000 + (date.getMonth() + 1) * 100 + date.getDate()
}

/** What a run is counted under where it failed: its fault, and why there was no answer, if that is known. */
export const faultKey = ({ fault, reason }: Pick<RunRecord, 'fault' | 'reason'>): string | null =>
  fault === undefined ? null : (reason ?? fault)

/** Part of its caller's transaction, over `log`. */
export const addToDay = async (db: ChatDatabase, run: RunRecord): Promise<void> => {
  const id = -dayNumber(run.startedAt)
  const known = await db.log.get(id)
  await db.log.put({
    id,
    at: new Date(run.startedAt).setHours(0, 0, 0, 0),
    level: 'note',
    code: CODE,
    details: withRun(sumsIn(known), run),
  })
  if (known !== undefined) return
  const days = await db.log.where('id').below(0).primaryKeys()
  await db.log.bulkDelete(days.slice(KEPT_DAYS))
}

/** Newest first: the numbers of later days lie lower. */
export const listDays = async (db: ChatDatabase): Promise<readonly RunDay[]> =>
  (await db.log.where('id').below(0).toArray()).map(dayIn)

const withRun = (sums: Sums, run: RunRecord): Sums => {
  const key = faultKey(run)
  const added: Record<string, number> = {
    runs: 1,
    done: run.outcome === 'done' ? 1 : 0,
    failed: run.outcome === 'failed' || run.outcome === 'stopped' ? 1 : 0,
    sent: run.sent,
    received: run.received,
    bytesSent: run.bytesSent,
    bytesReceived: run.bytesReceived,
    [`ms:${stepOf(run.durationMs)}`]: 1,
    ...(key !== null && { [`fault:${key}`]: 1 }),
  }
  const next: Record<string, number> = { ...sums }
  for (const [name, count] of Object.entries(added)) next[name] = (next[name] ?? 0) + count
  if (key !== null) next[`last:${key}`] = run.startedAt
  return next
}

const sumsIn = (line: LogRecord | undefined): Sums =>
  Object.fromEntries(
    Object.entries(line?.details ?? {}).flatMap(([name, count]) =>
      typeof count === 'number' ? [[name, count]] : [],
    ),
  )

const dayIn = (line: LogRecord): RunDay => {
  const sums = sumsIn(line)
  const sum = (name: string): number => sums[name] ?? 0
  return {
    at: line.at,
    runs: sum('runs'),
    done: sum('done'),
    failed: sum('failed'),
    sent: sum('sent'),
    received: sum('received'),
    bytesSent: sum('bytesSent'),
    bytesReceived: sum('bytesReceived'),
    durations: new Map(under(sums, 'ms:').map(([step, count]) => [Number(step), count])),
    faults: new Map(
      under(sums, 'fault:').map(([key, count]) => [key, { count, lastAt: sum(`last:${key}`) }]),
    ),
  }
}

const under = (sums: Sums, prefix: string): readonly (readonly [string, number])[] =>
  Object.entries(sums).flatMap(([name, count]) =>
    name.startsWith(prefix) ? [[name.slice(prefix.length), count] as const] : [],
  )
