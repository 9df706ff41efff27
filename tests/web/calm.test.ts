/** Whatever nobody waits for is read a moment later, and now and then. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createCalm, waitBefore } from '../../web/session/calm.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

test('the first reading is made at once, the next a moment after its change', () => {
  expect(waitBefore(5, null)).toBe(0)
  expect(waitBefore(10_000, 5)).toBeGreaterThan(0)
  expect(waitBefore(10_000, 5)).toBeLessThan(100)
  expect(waitBefore(10, 5)).toBeGreaterThan(200)
})

test('of readings asked for while changes keep coming only the last is made', async () => {
  const calm = createCalm()
  const made: number[] = []
  const reading = (number: number) => async () => {
    made.push(number)
    return number
  }
  expect(await calm(reading(0))).toBe(0)
  const asked = [calm(reading(1)), calm(reading(2)), calm(reading(3))]
  await vi.advanceTimersByTimeAsync(1000)
  expect(await Promise.all(asked)).toEqual([undefined, undefined, 3])
  expect(made).toEqual([0, 3])
})
