/** When a sync is due: the five minutes, the waits after failures, and what ends them. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Trigger } from '../../db/device/records.ts'
import { FAULTS } from '../../db/protocol/fault.ts'
import { faultCodeSchema } from '../../db/protocol/fault-reply.ts'
import {
  FULL_SYNC_EVERY_MS,
  msUntilDue,
  plan,
  standingState,
  type Standing,
} from '../../sw/engine/schedule.ts'

const faultCodes = faultCodeSchema.options
const NOW = 1_800_000_000_000
const MINUTE = 60_000

const well: Standing = {
  lastFullSyncAt: NOW - MINUTE,
  lastFault: null,
  retryAt: null,
  isPaused: false,
}
const late: Standing = { ...well, lastFullSyncAt: NOW - FULL_SYNC_EVERY_MS }
const failed: Standing = { ...well, lastFault: 'unavailable', retryAt: NOW + MINUTE }
const asked: Standing = { ...failed, lastFault: 'rate_limited' }
const stopped: Standing = { ...well, lastFault: 'session_expired' }
const paused: Standing = { ...late, isPaused: true }

type Kind = 'full' | 'drain' | 'nothing'

/** Rows: triggers; columns: synced a minute ago, five minutes ago, waiting, asked to wait, stopped, paused. */
const table: Readonly<Record<Trigger, readonly [Kind, Kind, Kind, Kind, Kind, Kind]>> = {
  write: ['drain', 'drain', 'nothing', 'nothing', 'nothing', 'nothing'],
  poke: ['full', 'full', 'full', 'nothing', 'nothing', 'nothing'],
  online: ['full', 'full', 'full', 'full', 'nothing', 'nothing'],
  visible: ['drain', 'full', 'nothing', 'nothing', 'nothing', 'nothing'],
  start: ['drain', 'full', 'nothing', 'nothing', 'full', 'nothing'],
  timer: ['drain', 'full', 'nothing', 'nothing', 'nothing', 'nothing'],
  person: ['full', 'full', 'full', 'full', 'full', 'full'],
  background: ['drain', 'drain', 'drain', 'nothing', 'nothing', 'nothing'],
  periodic: ['full', 'full', 'nothing', 'nothing', 'nothing', 'nothing'],
}
const isTrigger = (name: string): name is Trigger => name in table
const standings = [well, late, failed, asked, stopped, paused]

describe('the schedule', () => {
  for (const trigger of Object.keys(table).filter(isTrigger))
    test(`means by ${trigger}: ${table[trigger].join(', ')}`, () => {
      const kinds = standings.map((standing) => plan(trigger, standing, NOW).kind)

      expect(kinds).toEqual(table[trigger])
    })

  test('a start more than five minutes after the last full sync runs one, a sooner one does not', () => {
    const at = (lastFullSyncAt: number | null) =>
      plan('start', { ...well, lastFullSyncAt }, NOW).kind

    expect(at(NOW - FULL_SYNC_EVERY_MS + 1)).toBe('drain')
    expect(at(NOW - FULL_SYNC_EVERY_MS)).toBe('full')
    expect(at(null)).toBe('full')
  })

  test('an open page syncs every five minutes, and drains of the outbox do not put that off', () => {
    const moments: string[] = []
    let lastFullSyncAt = NOW
    let now = NOW
    while (now < NOW + 16 * MINUTE) {
      const { kind } = plan('timer', { ...well, lastFullSyncAt }, now)
      moments.push(`${(now - NOW) / MINUTE}:${kind}`)
      if (kind === 'full') lastFullSyncAt = now
      now += msUntilDue({ ...well, lastFullSyncAt }, now)
    }

    expect(moments).toEqual(['0:drain', '5:full', '10:full', '15:full'])
  })

  test('[F1] once the wait is over, the next look is a full sync', () => {
    expect(msUntilDue(failed, NOW)).toBe(MINUTE)
    expect(plan('timer', failed, NOW + MINUTE).kind).toBe('full')
  })

  test('[T1] a clock set back by any time neither wedges a wait nor puts off a full sync', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2 * 60 * MINUTE, max: 500 * 24 * 60 * MINUTE }), (back) => {
        const now = NOW - back
        expect(plan('write', { ...failed, retryAt: NOW + MINUTE }, now).kind).toBe('drain')
        expect(plan('start', well, now).kind).toBe('full')
        expect(msUntilDue(well, now)).toBeLessThanOrEqual(FULL_SYNC_EVERY_MS)
      }),
    )
  })

  test('an open page never spins, whatever the sync row says', () => {
    const moment = fc.option(fc.integer({ min: -NOW, max: 2 * NOW }))
    const standing = fc.record({
      lastFullSyncAt: moment,
      lastFault: fc.option(fc.constantFrom(...faultCodes)),
      retryAt: moment,
      isPaused: fc.boolean(),
    })
    fc.assert(
      fc.property(standing, (any) => {
        expect(msUntilDue(any, NOW)).toBeGreaterThanOrEqual(1000)
        expect(msUntilDue(any, NOW)).toBeLessThanOrEqual(60 * MINUTE)
      }),
    )
  })

  test('a fault that only the person can end stops, every other one waits', () => {
    const kinds = faultCodes.map((lastFault) => [
      FAULTS[lastFault].remedy,
      standingState({ ...failed, lastFault }, NOW).kind,
    ])

    for (const [remedy, kind] of kinds)
      expect(kind).toBe(remedy === 'sign-in' || remedy === 'update' ? 'stopped' : 'waiting')
  })
})
