/** The five figures of syncing over some days: rates, durations, volumes, frequency, errors by type; pure. */

import { msOfStep, type RunDay } from '../../db/device/run-days.ts'

/** An error type, how often it came, and when last. */
export interface ErrorCount {
  readonly key: string
  readonly count: number
  readonly lastAt: number
}

export interface Figures {
  readonly runs: number
  readonly runsPerDay: number
  /** Of the syncs that came to an end; null where none did: nothing is known then. */
  readonly successRate: number | null
  readonly failed: number
  readonly medianMs: number | null
  readonly p95Ms: number | null
  readonly sent: number
  readonly received: number
  readonly bytesSent: number
  readonly bytesReceived: number
  /** The most frequent first. */
  readonly errors: readonly ErrorCount[]
}

export const PERIODS = [1, 7, 30] as const
export type Period = (typeof PERIODS)[number]

const DAY_MS = 86_400_000

/** The days of the period that ends today: a change of the clocks may make one an hour longer. */
const isWithin = (day: RunDay, period: Period, now: number): boolean => {
  const today = new Date(now).setHours(0, 0, 0, 0)
  return Math.round((today - day.at) / DAY_MS) < period
}

export const figuresOf = (days: readonly RunDay[], period: Period, now: number): Figures => {
  const within = days.filter((day) => isWithin(day, period, now))
  const sum = (of: (day: RunDay) => number): number =>
    within.reduce((total, day) => total + of(day), 0)
  const [runs, done, failed] = [sum((d) => d.runs), sum((d) => d.done), sum((d) => d.failed)]
  const durations = joined(within)
  return {
    runs,
    runsPerDay: runs / period,
    // One that was stopped half way, by a person or for another to go on, has not failed.
    successRate: done + failed === 0 ? null : done / (done + failed),
    failed,
    medianMs: quantile(durations, 0.5),
    p95Ms: quantile(durations, 0.95),
    sent: sum((day) => day.sent),
    received: sum((day) => day.received),
    bytesSent: sum((day) => day.bytesSent),
    bytesReceived: sum((day) => day.bytesReceived),
    errors: errorsIn(within),
  }
}

const joined = (days: readonly RunDay[]): ReadonlyMap<number, number> => {
  const all = new Map<number, number>()
  for (const { durations } of days)
    for (const [step, count] of durations) all.set(step, (all.get(step) ?? 0) + count)
  return all
}

/** The duration that this share of the syncs did not exceed. */
const quantile = (durations: ReadonlyMap<number, number>, share: number): number | null => {
  const steps = [...durations].toSorted(([a], [b]) => a - b)
  const total = steps.reduce((sum, [, count]) => sum + count, 0)
  let seen = 0
  for (const [step, count] of steps) {
    seen += count
    if (seen >= share * total) return msOfStep(step)
  }
  return null
}

const errorsIn = (days: readonly RunDay[]): readonly ErrorCount[] => {
  const all = new Map<string, ErrorCount>()
  for (const { faults } of days)
    for (const [key, { count, lastAt }] of faults) {
      const former = all.get(key)
      all.set(key, {
        key,
        count: (former?.count ?? 0) + count,
        lastAt: Math.max(former?.lastAt ?? 0, lastAt),
      })
    }
  return [...all.values()].toSorted((a, b) => b.count - a.count || b.lastAt - a.lastAt)
}

/** Whole percents that never round up to a success that was not: 999 of 1,000 are 99 %. */
export const rateWords = (rate: number): string => `${Math.floor(rate * 100)}%`
