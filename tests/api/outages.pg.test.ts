/** What the server does while Redis or PostgreSQL is away, hung, or back: never "signed out", never the end. */

import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  openBrowser,
  openScript,
  signedInBrowser,
  type Reply,
  type TestBrowser,
} from '../world/app.ts'
import { createNumbering } from '../world/changes.ts'
import { mustOpenStream, startInstance, type Instance } from '../world/listening.ts'
import { startPostgres, type PostgresCluster } from '../world/postgres.ts'
import { startRedis, type RedisServer } from '../world/redis.ts'
import { createTokenMaker } from '../world/tokens.ts'

const tokens = createTokenMaker()
let postgres: PostgresCluster
let redis: RedisServer
let instance: Instance
let browser: TestBrowser

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

beforeEach(async () => {
  redis = await startRedis()
  instance = await startInstance({
    tokens,
    env: { DATABASE_URL: postgres.url, REDIS_URL: redis.url },
  })
  browser = await signedInBrowser(instance, `user_${randomUUID().slice(0, 8)}`)
})
afterEach(() => redis.stop())

const sync = (): Promise<Reply> =>
  browser.ask('POST /api/sync', { body: { direction: 'full', deviceId: browser.deviceId } })

const timed = async (): Promise<{ status: number; ms: number }> => {
  const begin = performance.now()
  const { status } = await sync()
  return { status, ms: performance.now() - begin }
}

describe('without Redis', () => {
  test('sync, sign-in and sign-out go on, hardly slower', async () => {
    await sync()
    await redis.kill()

    const rounds = []
    for (let round = 0; round < 10; round += 1) rounds.push(await timed())
    const ready = await browser.ask('GET /api/ready')
    const other = openBrowser(instance)
    const signedIn = await other.signIn(`Bearer ${await tokens.sign('user_new')}`)
    const signedOut = await browser.ask('DELETE /api/session')

    expect(new Set(rounds.map(({ status }) => status))).toEqual(new Set([200]))
    expect(rounds.toSorted((a, b) => a.ms - b.ms)[5]?.ms).toBeLessThan(100)
    expect([ready.status, ready.fault]).toEqual([503, 'unavailable'])
    expect([signedIn.status, signedOut.status]).toEqual([200, 200])
    expect((await sync()).fault).toBe('signed_out')
  })

  test('that hangs instead, sync costs one short wait and no more', async () => {
    await sync()
    redis.suspend()

    const first = await timed()
    const next = await timed()

    expect([first.status, next.status]).toEqual([200, 200])
    expect(first.ms).toBeLessThan(1500)
    expect(next.ms).toBeLessThan(200)
    redis.resume()
  })

  test('a device that is revoked is signed out all the same', async () => {
    const userId = `user_${randomUUID().slice(0, 8)}`
    const laptop = await signedInBrowser(instance, userId, 'laptop')
    const phone = await signedInBrowser(instance, userId, 'phone')
    await redis.kill()

    await laptop.ask('DELETE /api/devices/phone')

    expect((await phone.ask('GET /api/session')).fault).toBe('session_revoked')
  })
})

describe('without the database', () => {
  test('a request is told to try again, and never that it is signed out', async () => {
    await redis.kill()
    await postgres.kill()

    const script = openScript(instance, 'user_script')
    const replies = [
      await sync(),
      await browser.ask('GET /api/sync'),
      await browser.ask('GET /api/session'),
      await browser.ask('GET /api/devices'),
      await browser.ask('DELETE /api/session'),
      await script.ask('POST /api/sync', { body: { direction: 'full' } }),
      await openBrowser(instance).signIn(`Bearer ${await tokens.sign('user_new')}`),
    ]

    for (const reply of replies) {
      expect([reply.status, reply.fault]).toEqual([503, 'unavailable'])
      expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(reply.text).not.toMatch(/ECONN|postgres|\bat /i)
      expect(reply.headers.get('set-cookie')).toBeNull()
    }
    expect((await browser.ask('GET /api/health')).status).toBe(200)
    expect((await browser.ask('GET /api/ready')).status).toBe(503)
    await postgres.restart()
    await expect.poll(async () => (await sync()).status, { timeout: 60_000 }).toBe(200)
  })

  test('[N1] that restarts under load the process lives, and what was answered for is there', async () => {
    const { createChat } = createNumbering()
    const stream = await mustOpenStream(instance, { cookie: browser.cookie() })
    const changes = Array.from({ length: 40 }, () => createChat())
    const statuses: number[] = []
    const load = (async () => {
      for (const change of changes) {
        let reply: Reply
        do {
          reply = await browser.ask('POST /api/sync', {
            body: { direction: 'upload', deviceId: browser.deviceId, changes: [change] },
          })
          statuses.push(reply.status)
        } while (reply.status === 503)
        expect(reply.json['results']).toMatchObject([
          { outcome: expect.stringMatching(/^(applied|duplicate)$/) },
        ])
      }
    })()
    await expect.poll(() => statuses.length).toBeGreaterThan(5)

    await postgres.restart()
    await load

    const reply = await sync()
    expect(statuses.every((status) => status === 200 || status === 503)).toBe(true)
    expect(reply.json['page']).toMatchObject({ rows: { length: 40 } })
    expect(instance.logText()).not.toContain('met a bug')
    expect(await Promise.race([stream.closed, Promise.resolve('open')])).toBe('open')
  })

  test('that hangs, a request is told to try again within seconds', async () => {
    postgres.suspend()

    const begin = performance.now()
    const reply = await sync()
    const ms = performance.now() - begin
    postgres.resume()

    expect([reply.status, reply.fault]).toEqual([503, 'unavailable'])
    expect(ms).toBeLessThan(15_000)
    await expect.poll(async () => (await sync()).status, { timeout: 60_000 }).toBe(200)
  })
})
