/** The figures of the sync centre: none, one, many, and no success that was not. */

import { describe, expect, test } from 'vitest'
import type { RunRecord } from '../../db/device/records.ts'
import { stepOf, type RunDay } from '../../db/device/run-days.ts'
import { figuresOf, rateWords } from '../../web/sync/metrics.ts'
import { layChart } from '../../web/sync/run-chart.ts'
import { chartWords, resultWords } from '../../web/sync/run-words.ts'
import { timeLeft } from '../../web/sync/time-left.ts'

const NOW = new Date(2026, 10, 25, 15).getTime()
const startOf = (daysAgo: number): number => new Date(2026, 10, 25 - daysAgo).getTime()

const day = (daysAgo: number, more: Partial<RunDay> = {}): RunDay => ({
  at: startOf(daysAgo),
  runs: 0,
  done: 0,
  failed: 0,
  sent: 0,
  received: 0,
  bytesSent: 0,
  bytesReceived: 0,
  durations: new Map(),
  faults: new Map(),
  ...more,
})

const run = (more: Partial<RunRecord> = {}): RunRecord => ({
  trigger: 'write',
  direction: 'full',
  startedAt: NOW,
  durationMs: 100,
  requests: 1,
  sent: 1,
  received: 0,
  bytesSent: 10,
  bytesReceived: 10,
  outcome: 'done',
  ...more,
})

describe('the figures', () => {
  test('of no run claim nothing', () => {
    expect(figuresOf([], 30, NOW)).toMatchObject({
      runs: 0,
      successRate: null,
      medianMs: null,
      p95Ms: null,
      errors: [],
    })
  })

  test('of runs that neither ended nor failed have no rate', () => {
    expect(figuresOf([day(0, { runs: 3 })], 1, NOW).successRate).toBeNull()
  })

  test('of one run are that run', () => {
    const one = day(0, { runs: 1, done: 1, sent: 4, durations: new Map([[stepOf(100), 1]]) })
    const figures = figuresOf([one], 1, NOW)

    expect(figures).toMatchObject({ runs: 1, successRate: 1, sent: 4, runsPerDay: 1 })
    expect(figures.medianMs).toBeCloseTo(100, -1)
    expect(figures.p95Ms).toBe(figures.medianMs)
  })

  test('of many take the days of their period, today included', () => {
    const days = [0, 1, 6, 7, 29, 30].map((ago) => day(ago, { runs: 1, done: 1 }))

    expect(figuresOf(days, 1, NOW).runs).toBe(1)
    expect(figuresOf(days, 7, NOW).runs).toBe(3)
    expect(figuresOf(days, 30, NOW).runs).toBe(5)
    expect(figuresOf(days, 30, NOW).runsPerDay).toBeCloseTo(5 / 30)
  })

  test('say how long half of them took, and nearly all', () => {
    const durations = new Map([
      [stepOf(10), 50],
      [stepOf(200), 44],
      [stepOf(9000), 6],
    ])
    const { medianMs, p95Ms } = figuresOf([day(0, { runs: 100, durations })], 7, NOW)

    expect(medianMs).toBeCloseTo(10, -1)
    expect(p95Ms).toBeGreaterThan(8500)
  })

  test('count errors by type, the most frequent first', () => {
    const days = [
      day(0, { faults: new Map([['timeout', { count: 1, lastAt: 50 }]]) }),
      day(3, {
        faults: new Map([
          ['timeout', { count: 1, lastAt: 20 }],
          ['network', { count: 5, lastAt: 30 }],
        ]),
      }),
    ]

    expect(figuresOf(days, 7, NOW).errors).toEqual([
      { key: 'network', count: 5, lastAt: 30 },
      { key: 'timeout', count: 2, lastAt: 50 },
    ])
  })

  test('never round up to a full success', () => {
    expect(rateWords(0.9999)).toBe('99%')
    expect(rateWords(1)).toBe('100%')
    expect(rateWords(0)).toBe('0%')
  })
})

describe('the chart', () => {
  test('of no run has no bar', () => {
    expect(layChart([]).bars).toEqual([])
    expect(chartWords([])).toContain('0 syncs')
  })

  test('has the newest at the end, longer ones higher, failed ones marked, all inside', () => {
    const chart = layChart([
      run({ durationMs: 60_000, outcome: 'failed', fault: 'unavailable', reason: 'timeout' }),
      run({ durationMs: 0 }),
    ])

    const [short, long] = chart.bars
    expect(short?.x).toBeLessThan(long?.x ?? 0)
    expect(short?.height).toBeLessThan(long?.height ?? 0)
    expect(chart.bars.map((bar) => bar.isFailed)).toEqual([false, true])
    for (const bar of chart.bars) {
      expect(bar.height).toBeGreaterThan(0)
      expect(bar.y).toBeGreaterThanOrEqual(0)
      expect(bar.x + bar.width).toBeLessThanOrEqual(chart.width)
    }
  })

  test('shows the last fifty at most', () => {
    expect(layChart(Array.from({ length: 80 }, () => run())).bars).toHaveLength(50)
  })

  test('is told in words', () => {
    const runs = [run(), run({ outcome: 'failed', fault: 'rate_limited', durationMs: 2000 })]
    expect(chartWords(runs)).toBe('The last 2 syncs: 1 failed, the longest took 2.0 s.')
    expect(resultWords(runs[1] ?? run())).toBe('Failed: busy')
  })
})

describe('the time left', () => {
  test('is said by the pace, once that is known and worth a word', () => {
    expect(timeLeft({ done: 100, left: 400, elapsedMs: 10_000 })).toBe(40_000)
    expect(timeLeft({ done: 100, left: 400, elapsedMs: 1000 })).toBeNull()
    expect(timeLeft({ done: 0, left: 400, elapsedMs: 10_000 })).toBeNull()
    expect(timeLeft({ done: 400, left: 10, elapsedMs: 10_000 })).toBeNull()
    expect(timeLeft({ done: 400, left: 0, elapsedMs: 10_000 })).toBeNull()
  })
})
