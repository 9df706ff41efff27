/** Who is counted as whom: persons, devices and addresses; and how much each may ask for. */

import { describe, expect, test } from 'vitest'
import { networkOf } from '../../api/limits/address.ts'
import { createMemoryLimiter } from '../../api/limits/limiter.ts'
import { createLimits } from '../../api/limits/limits.ts'
import type { Caller } from '../../api/identity/current-session.ts'
import { deviceIdSchema, userIdSchema } from '../../db/protocol/ids.ts'
import { limiterContract } from './limiter-contract.ts'

limiterContract('memory', createMemoryLimiter)

const deviceOf = (userId: string, deviceId: string): Caller => ({
  by: 'device',
  userId: userIdSchema.parse(userId),
  deviceId: deviceIdSchema.parse(deviceId),
  tokenHash: '',
  expiresAt: 0,
})
const scriptOf = (userId: string): Caller => ({ by: 'token', userId: userIdSchema.parse(userId) })

/** How often it may be asked until it is refused. */
const countUntilRefused = async (ask: () => Promise<unknown>): Promise<number> => {
  for (let count = 0; ; count += 1) if ((await ask()) !== null) return count
}

describe('the limits', () => {
  test('hold a device, and all devices of a person together, and nobody else', async () => {
    const limits = createLimits(createMemoryLimiter)
    const [laptop, phone] = [deviceOf('a', 'laptop'), deviceOf('a', 'phone')]
    const tablet = deviceOf('a', 'tablet')

    expect(await countUntilRefused(() => limits.sync(laptop, 10))).toBe(1500)
    expect(await countUntilRefused(() => limits.sync(phone, 10))).toBe(3000 - 1501)
    expect(await limits.sync(tablet, 10)).toMatchObject({ code: 'rate_limited' })
    expect(await limits.sync(deviceOf('b', 'laptop'), 10)).toBeNull()
    expect(await limits.sync(scriptOf('b'), 10)).toBeNull()
  })

  test('hold the bytes of a day, of rounds and files together, and say when the day is over', async () => {
    const limits = createLimits(createMemoryLimiter)
    const [laptop, MIB] = [deviceOf('a', 'laptop'), 1024 ** 2]

    expect(await countUntilRefused(() => limits.file(laptop, 20 * MIB))).toBe(102)
    const refused = await limits.sync(laptop, MIB)
    expect(refused?.retryAfterMs).toBeGreaterThan(23 * 3600_000)
    expect(await limits.sync(laptop, 0)).toBeNull()
    expect(await limits.sync(deviceOf('a', 'phone'), MIB)).toBeNull()
  })

  test('count a script as one device, whatever it calls itself', async () => {
    const limits = createLimits(createMemoryLimiter)

    expect(await countUntilRefused(() => limits.sync(scriptOf('a'), 10))).toBe(1500)
  })

  test('hold asks, codes and failed sign-ins', async () => {
    const limits = createLimits(createMemoryLimiter)
    const person = scriptOf('a')
    const fail = async () => {
      const refused = await limits.signIn('192.0.2.1')
      if (refused === null) await limits.signInFailed('192.0.2.1')
      return refused
    }

    expect(await countUntilRefused(() => limits.ask(person))).toBe(60)
    expect(await countUntilRefused(() => limits.pair(person))).toBe(20)
    expect(await countUntilRefused(fail)).toBe(20)
    expect(await countUntilRefused(() => limits.webhook('192.0.2.1'))).toBe(1200)
    expect([await limits.signIn('192.0.2.2'), await limits.signIn(null)]).toEqual([null, null])
  })
})

describe('an address', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::', '2001:db8:0:0::/64'],
    ['2001:0db8:0001:0000::1', '2001:db8:1:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.33', '64:ff9b:0:0::/64'],
    ['nowhere', 'nowhere'],
  ])('%s is counted as %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })
})
