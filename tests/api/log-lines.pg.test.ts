/** The lines of the log: each sync with who, which way, how long and how much; each event with its reason. */

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApp, openBrowser, signedInBrowser, type TestApp } from '../world/app.ts'
import { createNumbering } from '../world/changes.ts'
import { testDatabase, type TestDatabase } from '../world/test-database.ts'

let database: TestDatabase
let world: TestApp

beforeAll(async () => {
  database = await testDatabase()
  world = await openApp({ env: { DATABASE_URL: database.url } })
})
afterAll(async () => {
  await world.close()
  await database.drop()
})

const newUser = (): string => `user_${randomUUID().slice(0, 8)}`

const linesWith = (field: string, value: unknown) =>
  world.lines().filter((line) => line[field] === value)

describe('a sync in the log', () => {
  test('can be followed by one id over all of its requests, with the figures of each', async () => {
    const userId = newUser()
    const browser = await signedInBrowser(world, userId, 'laptop')
    const syncId = randomUUID()
    const { createChat, append } = createNumbering()
    const { createChat: again } = createNumbering()
    const ask = (body: object) =>
      browser.ask('POST /api/sync', {
        headers: { 'x-sync-id': syncId },
        body: { deviceId: 'laptop', ...body },
      })

    const chat = createChat('c1')
    await ask({ direction: 'upload', changes: [chat, append('c1', 'x'), append('c1', 'y')] })
    await ask({ direction: 'download' })
    await ask({ direction: 'full', changes: [again('c2')] })

    const lines = linesWith('syncId', syncId)
    expect(lines.map(({ msg }) => msg)).toEqual([
      'sync started',
      'sync completed: 1 chats, 2 messages',
      'sync started',
      'sync completed: 1 chats, 2 messages',
      'sync started',
      'sync failed: device_forked',
    ])
    expect(new Set(lines.map(({ requestId }) => requestId)).size).toBe(3)
    for (const line of lines) {
      expect(line).toMatchObject({ userId, deviceId: 'laptop', bytes: expect.any(Number) })
      expect(line['session']).toMatch(/^[0-9a-f]{12}$/)
    }
    expect(lines.map(({ direction }) => direction).filter((_, at) => at % 2 === 0)).toEqual([
      'upload',
      'download',
      'full',
    ])
    const [, completed, , , , failed] = lines
    expect(completed).toMatchObject({ durationMs: expect.any(Number), level: 30 })
    expect(Number(completed?.['bytes'])).toBeGreaterThan(300)
    expect(Number(completed?.['bytesDown'])).toBeGreaterThan(100)
    expect(failed).toMatchObject({ durationMs: expect.any(Number), level: 40 })
  })

  test('is not given an id that is none', async () => {
    const browser = await signedInBrowser(world, newUser())
    const given = ['short', 'x'.repeat(23), `${randomUUID()} `, 'with spaces in it 1234', '']

    for (const id of given)
      await browser.ask('POST /api/sync', {
        headers: { 'x-sync-id': id },
        body: { direction: 'full' },
      })
    await browser.ask('POST /api/sync', {
      headers: { 'x-sync-id': 'Abc_def-1234567890abcd' },
      body: { direction: 'full' },
    })

    const ids = world.lines().map(({ syncId }) => syncId)
    expect(
      ids.filter((id) => typeof id === 'string' && !/^[\w-]{22}$|^[\da-f-]{36}$/.test(id)),
    ).toEqual([])
    expect(ids).toContain('Abc_def-1234567890abcd')
    expect(ids.filter((id) => id === given[1])).toEqual([])
  })

  test('that ends before anybody is known says so', async () => {
    const browser = openBrowser(world)

    const { headers } = await browser.ask('POST /api/sync', { body: { direction: 'full' } })

    const lines = linesWith('requestId', headers.get('x-request-id'))
    expect(lines.map(({ msg }) => msg).slice(0, 1)).toEqual(['sync failed: signed_out'])
  })

  test('counts rows, and not what a message carries that looks like one', async () => {
    const browser = await signedInBrowser(world, newUser(), 'laptop')
    const { createChat, append } = createNumbering()
    const chat = createChat('c1')
    const message = append('c1', '"entity":"chat","id":"x"')
    const look = { entity: 'chat', id: 'x', list: [{ entity: 'message', id: 'y' }] }
    const metadata = { ...Object(message['message']), metadata: look }

    await browser.ask('POST /api/sync', {
      body: {
        direction: 'upload',
        deviceId: 'laptop',
        changes: [chat, { ...message, message: metadata }],
      },
    })
    const reply = await browser.ask('POST /api/sync', { body: { direction: 'download' } })

    expect(reply.json['message']).toBe('sync completed: 1 chats, 1 messages')
  })
})

describe('an event in the log', () => {
  test('says who signed in and out, from which device, and why it was refused', async () => {
    const userId = newUser()
    const laptop = await signedInBrowser(world, userId, 'laptop')
    await signedInBrowser(world, userId, 'phone')
    await laptop.ask('DELETE /api/devices/phone')
    await laptop.ask('DELETE /api/session')
    await openBrowser(world).signIn(
      `Bearer ${await world.tokens.sign(userId, { exp: 1_000, iat: 900, nbf: 900 })}`,
    )

    const lines = linesWith('userId', userId).filter(({ msg }) => !String(msg).startsWith('sync'))
    const told = lines.map(({ msg, deviceId, target }) => [msg, deviceId, target])
    expect(told.filter(([msg]) => String(msg).endsWith('done'))).toEqual([
      ['sign-in done', 'laptop', undefined],
      ['sign-in done', 'phone', undefined],
      ['revocation of a device done', 'laptop', 'phone'],
      ['sign-out done', 'laptop', undefined],
    ])
    expect(lines.find(({ session }) => session !== undefined)?.['session']).toHaveLength(12)
    const refused = world.lines().filter(({ msg }) => String(msg).startsWith('sign-in refused'))
    expect(refused.at(-1)).toMatchObject({
      level: 40,
      msg: 'sign-in refused: session_expired',
      reason: 'expired',
    })
  })
})
