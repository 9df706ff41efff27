/** What Clerk says of accounts and sign-ins is believed when it is signed, and then followed at once. */

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import type { AppDeps } from '../../api/deps.ts'
import {
  openApp,
  openBrowser,
  openScript,
  signedInBrowser,
  type TestApp,
  type TestBrowser,
} from '../world/app.ts'
import { createNumbering } from '../world/changes.ts'
import { clerkEvent, sendWebhook, signWebhook, WEBHOOK_SECRET } from '../world/clerk-sender.ts'
import { mustOpenStream, startInstance } from '../world/listening.ts'
import { testDatabase, type TestDatabase } from '../world/test-database.ts'
import { createTokenMaker } from '../world/tokens.ts'

const tokens = createTokenMaker()
let database: TestDatabase
let world: TestApp

const env = () => ({ DATABASE_URL: database.url, CLERK_WEBHOOK_SECRET: WEBHOOK_SECRET })

beforeAll(async () => {
  database = await testDatabase()
  world = await openApp({ env: env(), tokens })
})
afterAll(async () => {
  await world.close()
  await database.drop()
})

const openOther = async (change: (deps: AppDeps) => Partial<AppDeps>): Promise<TestApp> => {
  const other = await openApp({ env: env(), tokens, change })
  onTestFinished(other.close)
  return other
}

const newUser = (): string => `user_${randomUUID().replaceAll('-', '')}`
const newSignIn = (): string => newUser().replace('user', 'sess')
const deleted = (id: string) => clerkEvent('user.deleted', { id, deleted: true })
const whoIs = async (browser: TestBrowser): Promise<string> => {
  const reply = await browser.ask('GET /api/session')
  return reply.fault ?? (reply.status === 200 ? 'signed in' : 'nobody')
}

/** A sign-in at Clerk of its own, exchanged for a session here. */
const signInWith = async (userId: string, claims: Readonly<Record<string, unknown>>) => {
  const browser = openBrowser(world)
  const reply = await browser.signIn(`Bearer ${await tokens.sign(userId, claims)}`)
  return { browser, outcome: reply.fault ?? 'signed in' }
}

describe('a webhook', () => {
  test('has no address where no secret is set', async () => {
    const without = await openApp({ env: { DATABASE_URL: database.url }, tokens })
    onTestFinished(without.close)

    expect((await sendWebhook(without, deleted(newUser()))).status).toBe(404)
  })

  const refused: readonly (readonly [string, Parameters<typeof sendWebhook>[2]])[] = [
    ['signed with another secret', { secret: `whsec_${'B'.repeat(32)}` }],
    ['sent more than five minutes ago', { sentIn: -310 }],
    ['sent in more than five minutes', { sentIn: 310 }],
    ['changed on the way', { body: JSON.stringify(deleted('user_somebody_else')) }],
    ['written anew on the way', { body: JSON.stringify(deleted('user_marked'), null, 2) }],
    ['without an id', { headers: { 'svix-id': undefined } }],
    ['without a time', { headers: { 'svix-timestamp': undefined } }],
    ['without a signature', { headers: { 'svix-signature': undefined } }],
    ['with a signature of another version', { headers: { 'svix-signature': 'v2,AAAA' } }],
    ['with an empty signature', { headers: { 'svix-signature': 'v1,' } }],
    [
      'with headers of another name',
      { headers: { 'svix-id': undefined, 'webhook-id': 'msg_1', 'svix-signature': undefined } },
    ],
  ]

  for (const [what, how] of refused)
    test(`${what} is refused without a reason, and leaves no word of it in the log`, async () => {
      const reply = await sendWebhook(world, deleted('user_marked'), how)

      expect([reply.status, reply.fault]).toEqual([400, 'invalid'])
      expect(reply.text).not.toMatch(/svix|signature|timestamp/i)
      expect(world.logText()).not.toContain('user_marked')
    })

  test('that is no JSON, or none of ours, does nothing', async () => {
    expect((await sendWebhook(world, 'not JSON')).status).toBe(400)
    for (const event of [
      clerkEvent('user.created', { id: newUser() }),
      clerkEvent('user.deleted', { id: '../user_a' }),
      clerkEvent('user.deleted', {}),
      clerkEvent('user.updated', { id: newUser() }),
      { type: '__proto__', data: {} },
      [],
    ])
      expect((await sendWebhook(world, event)).status).toBe(200)
  })

  test('that is larger than any of Clerk is not read to its end', async () => {
    const reply = await sendWebhook(world, { ...deleted(newUser()), padding: 'x'.repeat(300_000) })

    expect([reply.status, reply.fault]).toEqual([413, 'too_large'])
  })

  test('with the signatures of two secrets is taken while the secret is being replaced', async () => {
    const [userId, id] = [newUser(), 'msg_two']
    const browser = await signedInBrowser(world, userId)
    const timestamp = String(Math.floor(Date.now() / 1000))
    const right = signWebhook(
      WEBHOOK_SECRET,
      `${id}.${timestamp}.${JSON.stringify(deleted(userId))}`,
    )
    const headers = { 'svix-timestamp': timestamp, 'svix-signature': `v1,AAAA ${right}` }

    const reply = await sendWebhook(world, deleted(userId), { id, headers })

    expect(reply.status).toBe(200)
    expect(await whoIs(browser)).toBe('account_deleted')
  })
})

describe('a deleted account', () => {
  test('is gone for its devices, for tokens that still count, and for whoever exchanges one', async () => {
    const userId = newUser()
    const browser = await signedInBrowser(world, userId)
    const { createChat } = createNumbering()
    const body = { direction: 'full', deviceId: 'd1', cursor: '0', changes: [createChat('c1')] }
    expect((await browser.ask('POST /api/sync', { body })).status).toBe(200)
    const script = openScript(world, userId)

    const reply = await sendWebhook(world, deleted(userId))

    expect(reply.status).toBe(200)
    expect(await whoIs(browser)).toBe('account_deleted')
    for (const route of ['POST /api/sync', 'GET /api/sync', 'GET /api/devices']) {
      const answer = await script.ask(route, route.startsWith('POST') ? { body } : {})
      expect([answer.status, answer.fault], route).toEqual([401, 'account_deleted'])
    }
    expect((await signInWith(userId, {})).outcome).toBe('account_deleted')
  })

  test('stays deleted when it is told again, or afterwards told of its sign-ins', async () => {
    const userId = newUser()
    const browser = await signedInBrowser(world, userId)

    for (const event of [
      deleted(userId),
      deleted(userId),
      clerkEvent('session.removed', { id: 'sess_1', user_id: userId }),
      clerkEvent('user.updated', { id: userId, banned: true }),
    ])
      expect((await sendWebhook(world, event)).status).toBe(200)

    expect(await whoIs(browser)).toBe('account_deleted')
  })

  test('is followed at once on every instance: cached sessions, and streams of devices and scripts', async () => {
    const shared = { tokens, env: { ...env(), REDIS_URL: inject('redisUrl') } }
    const [one, other] = [await startInstance(shared), await startInstance(shared)]
    const userId = newUser()
    const phone = await signedInBrowser(other, userId)
    const authorization = `Bearer ${await tokens.sign(userId)}`
    const streams = [
      await mustOpenStream(other, { cookie: phone.cookie() }),
      await mustOpenStream(other, { authorization, origin: undefined }),
    ]
    expect(await whoIs(phone)).toBe('signed in')

    await sendWebhook(one, deleted(userId))

    expect(await whoIs(phone)).toBe('account_deleted')
    for (const stream of streams) await expect(stream.closed).resolves.toBe(4401)
  })
})

describe('a delivery', () => {
  test('that failed is followed when it comes again, and the third time not any more', async () => {
    let calls = 0
    const failing = await openOther((deps) => ({
      database: {
        ...deps.database,
        withoutLimits: (work) => {
          calls += 1
          if (calls === 1) throw Object.assign(new Error('gone'), { code: '57P01' })
          return deps.database.withoutLimits(work)
        },
      },
    }))
    const [userId, how] = [newUser(), { id: `msg_${newUser()}` }]
    const browser = await signedInBrowser(failing, userId)
    const deliver = async () => (await sendWebhook(failing, deleted(userId), how)).status

    expect(await deliver()).toBe(503)
    expect(await whoIs(browser)).toBe('signed in')
    expect(await deliver()).toBe(200)
    expect(await whoIs(browser)).toBe('account_deleted')
    expect(await deliver()).toBe(200)
    expect(calls).toBe(2)
  })

  test('is followed each time while the store that remembers it is down', async () => {
    const forgetful = await openOther(({ keyValue }) => ({
      keyValue: { ...keyValue, get: async () => ({ kind: 'down' }), set: async () => false },
    }))
    const userId = newUser()
    const browser = await signedInBrowser(forgetful, userId)

    for (const turn of [1, 2]) {
      const reply = await sendWebhook(forgetful, deleted(userId), { id: 'msg_again' })
      expect(reply.status, `turn ${turn}`).toBe(200)
    }

    expect(await whoIs(browser)).toBe('account_deleted')
  })
})

describe('a banned person', () => {
  for (const event of [
    (id: string) => clerkEvent('user.updated', { id, banned: true }),
    (id: string) => clerkEvent('user.banned', { id, banned: true }),
  ])
    test(`is signed out on every device, keeps everything, and needs a newer token (${event('').type})`, async () => {
      const userId = newUser()
      const [laptop, phone] = [
        await signedInBrowser(world, userId),
        await signedInBrowser(world, userId),
      ]
      const { createChat } = createNumbering()
      const body = { direction: 'full', deviceId: 'd1', cursor: '0', changes: [createChat('c1')] }
      await laptop.ask('POST /api/sync', { body })

      await sendWebhook(world, event(userId))

      expect([await whoIs(laptop), await whoIs(phone)]).toEqual([
        'session_revoked',
        'session_revoked',
      ])
      expect((await signInWith(userId, {})).outcome).toBe('session_revoked')
      const iat = Math.floor(Date.now() / 1000) + 2
      const later = await signInWith(userId, { iat })
      expect(later.outcome).toBe('signed in')
      expect((await later.browser.ask('GET /api/sync')).json).toMatchObject({ revision: 1 })
    })

  test('who is not banned any more, or only changed a name, is left alone', async () => {
    const userId = newUser()
    const browser = await signedInBrowser(world, userId)

    await sendWebhook(world, clerkEvent('user.updated', { id: userId, banned: false }))

    expect(await whoIs(browser)).toBe('signed in')
  })
})

describe('a sign-in that ends at Clerk', () => {
  for (const type of ['session.revoked', 'session.removed'])
    test(`takes its sessions with it and no others, and its last token opens none (${type})`, async () => {
      const [userId, other] = [newUser(), newUser()]
      const [lostId, keptId] = [newSignIn(), newSignIn()]
      const [lost, kept, foreign] = await Promise.all([
        signInWith(userId, { sid: lostId }),
        signInWith(userId, { sid: keptId }),
        signInWith(other, { sid: lostId }),
      ])

      await sendWebhook(world, clerkEvent(type, { id: lostId, user_id: userId }))

      expect(await whoIs(lost.browser)).toBe('session_revoked')
      expect(await whoIs(kept.browser)).toBe('signed in')
      expect(await whoIs(foreign.browser)).toBe('signed in')
      expect((await signInWith(userId, { sid: lostId })).outcome).toBe('session_revoked')
      expect((await signInWith(userId, { sid: keptId })).outcome).toBe('signed in')
    })
})
