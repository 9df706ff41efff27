/** The sums of a day: a month of figures without a month of runs. */

import { describe, expect, test } from 'vitest'
import type { RunRecord } from '../../db/device/records.ts'
import { listDays, msOfStep, stepOf } from '../../db/device/run-days.ts'
import { addLog, addRun, listLog, listRuns } from '../../db/device/runs.ts'
import { measureOutbox } from '../../db/device/outbox-size.ts'
import { chatId, createDevice, newMessage } from './device.ts'

const NOON = new Date(2026, 10, 20, 12).getTime()
const DAY_MS = 86_400_000

const run = (more: Partial<RunRecord> = {}): RunRecord => ({
  trigger: 'write',
  direction: 'full',
  startedAt: NOON,
  durationMs: 100,
  requests: 1,
  sent: 2,
  received: 3,
  bytesSent: 400,
  bytesReceived: 500,
  outcome: 'done',
  ...more,
})

describe('the runs of a day', () => {
  test('are summed, with their faults by type and when each was met last', async () => {
    const { db } = await createDevice()
    await addRun(db, run())
    await addRun(db, run({ outcome: 'failed', fault: 'unavailable', reason: 'timeout' }))
    await addRun(
      db,
      run({ outcome: 'failed', fault: 'unavailable', reason: 'timeout', startedAt: NOON + 60_000 }),
    )
    await addRun(db, run({ outcome: 'stopped', fault: 'session_expired' }))
    await addRun(db, run({ outcome: 'more' }))

    expect(await listDays(db)).toEqual([
      {
        at: new Date(NOON).setHours(0, 0, 0, 0),
        runs: 5,
        done: 1,
        failed: 3,
        sent: 10,
        received: 15,
        bytesSent: 2000,
        bytesReceived: 2500,
        durations: new Map([[stepOf(100), 5]]),
        faults: new Map([
          ['timeout', { count: 2, lastAt: NOON + 60_000 }],
          ['session_expired', { count: 1, lastAt: NOON }],
        ]),
      },
    ])
  })

  test('stay when the runs themselves are let go, and for a month', async () => {
    const { db } = await createDevice()
    for (let day = 0; day < 40; day += 1) await addRun(db, run({ startedAt: NOON + day * DAY_MS }))
    for (let at = 0; at < 205; at += 1) await addRun(db, run({ startedAt: NOON + 39 * DAY_MS }))

    const days = await listDays(db)
    expect(days).toHaveLength(32)
    expect(days[0]?.runs).toBe(206)
    expect(days.every((day, at) => at === 0 || day.at < (days[at - 1]?.at ?? 0))).toBe(true)
    expect(await listRuns(db, 500)).toHaveLength(200)
  })

  test('are no lines of the log, and do not go with its oldest', async () => {
    const { db } = await createDevice()
    await addRun(db, run())
    for (let at = 0; at < 1005; at += 1) await addLog(db, { at, level: 'note', code: 'n' })

    expect(await listLog(db, 5000)).toHaveLength(1000)
    expect(await listDays(db)).toHaveLength(1)
  })

  test('know durations to a twentieth', () => {
    for (const ms of [0, 1, 9, 84, 1234, 20_000, 3_600_000])
      expect(Math.abs(msOfStep(stepOf(ms)) - ms)).toBeLessThanOrEqual(0.05 * ms + 0.5)
  })
})

describe('what waits', () => {
  test('is measured as it would be sent', async () => {
    const device = await createDevice()
    expect(await measureOutbox(device.db)).toEqual({ bytes: 0, isAll: true })
    await device.holdChat('chat-1')
    await device.write(newMessage('m1', chatId('chat-1'), { content: 'ä'.repeat(1000) }))

    const { bytes, isAll } = await measureOutbox(device.db)

    expect(isAll).toBe(true)
    expect(bytes).toBeGreaterThan(2000)
    expect(bytes).toBeLessThan(2500)
  })
})
