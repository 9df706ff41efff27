/** Signing in and out: the exchange, its cookie, the guard, and sessions that end. */

import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { decodeJwt } from 'jose'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import type { AppDeps } from '../../api/deps.ts'
import { openLocalIssuer } from '../../api/identity/local-issuer.ts'
import { createVerifyToken } from '../../api/identity/verify-token.ts'
import { userIdSchema } from '../../db/protocol/ids.ts'
import { pairReplySchema } from '../../db/protocol/session.ts'
import { PROTOCOL_VERSION } from '../../db/protocol/version.ts'
import {
  askApp,
  openApp,
  openBrowser,
  openScript,
  ORIGIN,
  signedInBrowser,
  type TestApp,
} from '../world/app.ts'
import { testDatabase, type TestDatabase } from '../world/test-database.ts'
import { temporaryFolder } from '../world/folders.ts'
import { createTokenMaker } from '../world/tokens.ts'

let database: TestDatabase
let world: TestApp

beforeAll(async () => {
  database = await testDatabase()
  world = await openApp({ env: { DATABASE_URL: database.url, REDIS_URL: inject('redisUrl') } })
})
afterAll(async () => {
  await world.close()
  await database.drop()
})

/** All that is stored about sessions, as whoever steals the stores would read it. */
const readEverything = async (databaseUrl: string, redisUrl: string): Promise<string> => {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client.query('select * from device_sessions')
  await client.end()
  const redis = new Redis(redisUrl)
  const keys = await redis.keys('*')
  const values = await Promise.all(keys.map((key) => redis.get(key)))
  redis.disconnect()
  return JSON.stringify({ rows, keys, values })
}

const EXCHANGE = { deviceId: 'd1', name: 'Laptop', platform: 'test' }

describe('the exchange', () => {
  test('gives a device its session in a cookie that only our host gets and no script reads', async () => {
    const browser = openBrowser(world, 'laptop')

    const reply = await browser.signIn(`Bearer ${await world.tokens.sign('user_cookie')}`)

    expect(reply.status).toBe(200)
    expect(reply.json).toMatchObject({
      protocol: PROTOCOL_VERSION,
      userId: 'user_cookie',
      deviceId: 'laptop',
    })
    const cookie = reply.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^__Host-chat-sync=[\w-]{43}; /)
    for (const part of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/'])
      expect(cookie.split('; ')).toContain(part)
    expect(cookie).not.toContain('Domain')
    expect(Number(/Max-Age=(\d+)/.exec(cookie)?.[1])).toBe(180 * 24 * 3600)
    expect(reply.headers.get('cache-control')).toBe('no-store')
  })

  test('keeps no token: neither database nor Redis nor log can sign anyone in', async () => {
    const browser = await signedInBrowser(world, 'user_hash')
    await browser.ask('GET /api/session')
    const secret = browser.cookie()?.split('=')[1] ?? ''

    const kept = await readEverything(database.url, inject('redisUrl'))

    expect(secret).toHaveLength(43)
    expect(kept).toContain('user_hash')
    expect(kept).not.toContain(secret)
    expect(world.logText()).not.toContain(secret)
  })

  test('lets the device ask who it is', async () => {
    const browser = await signedInBrowser(world, 'user_ask', 'phone')

    const reply = await browser.ask('GET /api/session')

    expect(reply.json).toMatchObject({ userId: 'user_ask', deviceId: 'phone' })
    expect(reply.json['expiresAt']).toBeGreaterThan(Date.now() + 29 * 24 * 3600_000)
  })

  test('has nothing to tell a browser without a session, and no fault for it', async () => {
    const reply = await askApp(world, 'GET /api/session', {})

    expect(reply.status).toBe(204)
  })

  test('ends the session that was presented, so that a planted cookie is worth nothing', async () => {
    const browser = await signedInBrowser(world, 'user_fix')
    const old = browser.cookie()

    await browser.signIn(`Bearer ${await world.tokens.sign('user_fix')}`)

    expect(browser.cookie()).not.toBe(old)
    expect((await browser.ask('GET /api/session')).status).toBe(200)
    const late = await askApp(world, 'GET /api/session', { headers: { cookie: old } })
    expect(late.status).toBe(401)
  })

  test('refuses a token that proves nothing, with its fault and no cookie', async () => {
    const stranger = createTokenMaker({ origin: ORIGIN })

    const reply = await openBrowser(world).signIn(`Bearer ${await stranger.sign('user_a')}`)

    expect([reply.status, reply.fault]).toEqual([401, 'signed_out'])
    expect(reply.headers.get('set-cookie')).toBeNull()
  })

  test('tells a token whose minute is over to sign in again', async () => {
    const exp = Math.floor(Date.now() / 1000) - 60

    const reply = await openBrowser(world).signIn(
      `Bearer ${await world.tokens.sign('user_a', { exp })}`,
    )

    expect([reply.status, reply.fault]).toEqual([401, 'session_expired'])
  })

  test('takes no pairing code where Clerk signs people in, and no other proof', async () => {
    for (const authorization of ['Pair abc', 'Basic abc', ''])
      expect((await openBrowser(world).signIn(authorization)).fault).toBe('signed_out')
  })

  test('wants to know the device', async () => {
    const authorization = `Bearer ${await world.tokens.sign('user_a')}`

    const reply = await askApp(world, 'POST /api/session', {
      headers: { authorization },
      body: { ...EXCHANGE, deviceId: 'no id!' },
    })

    expect([reply.status, reply.fault]).toEqual([400, 'invalid'])
  })
})

describe('a session', () => {
  test('that nobody knows is signed out', async () => {
    const cookie = `__Host-chat-sync=${'A'.repeat(43)}`

    const foreign = await askApp(world, 'GET /api/session', { headers: { cookie } })
    const none = await askApp(world, 'GET /api/devices')

    expect([foreign.status, foreign.fault]).toEqual([401, 'signed_out'])
    expect([none.status, none.fault]).toEqual([401, 'signed_out'])
  })

  test('ends when its device signs out, as often as that is sent', async () => {
    const browser = await signedInBrowser(world, 'user_out')
    const cookie = browser.cookie()
    await browser.ask('GET /api/session')

    const reply = await browser.ask('DELETE /api/session')

    expect(reply.status).toBe(200)
    expect(reply.headers.get('set-cookie')).toMatch(/^__Host-chat-sync=; .*Max-Age=0/)
    expect(browser.cookie()).toBeUndefined()
    expect((await askApp(world, 'GET /api/session', { headers: { cookie } })).status).toBe(401)
    expect((await browser.ask('DELETE /api/session')).status).toBe(200)
  })

  test('expires after 30 days without use', async () => {
    let ahead = 0
    const later = await openApp({
      env: { DATABASE_URL: database.url },
      tokens: world.tokens,
      change: () => ({ now: () => Date.now() + ahead }),
    })
    const browser = await signedInBrowser(later, 'user_old')

    ahead = 31 * 24 * 3600_000
    const reply = await browser.ask('GET /api/session')

    expect([reply.status, reply.fault]).toEqual([401, 'session_expired'])
    await later.close()
  })
})

describe('the guard', () => {
  const body = { direction: 'full' }

  const refused: readonly (readonly [string, Readonly<Record<string, string | undefined>>])[] = [
    ['without x-sync-client', { 'x-sync-client': undefined }],
    ['with another x-sync-client', { 'x-sync-client': '0' }],
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
    ['from a sibling of our site', { 'sec-fetch-site': 'same-site' }],
    ['from the address bar', { 'sec-fetch-site': 'none' }],
    ['from another origin', { origin: 'http://localhost:4502' }],
    ['without an origin', { origin: undefined }],
    ['from a page without an origin', { origin: 'null' }],
    ['with the body of a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['with a text as body', { 'content-type': 'text/plain' }],
    ['with a body of no type', { 'content-type': undefined }],
  ]

  for (const [what, headers] of refused)
    test(`refuses a request with the cookie ${what}`, async () => {
      const browser = await signedInBrowser(world, 'user_guard')

      for (const route of ['POST /api/sync', 'DELETE /api/devices/x', 'DELETE /api/session']) {
        const reply = await browser.ask(route, { body, headers })
        expect([reply.status, reply.fault]).toEqual([403, 'forbidden'])
      }
      expect((await browser.ask('GET /api/session')).status).toBe(200)
    })

  test('refuses to read for another site, and lets the address bar read', async () => {
    const browser = await signedInBrowser(world, 'user_guard')
    const from = (site: string) =>
      browser.ask('GET /api/devices', { headers: { 'sec-fetch-site': site } })

    expect((await from('cross-site')).fault).toBe('forbidden')
    expect((await from('same-site')).fault).toBe('forbidden')
    expect((await from('none')).status).toBe(200)
  })

  test('lets the app pass, and old browsers that send no Sec-Fetch-Site', async () => {
    const browser = await signedInBrowser(world, 'user_guard')

    const sent = [{}, { 'sec-fetch-site': undefined }]

    for (const headers of sent)
      expect(
        (await browser.ask('PATCH /api/devices/nobody', { body: { name: 'x' }, headers })).fault,
      ).toBe('not_found')
  })

  test('is not for a script, whose token no other site can send', async () => {
    const script = openScript(world, 'user_script')

    const reply = await script.ask('PATCH /api/devices/nobody', {
      body: { name: 'x' },
      headers: { origin: 'https://elsewhere.example', 'content-type': 'text/plain' },
    })

    expect(reply.fault).toBe('not_found')
  })

  test('gives no other origin leave to ask', async () => {
    const reply = await askApp(world, 'OPTIONS /api/sync', {
      headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' },
    })

    expect([...reply.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual(
      [],
    )
  })
})

describe('local sign-in', () => {
  const OWNER = userIdSchema.parse('owner')

  const openLocal = async (change: (deps: AppDeps) => Partial<AppDeps> = () => ({})) => {
    const folder = temporaryFolder('local')
    const env = { DATABASE_URL: database.url, DATA_DIR: folder }
    const local = await openApp({ isLocal: true, env, change })
    onTestFinished(local.close)
    const newCode = (ttlMs: number) => local.deps.pairing?.newCode(OWNER, ttlMs)
    return { local, folder, newCode }
  }

  test('takes a pairing code once', async () => {
    const { local, newCode } = await openLocal()
    const code = await newCode(60_000)

    const reply = await openBrowser(local).signIn(`Pair ${code}`)
    const again = await openBrowser(local).signIn(`Pair ${code}`)

    expect(reply.json).toMatchObject({ userId: 'owner' })
    expect([again.status, again.fault]).toEqual([401, 'signed_out'])
  })

  test('takes no pairing code that is too old, or that it never gave', async () => {
    const { local, newCode } = await openLocal()
    const code = await newCode(30)
    await sleep(60)

    for (const late of [code, 'A'.repeat(27)]) {
      const reply = await openBrowser(local).signIn(`Pair ${late}`)
      expect([reply.status, reply.fault]).toEqual([401, 'signed_out'])
    }
  })

  test('sends the code through the same verification as every token', async () => {
    const seen: string[] = []
    const refuseAll: AppDeps['identity'] = async (token) => {
      seen.push(token)
      return { kind: 'refused', reason: 'not-verified' }
    }
    const { local, newCode } = await openLocal(() => ({ identity: refuseAll }))

    const reply = await openBrowser(local).signIn(`Pair ${await newCode(60_000)}`)

    expect([reply.status, reply.fault]).toEqual([401, 'signed_out'])
    expect(decodeJwt(seen[0] ?? '')).toMatchObject({ iss: 'urn:chat-sync:local', sub: 'owner' })
  })

  test('gives a signed-in device a code for the next one', async () => {
    const { local, newCode } = await openLocal()
    const first = openBrowser(local)
    await first.signIn(`Pair ${await newCode(60_000)}`)

    const reply = await first.ask('POST /api/devices/pair', { body: {} })
    const link = pairReplySchema.parse(reply.json)
    const second = await openBrowser(local).signIn(`Pair ${link.code}`)

    expect(link.link).toBe(`${ORIGIN}/sign-in#code=${link.code}`)
    expect(link.expiresAt).toBeLessThanOrEqual(Date.now() + 10 * 60_000)
    expect(second.json).toMatchObject({ userId: 'owner' })
    expect((await openBrowser(local).ask('POST /api/devices/pair', { body: {} })).status).toBe(401)
  })

  test('keeps its key to itself, and the same key at the next start', async () => {
    const { folder } = await openLocal()
    const path = join(folder, 'local-key.pem')
    const key = readFileSync(path, 'utf8')

    const settings = { dataDir: folder, appOrigin: ORIGIN }
    const again = await openLocalIssuer(settings)

    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readFileSync(path, 'utf8')).toBe(key)
    const verify = createVerifyToken(again.issuers)
    await expect(verify(await again.sign(OWNER))).resolves.toMatchObject({ userId: 'owner' })
  })

  test('opens nothing where Clerk signs people in', async () => {
    const issuer = await openLocalIssuer({ dataDir: temporaryFolder('key'), appOrigin: ORIGIN })

    const reply = await openBrowser(world).signIn(`Bearer ${await issuer.sign(OWNER)}`)

    expect([reply.status, reply.fault]).toEqual([401, 'signed_out'])
    const browser = await signedInBrowser(world, 'user_pair')
    expect((await browser.ask('POST /api/devices/pair', { body: {} })).fault).toBe('not_found')
  })
})
