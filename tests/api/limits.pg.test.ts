/** The limits as whoever asks meets them: by address and proxy, over instances, and without Redis. */

import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { connectRedis, untilReady } from '../../api/key-value/redis.ts'
import { createRedisLimiter, type Rule } from '../../api/limits/limiter.ts'
import { askApp, openBrowser, signedInBrowser } from '../world/app.ts'
import { sendWebhook, WEBHOOK_SECRET } from '../world/clerk-sender.ts'
import { startInstance, type Instance } from '../world/listening.ts'
import { startRedis } from '../world/redis.ts'
import { testDatabase, type TestDatabase } from '../world/test-database.ts'
import { createTokenMaker } from '../world/tokens.ts'
import { limiterContract } from './limiter-contract.ts'

const log = pino({ level: 'silent' })
const tokens = createTokenMaker()
let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const open = async (url: string, onFailure = () => undefined as unknown) => {
  const connection = connectRedis({ url, password: undefined }, log)
  await untilReady(connection, 5000)
  return {
    limiterOf: (rule: Rule) =>
      createRedisLimiter(connection, rule, { now: Date.now, onFailure: () => void onFailure() }),
    close: () => connection.disconnect(),
  }
}

describe('over Redis', () => {
  let opened: Awaited<ReturnType<typeof open>>
  let other: Awaited<ReturnType<typeof open>>
  beforeAll(async () => {
    opened = await open(inject('redisUrl'))
    other = await open(inject('redisUrl'))
  })
  afterAll(() => {
    opened.close()
    other.close()
  })

  limiterContract('Redis', (rule) => opened.limiterOf(rule))

  test('instances count together', async () => {
    const rule = { name: randomUUID(), amount: 4, seconds: 60 }
    const [one, two] = [opened.limiterOf(rule), other.limiterOf(rule)]

    for (const limiter of [one, two, one, two]) expect(await limiter.take('a')).toBeNull()

    expect(await one.take('a')).toMatchObject({ code: 'rate_limited' })
    expect(await two.take('a')).toMatchObject({ code: 'rate_limited' })
  })
})

describe('without Redis', () => {
  test('a limit holds in memory; a hung Redis costs one wait, and counts again when it is back', async () => {
    const redis = await startRedis()
    onTestFinished(() => redis.stop())
    let failures = 0
    const { limiterOf, close } = await open(redis.url, () => (failures += 1))
    onTestFinished(close)
    const limiter = limiterOf({ name: 'test', amount: 3, seconds: 60 })
    const timed = async () => {
      const begin = performance.now()
      const refused = await limiter.take('a')
      return { refused: refused?.code, ms: performance.now() - begin }
    }

    redis.suspend()
    const [first, second, third, fourth] = [
      await timed(),
      await timed(),
      await timed(),
      await timed(),
    ]
    redis.resume()

    expect([first, second, third].map(({ refused }) => refused)).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(fourth.refused).toBe('rate_limited')
    expect(first.ms).toBeGreaterThan(250)
    for (const { ms } of [second, third, fourth]) expect(ms).toBeLessThan(250)
    expect(failures).toBe(1)
    await redis.kill()
    expect(await limiter.look('b')).toBeNull()
  })
})

describe('an address', () => {
  const start = (proxies: string): Promise<Instance> =>
    startInstance({
      tokens,
      env: {
        DATABASE_URL: database.url,
        CLERK_WEBHOOK_SECRET: WEBHOOK_SECRET,
        TRUSTED_PROXIES: proxies,
      },
    })
  const guess = (instance: Instance, forwarded?: string) =>
    askApp(instance, 'POST /api/session', {
      headers: {
        authorization: `Bearer ${randomUUID()}`,
        'content-type': 'application/json',
        'x-forwarded-for': forwarded,
      },
      body: { deviceId: 'd1', name: 'n', platform: 'p' },
    })

  test('that proves nothing twenty times waits; what it forwards in whose name is not believed', async () => {
    const instance = await start('0')
    await signedInBrowser(instance, 'user_limits')

    for (let turn = 0; turn < 20; turn += 1)
      expect((await guess(instance, `192.0.2.${turn}`)).fault).toBe('signed_out')
    const refused = await guess(instance)

    expect([refused.status, refused.fault]).toEqual([429, 'rate_limited'])
    const wait = Number(refused.headers.get('retry-after'))
    expect(wait).toBeGreaterThan(30)
    expect(wait).toBeLessThanOrEqual(60)
    const right = await openBrowser(instance).signIn(`Bearer ${await tokens.sign('user_limits')}`)
    expect(right.fault).toBe('rate_limited')
    expect((await sendWebhook(instance, {})).status).toBe(200)
  })

  test('that signs in, however many people are behind it, does not wait', async () => {
    const instance = await start('0')

    for (let turn = 0; turn < 30; turn += 1) {
      const reply = await openBrowser(instance).signIn(`Bearer ${await tokens.sign('user_many')}`)
      expect(reply.status).toBe(200)
    }
  })

  test('behind a proxy is the one that the proxy saw, whatever was written before it', async () => {
    const instance = await start('1')

    for (let turn = 0; turn < 20; turn += 1)
      await guess(instance, `203.0.113.${turn}, 2001:db8::${turn}`)

    expect((await guess(instance, '2001:db8::ffff')).fault).toBe('rate_limited')
    expect((await guess(instance, '2001:db8::1, 198.51.100.7')).fault).toBe('signed_out')
    expect((await guess(instance, 'nonsense')).fault).toBe('signed_out')
    expect((await guess(instance)).fault).toBe('signed_out')
  })
})
