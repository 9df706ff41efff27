/** The routes beside sync: configuration, devices, attachments, health, metrics, and what is not there. */

import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import * as z from 'zod/mini'
import { configReplySchema, devicesReplySchema } from '../../db/protocol/session.ts'
import { parseWith } from '../../db/protocol/parse.ts'
import { PROTOCOL_VERSION } from '../../db/protocol/version.ts'
import { askApp, openApp, openScript, signedInBrowser, type TestApp } from '../world/app.ts'
import { testDatabase, type TestDatabase } from '../world/test-database.ts'

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

const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
})

const newUser = (): string => `user_${randomUUID().slice(0, 8)}`

describe('the document of all routes', () => {
  test('lists each route of the app, and nothing else', async () => {
    const reply = await askApp(world, 'GET /api/openapi.json')

    const { paths } = documentSchema.parse(reply.json)
    const documented = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const answered = world.app.routes
      .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/'))
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
    expect(documented.toSorted()).toEqual(answered.toSorted())
    expect(documented.length).toBeGreaterThan(15)
  })
})

describe('the configuration', () => {
  test('tells a page what it needs before anyone is signed in, and no secret', async () => {
    const reply = await askApp(world, 'GET /api/config')

    expect(parseWith(configReplySchema, reply.json).kind).toBe('ok')
    expect(reply.json).toEqual({
      protocol: PROTOCOL_VERSION,
      version: '0.0.0',
      auth: 'clerk',
      clerkPublishableKey: world.tokens.env['CLERK_PUBLISHABLE_KEY'],
      syncEnabled: true,
      assistant: false,
    })
  })
})

describe('devices', () => {
  test('are listed for the person they belong to, with the one that asks marked', async () => {
    const userId = newUser()
    const laptop = await signedInBrowser(world, userId, 'laptop')
    await signedInBrowser(world, userId, 'phone')
    await signedInBrowser(world, newUser(), 'stranger')

    const reply = await laptop.ask('GET /api/devices')

    const parsed = parseWith(devicesReplySchema, reply.json)
    const devices = parsed.kind === 'ok' ? parsed.value.devices : []
    expect(new Map(devices.map(({ deviceId, current }) => [deviceId, current]))).toEqual(
      new Map([
        ['laptop', true],
        ['phone', false],
      ]),
    )
  })

  test('are renamed, and keep that name at the next sign-in', async () => {
    const userId = newUser()
    const laptop = await signedInBrowser(world, userId, 'laptop')

    const reply = await laptop.ask('PATCH /api/devices/laptop', { body: { name: 'Büro 🖥' } })
    await signedInBrowser(world, userId, 'laptop')

    expect(reply.status).toBe(200)
    expect((await laptop.ask('GET /api/devices')).text).toContain('Büro 🖥')
    for (const name of ['', 'x'.repeat(201), 7, 'half \ud83d pair'])
      expect((await laptop.ask('PATCH /api/devices/laptop', { body: { name } })).fault).toBe(
        'invalid',
      )
  })

  test('that are revoked get session_revoked with their next request', async () => {
    const userId = newUser()
    const laptop = await signedInBrowser(world, userId, 'laptop')
    const phone = await signedInBrowser(world, userId, 'phone')
    await phone.ask('GET /api/session')

    const revoked = await laptop.ask('DELETE /api/devices/phone')
    const next = await phone.ask('POST /api/sync', { body: { direction: 'full' } })

    expect(revoked.status).toBe(200)
    expect([next.status, next.fault]).toEqual([401, 'session_revoked'])
    expect((await laptop.ask('GET /api/devices')).text).not.toContain('phone')
  })

  test('[P1] of somebody else are not there', async () => {
    const [mine, theirs] = [newUser(), newUser()]
    const browser = await signedInBrowser(world, mine, 'laptop')
    const other = await signedInBrowser(world, theirs, 'their-phone')

    const replies = [
      await browser.ask('PATCH /api/devices/their-phone', { body: { name: 'mine' } }),
      await browser.ask('DELETE /api/devices/their-phone'),
      await browser.ask('DELETE /api/devices/never-was'),
      await browser.ask('DELETE /api/devices/no%20id'),
    ]

    for (const reply of replies) expect([reply.status, reply.fault]).toEqual([404, 'not_found'])
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1)
    expect((await other.ask('GET /api/session')).status).toBe(200)
  })
})

describe('attachments', () => {
  const bytes = randomBytes(300_000)
  const hash = (of: Buffer): string => createHash('sha256').update(of).digest('hex')
  const path = `/api/attachments/${hash(bytes)}`
  const octets = { 'content-type': 'application/octet-stream' }

  test('come back byte for byte, as something that no browser runs', async () => {
    const browser = await signedInBrowser(world, newUser())

    const stored = await browser.ask(`PUT ${path}`, { body: bytes, headers: octets })
    const again = await browser.ask(`PUT ${path}`, { body: bytes, headers: octets })
    const response = await world.send(path, { headers: { cookie: browser.cookie() ?? '' } })

    expect([stored.status, again.status]).toEqual([201, 200])
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment',
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
    })
  })

  test('can be looked for without being read', async () => {
    const browser = await signedInBrowser(world, newUser())
    const before = await browser.ask(`HEAD ${path}`)
    await browser.ask(`PUT ${path}`, { body: bytes, headers: octets })

    const after = await browser.ask(`HEAD ${path}`)

    expect([before.status, after.status]).toEqual([404, 200])
    expect(after.headers.get('content-length')).toBe('300000')
    expect(after.text).toBe('')
  })

  test('[P1] of somebody else are not there', async () => {
    const [owner, other] = [
      await signedInBrowser(world, newUser()),
      await signedInBrowser(world, newUser()),
    ]
    await owner.ask(`PUT ${path}`, { body: bytes, headers: octets })

    expect((await other.ask(`GET ${path}`)).fault).toBe('not_found')
    expect((await other.ask(`HEAD ${path}`)).status).toBe(404)
  })

  test('whose bytes are others than their name says, or too many, are refused', async () => {
    const browser = await signedInBrowser(world, newUser())
    const large = Buffer.alloc(20 * 1024 * 1024 + 1)

    const wrong = await browser.ask(`PUT ${path}`, { body: Buffer.from('other'), headers: octets })
    const tooLarge = await browser.ask(`PUT /api/attachments/${hash(large)}`, {
      body: large,
      headers: octets,
    })
    const noHash = await browser.ask('PUT /api/attachments/ABC', { body: bytes, headers: octets })

    expect([wrong.status, wrong.fault]).toEqual([400, 'invalid'])
    expect([tooLarge.status, tooLarge.fault]).toEqual([413, 'too_large'])
    expect([noHash.status, noHash.fault]).toEqual([404, 'not_found'])
    expect((await browser.ask(`HEAD ${path}`)).status).toBe(404)
  })
})

describe('health', () => {
  test('says that the process lives, and readiness what stands behind it', async () => {
    const health = await askApp(world, 'GET /api/health')
    const ready = await askApp(world, 'GET /api/ready')

    expect(health.json).toEqual({ protocol: PROTOCOL_VERSION, status: 'live' })
    expect(ready.json).toEqual({
      protocol: PROTOCOL_VERSION,
      status: 'ready',
      database: 'ready',
      keyValue: 'ready',
    })
  })
})

describe('metrics', () => {
  const from = (remoteAddress: string, headers: Readonly<Record<string, string>> = {}) => {
    const env = { incoming: { socket: { remoteAddress, remotePort: 1, remoteFamily: 'IPv4' } } }
    return world.app.request('/api/metrics', { headers }, env)
  }

  test('tell rates, durations, volumes, frequency, errors by type, and the stores', async () => {
    const userId = newUser()
    const script = openScript(world, userId)
    await script.ask('POST /api/sync', { body: { direction: 'full' } })
    await script.ask('POST /api/sync', { body: '{' })

    const response = await from('127.0.0.1')
    const text = await response.text()

    for (const line of [
      /^chat_sync_syncs_total\{direction="full",outcome="success"\} [1-9]/m,
      /^chat_sync_syncs_total\{direction="unknown",outcome="failure"\} [1-9]/m,
      /^chat_sync_sync_seconds_count\{direction="full"\} [1-9]/m,
      /^chat_sync_page_rows_count [1-9]/m,
      /^chat_sync_request_bytes_sum [1-9]/m,
      /^chat_sync_faults_total\{code="invalid",route="POST \/api\/sync"\} [1-9]/m,
      /^chat_sync_database_up 1/m,
      /^chat_sync_database_connections\{state="open"\} [1-9]/m,
      /^chat_sync_database_connections\{state="waiting"\} \d/m,
      /^chat_sync_key_value_up 1/m,
      /^process_cpu_seconds_total /m,
    ])
      expect(text).toMatch(line)
    expect(text).not.toContain(userId)
  })

  test('are for this machine alone, also behind a proxy on it', async () => {
    expect((await from('127.0.0.1')).status).toBe(200)
    expect((await from('::1')).status).toBe(200)
    expect((await from('192.0.2.7')).status).toBe(403)
    expect((await from('127.0.0.1', { 'x-forwarded-for': '192.0.2.7' })).status).toBe(403)
  })

  test('with a token are for whoever has it', async () => {
    const env = { DATABASE_URL: database.url, METRICS_TOKEN: 'a-long-enough-token' }
    const guarded = await openApp({ env })
    const ask = async (authorization?: string) =>
      (await askApp(guarded, 'GET /api/metrics', { headers: { authorization } })).status

    expect(await ask()).toBe(403)
    expect(await ask('Bearer a-long-enough-tokem')).toBe(403)
    expect(await ask('Bearer a-long-enough-token')).toBe(200)
    await guarded.close()
  })
})

describe('what is not there', () => {
  test('is a fault within the API, whatever the method', async () => {
    for (const route of ['GET /api/nothing', 'POST /api/nothing', 'DELETE /api/sync', 'GET /api'])
      expect((await askApp(world, route)).fault).toBe('not_found')
  })

  test('carries the headers that every answer has', async () => {
    const reply = await askApp(world, 'GET /api/nothing')

    expect(Object.fromEntries(reply.headers)).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
  })
})
