/** The wait after a failure: never too short, never too long, never all devices at once. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  LONGEST_ASKED_WAIT_MS,
  LONGEST_WAIT_MS,
  SHORTEST_WAIT_MS,
  waitAfter,
} from '../../sw/engine/backoff.ts'

const failures = fc.integer({ min: 1, max: 5000 })
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

describe('the wait before the next try', () => {
  test('is between a second and five minutes', () => {
    fc.assert(
      fc.property(failures, chance, (count, luck) => {
        const wait = waitAfter(count, luck)
        expect(wait).toBeGreaterThanOrEqual(SHORTEST_WAIT_MS)
        expect(wait).toBeLessThanOrEqual(LONGEST_WAIT_MS)
      }),
    )
  })

  test('may double with every failure until it is five minutes', () => {
    const longest = [1, 2, 3, 8, 9, 20].map((count) => waitAfter(count, 0.999_999))

    expect(longest).toEqual([2000, 4000, 8000, 256_000, 300_000, 300_000])
  })

  test('is spread over its whole range, so that devices do not come back all at once', () => {
    fc.assert(
      fc.property(failures, chance, chance, (count, one, other) => {
        fc.pre(one < other)
        expect(waitAfter(count, one)).toBeLessThanOrEqual(waitAfter(count, other))
      }),
    )
    expect(waitAfter(20, 0)).toBe(SHORTEST_WAIT_MS)
    expect(waitAfter(20, 0.5)).toBeCloseTo((SHORTEST_WAIT_MS + LONGEST_WAIT_MS) / 2, -1)
  })

  test('stays near what a server asks for that is there to ask, however often it failed', () => {
    fc.assert(
      fc.property(failures, chance, (count, luck) => {
        expect(waitAfter(count, luck, 2000)).toBeGreaterThanOrEqual(2000)
        expect(waitAfter(count, luck, 2000)).toBeLessThanOrEqual(16_000)
        expect(waitAfter(count, luck, 50)).toBeLessThanOrEqual(8000)
      }),
    )
    expect(waitAfter(20, 0.999_999, 0)).toBe(LONGEST_WAIT_MS)
    expect(waitAfter(20, 0.999_999, 60_000)).toBe(LONGEST_WAIT_MS)
  })

  test('is never shorter than the server asked for, up to an hour', () => {
    const asked = fc.integer({ min: 0, max: 10 * LONGEST_ASKED_WAIT_MS })
    fc.assert(
      fc.property(failures, chance, asked, (count, luck, retryAfterMs) => {
        const wait = waitAfter(count, luck, retryAfterMs)
        expect(wait).toBeGreaterThanOrEqual(Math.min(retryAfterMs, LONGEST_ASKED_WAIT_MS))
        expect(wait).toBeLessThanOrEqual(Math.max(LONGEST_WAIT_MS, LONGEST_ASKED_WAIT_MS))
      }),
    )
  })
})
