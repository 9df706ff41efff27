/** What every limiter promises; run against each kind. */

import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Limiter, Rule } from '../../api/limits/limiter.ts'

export const limiterContract = (name: string, open: (rule: Rule) => Limiter): void => {
  const rule = (more: Partial<Rule> = {}): Rule => ({
    name: `test-${randomUUID()}`,
    amount: 3,
    seconds: 60,
    ...more,
  })

  describe(`a limit in ${name}`, () => {
    test('lets as much pass as it says, and tells the next one how long to wait', async () => {
      const limiter = open(rule())

      const taken = await Promise.all([1, 2, 3].map(() => limiter.take('a')))
      const refused = await limiter.take('a')

      expect(taken).toEqual([null, null, null])
      expect(refused).toMatchObject({ code: 'rate_limited' })
      expect(refused?.retryAfterMs).toBeGreaterThan(50_000)
      expect(refused?.retryAfterMs).toBeLessThanOrEqual(60_000)
      expect(await limiter.take('b')).toBeNull()
    })

    test('counts in amounts, and nothing for nothing', async () => {
      const limiter = open(rule({ amount: 1000 }))

      expect(await limiter.take('a', 999)).toBeNull()
      expect(await limiter.take('a', 0)).toBeNull()
      expect(await limiter.take('a', 2)).toMatchObject({ code: 'rate_limited' })
    })

    test('may be looked at without counting, and counted without being asked', async () => {
      const limiter = open(rule())

      expect(await limiter.look('a')).toBeNull()
      for (let turn = 0; turn < 3; turn += 1) {
        expect(await limiter.look('a')).toBeNull()
        await limiter.count('a')
      }

      const refused = await limiter.look('a')
      expect(refused).toMatchObject({ code: 'rate_limited' })
      expect(refused?.retryAfterMs).toBeGreaterThan(50_000)
      expect(await limiter.look('b')).toBeNull()
    })

    test('begins anew when its while is over', async () => {
      const limiter = open(rule({ amount: 1, seconds: 1 }))
      await limiter.take('a')
      const refused = await limiter.take('a')

      await sleep((refused?.retryAfterMs ?? 0) + 20)

      expect(refused).toMatchObject({ code: 'rate_limited' })
      expect(await limiter.take('a')).toBeNull()
    })
  })
}
