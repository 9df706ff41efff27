/** Signing out everywhere, and how soon every instance and every stream knows that a session ended. */

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { endCached, findCached, keepCached } from '../../api/identity/session-cache.ts'
import { createMemoryKeyValue } from '../../api/key-value/memory-key-value.ts'
import { deviceIdSchema, userIdSchema } from '../../db/protocol/ids.ts'
import { openApp, openScript, signedInBrowser, type TestBrowser } from '../world/app.ts'
import { clerkEvent, sendWebhook, WEBHOOK_SECRET } from '../world/clerk-sender.ts'
import { mustOpenStream, startInstance, type Instance } from '../world/listening.ts'
import { testDatabase, type TestDatabase } from '../world/test-database.ts'
import { createTokenMaker } from '../world/tokens.ts'

const DAY_MS = 24 * 3600_000
const tokens = createTokenMaker()
let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const newUser = (): string => `user_${randomUUID().replaceAll('-', '')}`
const whoIs = async (browser: TestBrowser) =>
  (await browser.ask('GET /api/session')).fault ?? 'signed in'

/** Two instances of one server; each browser is known to the one it talks to. */
const startTwo = async (): Promise<readonly [Instance, Instance]> => {
  const env = {
    DATABASE_URL: database.url,
    REDIS_URL: inject('redisUrl'),
    CLERK_WEBHOOK_SECRET: WEBHOOK_SECRET,
  }
  return [await startInstance({ tokens, env }), await startInstance({ tokens, env })]
}

const settle = async () => {
  const [one, other] = await startTwo()
  const userId = newUser()
  const laptop = await signedInBrowser(one, userId, 'laptop')
  const phone = await signedInBrowser(other, userId, 'phone')
  const stranger = await signedInBrowser(other, newUser(), 'laptop')
  const streams = {
    laptop: await mustOpenStream(one, { cookie: laptop.cookie() }),
    phone: await mustOpenStream(other, { cookie: phone.cookie() }),
    stranger: await mustOpenStream(other, { cookie: stranger.cookie() }),
  }
  for (const browser of [laptop, phone, stranger]) expect(await whoIs(browser)).toBe('signed in')
  return { one, other, userId, laptop, phone, stranger, streams }
}

/** Asked after a stream that does end has ended: by then this one would have. */
const isOpen = async (stream: { readonly closed: Promise<number> }) =>
  (await Promise.race([stream.closed, Promise.resolve('open')])) === 'open'

describe('signing out everywhere', () => {
  test('ends every device of the person on every instance, the asking one included', async () => {
    const { one, userId, laptop, phone, stranger, streams } = await settle()
    const cookie = laptop.cookie()

    const reply = await laptop.ask('DELETE /api/devices')

    expect(reply.status).toBe(200)
    expect(reply.headers.get('set-cookie')).toMatch(/^__Host-chat-sync=; .*Max-Age=0/)
    expect(await whoIs(phone)).toBe('session_revoked')
    const again = await laptop.ask('GET /api/session', { headers: { cookie } })
    expect([again.status, again.fault]).toEqual([401, 'session_revoked'])
    await expect(Promise.all([streams.laptop.closed, streams.phone.closed])).resolves.toEqual([
      4401, 4401,
    ])
    expect(await whoIs(stranger)).toBe('signed in')
    expect(await isOpen(streams.stranger)).toBe(true)
    const back = await signedInBrowser(one, userId, 'laptop')
    expect((await back.ask('GET /api/devices')).json['devices']).toMatchObject([
      { deviceId: 'laptop', current: true },
    ])
  })

  test('may leave the device that asks', async () => {
    const { laptop, phone, streams } = await settle()

    const reply = await laptop.ask('DELETE /api/devices?except=current')

    expect(reply.headers.get('set-cookie')).toBeNull()
    expect(await whoIs(phone)).toBe('session_revoked')
    await expect(streams.phone.closed).resolves.toBe(4401)
    expect(await whoIs(laptop)).toBe('signed in')
    expect(await isOpen(streams.laptop)).toBe(true)
    expect((await laptop.ask('GET /api/devices')).json['devices']).toMatchObject([
      { deviceId: 'laptop', current: true },
    ])
  })

  test('is not done for another site, nor for what is not understood; a script may', async () => {
    const { one, userId, laptop } = await settle()

    for (const headers of [{ 'x-sync-client': undefined }, { 'sec-fetch-site': 'same-site' }])
      expect((await laptop.ask('DELETE /api/devices', { headers })).fault).toBe('forbidden')
    expect((await laptop.ask('DELETE /api/devices?except=phone')).fault).toBe('invalid')
    expect(await whoIs(laptop)).toBe('signed in')

    const byScript = await openScript(one, userId).ask('DELETE /api/devices?except=current')
    expect(byScript.status).toBe(200)
    expect(await whoIs(laptop)).toBe('session_revoked')
  })
})

describe('a session', () => {
  test('that ended on one instance is ended on another that had just looked at it', async () => {
    const { laptop, phone } = await settle()

    await laptop.ask('DELETE /api/devices/phone')

    expect(await whoIs(phone)).toBe('session_revoked')
  })

  test('of a banned person loses its streams on every instance', async () => {
    const { one, userId, streams } = await settle()

    await sendWebhook(one, clerkEvent('user.updated', { id: userId, banned: true }))

    await expect(Promise.all([streams.laptop.closed, streams.phone.closed])).resolves.toEqual([
      4401, 4401,
    ])
  })

  test('that was read as live before its end is not remembered after it', async () => {
    const keyValue = createMemoryKeyValue()
    const session = {
      userId: userIdSchema.parse('user_a'),
      deviceId: deviceIdSchema.parse('laptop'),
      expiresAt: 1,
    }

    await keepCached(keyValue, 'one', session)
    await endCached(keyValue, 'other')
    await keepCached(keyValue, 'other', session)

    expect(await findCached(keyValue, 'one')).toEqual(session)
    expect(await findCached(keyValue, 'other')).toBeNull()
  })

  test('slides for 30 days from its last use, and ends after 180 however much it is used', async () => {
    let now = Date.now()
    const app = await openApp({
      env: { DATABASE_URL: database.url },
      tokens,
      // The cache has a clock of its own; without it each request is a look at the database.
      change: ({ keyValue }) => ({
        now: () => now,
        keyValue: { ...keyValue, get: async () => ({ kind: 'none' }) },
      }),
    })
    onTestFinished(app.close)
    const browser = await signedInBrowser(app, newUser())
    const begin = now
    const after = async (days: number) => {
      now = begin + days * DAY_MS
      return whoIs(browser)
    }

    for (let day = 29; day < 180; day += 29) expect(await after(day)).toBe('signed in')
    expect(await after(179.9)).toBe('signed in')
    expect(await after(180)).toBe('session_expired')
  })
})
