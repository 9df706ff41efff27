/** A round over HTTP: what goes in, what comes out, and that garbage gets its fault and leaves nothing. */

import { randomUUID } from 'node:crypto'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { faultReplySchema } from '../../db/protocol/fault-reply.ts'
import { parseWith } from '../../db/protocol/parse.ts'
import { syncReplySchema, type SyncReply } from '../../db/protocol/round.ts'
import {
  askApp,
  openApp,
  openScript,
  signedInBrowser,
  type Reply,
  type TestApp,
} from '../world/app.ts'
import { createNumbering } from '../world/changes.ts'
import { testDatabase, type TestDatabase } from '../world/test-database.ts'
import { PROTOCOL_VERSION } from '../../db/protocol/version.ts'

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

const readReply = (reply: Reply): SyncReply => {
  const parsed = parseWith(syncReplySchema, reply.json)
  if (parsed.kind === 'broken') throw new Error(`${parsed.where} ${parsed.why}: ${reply.text}`)
  return parsed.value
}

const newUser = (): string => `user_${randomUUID().slice(0, 8)}`

describe('a round', () => {
  test('brings changes in and rows out, in the shapes of the wire', async () => {
    const browser = await signedInBrowser(world, newUser(), 'laptop')
    const { createChat, append } = createNumbering()
    const chat = createChat('c1', 'Bees')

    const reply = await browser.ask('POST /api/sync', {
      body: {
        protocol: 1,
        direction: 'full',
        deviceId: 'laptop',
        sentAt: Date.now(),
        seen: null,
        cursor: null,
        pending: 2,
        changes: [chat, append('c1', 'how many bees?')],
      },
    })

    const { results, page, head, status, message } = readReply(reply)
    expect(results).toMatchObject([
      { changeId: chat.changeId, outcome: 'applied' },
      { outcome: 'applied' },
    ])
    expect(page.rows.map(({ entity }) => entity).toSorted()).toEqual(['chat', 'message'])
    expect(head.revision).toBe(status.revision)
    expect(message).toBe('sync completed: 1 chats, 1 messages')
    expect(status.isOnline).toBe(true)
  })

  test('of the document’s example alone answers with the first page from the start', async () => {
    const userId = newUser()
    const browser = await signedInBrowser(world, userId)
    const { createChat } = createNumbering()
    await browser.ask('POST /api/sync', {
      body: { direction: 'upload', deviceId: browser.deviceId, changes: [createChat()] },
    })

    const fromBrowser = readReply(
      await browser.ask('POST /api/sync', { body: { direction: 'full' } }),
    )
    const fromScript = readReply(
      await openScript(world, userId).ask('POST /api/sync', { body: { direction: 'full' } }),
    )

    expect(fromBrowser.page.rows).toHaveLength(1)
    expect(fromScript.page.rows).toHaveLength(1)
  })

  test('upload answers no rows, download takes no changes', async () => {
    const browser = await signedInBrowser(world, newUser())
    const { deviceId } = browser
    const { createChat } = createNumbering()

    const up = await browser.ask('POST /api/sync', {
      body: { direction: 'upload', deviceId, changes: [createChat()] },
    })
    const down = await browser.ask('POST /api/sync', { body: { direction: 'download', deviceId } })

    expect(readReply(up).page).toMatchObject({ from: null, to: null, rows: [] })
    expect(readReply(down).results).toEqual([])
    expect(readReply(down).page.rows).toHaveLength(1)
  })

  test('[Q1] with nothing to do is under 1 KB each way', async () => {
    const browser = await signedInBrowser(world, newUser())
    const { deviceId } = browser
    const { createChat } = createNumbering()
    const first = readReply(
      await browser.ask('POST /api/sync', {
        body: { direction: 'full', deviceId, cursor: null, changes: [createChat()] },
      }),
    )
    const body = {
      protocol: 1,
      direction: 'full',
      deviceId,
      sentAt: Date.now(),
      seen: first.head,
      cursor: first.page.to,
      pending: 0,
      changes: [],
    }

    const reply = await browser.ask('POST /api/sync', { body })

    expect(readReply(reply).page.rows).toEqual([])
    expect(JSON.stringify(body).length).toBeLessThan(1024)
    const headers = [...reply.headers].map(([name, value]) => `${name}: ${value}\r\n`).join('')
    expect(reply.text.length + headers.length).toBeLessThan(1024)
  })

  test('takes gzip and answers compressed as asked', async () => {
    const browser = await signedInBrowser(world, newUser())
    const { createChat, append } = createNumbering()
    const changes = [createChat('c1'), append('c1', 'word '.repeat(2000))]
    const round = { direction: 'full', deviceId: browser.deviceId, changes }
    await browser.ask('POST /api/sync', {
      body: gzipSync(JSON.stringify(round)),
      headers: { 'content-encoding': 'gzip' },
    })
    const askRaw = async (encoding: string) => {
      const response = await world.app.request('http://localhost:8787/api/sync', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await world.tokens.sign(await userOf(browser))}`,
          'accept-encoding': encoding,
        },
        body: '{"direction":"full"}',
      })
      return {
        encoding: response.headers.get('content-encoding'),
        bytes: Buffer.from(await response.arrayBuffer()),
      }
    }

    const br = await askRaw('gzip, deflate, br')
    const gz = await askRaw('gzip;q=1, br;q=0')
    const plain = await askRaw('identity')

    expect([br.encoding, gz.encoding, plain.encoding]).toEqual(['br', 'gzip', null])
    expect(br.bytes.length).toBeLessThan(1200)
    expect(brotliDecompressSync(br.bytes).toString()).toContain('word word')
    expect(gunzipSync(gz.bytes).toString()).toContain('word word')
    expect(plain.bytes.toString()).toContain('word word')
  })

  test('leaves two lines in the log that share a request id, and no word of a message', async () => {
    const browser = await signedInBrowser(world, newUser())
    const { createChat, append } = createNumbering()
    const changes = [createChat('c1', 'secret title'), append('c1', 'secret words')]

    const reply = await browser.ask('POST /api/sync', {
      body: { direction: 'upload', deviceId: browser.deviceId, changes },
    })

    const requestId = reply.headers.get('x-request-id')
    const lines = world.lines().filter((line) => line['requestId'] === requestId)
    expect(lines.map(({ msg }) => msg)).toEqual([
      'sync started',
      'sync completed: 1 chats, 1 messages',
    ])
    expect(world.logText()).not.toContain('secret')
  })

  test('says why it failed in the log', async () => {
    const browser = await signedInBrowser(world, newUser())

    const reply = await browser.ask('POST /api/sync', { body: '{' })

    const requestId = reply.headers.get('x-request-id')
    const lines = world.lines().filter((line) => line['requestId'] === requestId)
    expect(lines.map(({ msg }) => msg)).toContain('sync failed: invalid')
  })

  test('of somebody else than the device believes is refused before it is read', async () => {
    const browser = await signedInBrowser(world, newUser())

    const reply = await browser.ask('POST /api/sync', {
      body: 'not even JSON',
      headers: { 'x-expect-user': 'user_other' },
    })

    expect([reply.status, reply.fault]).toEqual([409, 'user_mismatch'])
  })

  test('of a protocol no longer served asks for an update', async () => {
    const browser = await signedInBrowser(world, newUser())

    const reply = await browser.ask('POST /api/sync', { body: { protocol: 0, direction: 'full' } })

    expect([reply.status, reply.fault]).toEqual([426, 'update_required'])
  })

  test('after a fork takes the sign-in along to the device’s new id', async () => {
    const browser = await signedInBrowser(world, newUser(), 'before')
    await browser.ask('POST /api/sync', { body: { direction: 'full', deviceId: 'before' } })

    await browser.ask('POST /api/sync', {
      body: { direction: 'full', deviceId: 'after', retires: 'before' },
    })

    expect((await browser.ask('GET /api/session')).json).toMatchObject({ deviceId: 'after' })
    const late = await browser.ask('POST /api/sync', {
      body: { direction: 'full', deviceId: 'before' },
    })
    expect([late.status, late.fault]).toEqual([409, 'device_forked'])
  })

  test('is refused where syncing is turned off, with a sentence that says so', async () => {
    const off = await openApp({
      env: { DATABASE_URL: database.url, SYNC_ENABLED: 'false' },
      tokens: world.tokens,
    })

    const reply = await openScript(off, newUser()).ask('POST /api/sync', {
      body: { direction: 'full' },
    })
    const config = await askApp(off, 'GET /api/config')

    expect([reply.status, reply.fault]).toEqual([503, 'unavailable'])
    expect(reply.text).toContain('turned off')
    expect(config.json).toMatchObject({ syncEnabled: false })
    await off.close()
  })
})

const userOf = async (browser: { ask: (route: string) => Promise<Reply> }): Promise<string> =>
  String((await browser.ask('GET /api/session')).json['userId'])

describe('the status', () => {
  test('tells each device how far it and the others are', async () => {
    const userId = newUser()
    const laptop = await signedInBrowser(world, userId, 'laptop')
    const phone = await signedInBrowser(world, userId, 'phone')
    const { createChat } = createNumbering()
    await phone.ask('POST /api/sync', {
      body: { direction: 'full', deviceId: 'phone', pending: 3 },
    })
    await laptop.ask('POST /api/sync', {
      body: { direction: 'upload', deviceId: 'laptop', pending: 0, changes: [createChat()] },
    })

    const own = await phone.ask('GET /api/sync')
    const asked = await laptop.ask('GET /api/sync?deviceId=phone')

    expect(own.json).toMatchObject({
      protocol: PROTOCOL_VERSION,
      isOnline: true,
      revision: 1,
      pendingChanges: 1,
    })
    const { devices } = own.json
    expect(devices).toContainEqual(
      expect.objectContaining({ deviceId: 'phone', pending: 3, current: true }),
    )
    expect(devices).toContainEqual(
      expect.objectContaining({ deviceId: 'laptop', pending: 0, current: false }),
    )
    expect(asked.json['pendingChanges']).toBe(1)
  })

  test('is nothing for a person never seen, and invalid for a device that is no id', async () => {
    const script = openScript(world, newUser())

    expect((await script.ask('GET /api/sync')).json).toMatchObject({
      lastSyncTimestamp: null,
      revision: 0,
      pendingChanges: 0,
      devices: [],
    })
    const reply = await script.ask('GET /api/sync?deviceId=%20')
    expect([reply.status, reply.fault]).toEqual([400, 'invalid'])
  })
})

describe('garbage', () => {
  const deep = `${'['.repeat(1000)}${']'.repeat(1000)}`
  const zeros = (mebibytes: number): Buffer => Buffer.alloc(mebibytes * 1024 * 1024, ' ')
  const json = JSON.stringify({ direction: 'full' })

  interface Garbage {
    readonly body: unknown
    readonly headers?: Readonly<Record<string, string>>
    readonly answer: readonly [number, string]
  }

  const INVALID = [400, 'invalid'] as const
  const TOO_LARGE = [413, 'too_large'] as const
  const gzip = { 'content-encoding': 'gzip' }

  const cases: Readonly<Record<string, Garbage>> = {
    'nothing at all': { body: '', answer: INVALID },
    'JSON that ends early': { body: '{"direction":"full"', answer: INVALID },
    'a list': { body: [], answer: INVALID },
    null: { body: 'null', answer: INVALID },
    'a wrong direction': { body: { direction: 'sideways' }, answer: INVALID },
    'a number for a device': { body: { direction: 'full', deviceId: 7 }, answer: INVALID },
    'a device that is no id': { body: { direction: 'full', deviceId: '../x' }, answer: INVALID },
    'changes that are no list': { body: { direction: 'full', changes: {} }, answer: INVALID },
    'changes without a number': {
      body: { direction: 'full', changes: [{ changeId: 'a', kind: 'void', editedAt: 1 }] },
      answer: INVALID,
    },
    'more than 500 changes': {
      body: {
        direction: 'upload',
        changes: Array.from({ length: 501 }, (_, at) => ({
          changeId: `v${at}`,
          seq: at + 1,
          editedAt: 1,
          kind: 'void',
        })),
      },
      answer: INVALID,
    },
    'more than 1,000 rows wished for': {
      body: { direction: 'full', limit: 1001 },
      answer: INVALID,
    },
    'a cursor of ours with a hole': { body: { direction: 'full', cursor: 'b.1' }, answer: INVALID },
    'a cursor of somebody else': {
      body: { direction: 'full', cursor: "1' or 1=1" },
      answer: INVALID,
    },
    'a depth of 1,000': { body: `{"direction":"full","x":${deep}}`, answer: INVALID },
    'bytes that are no UTF-8': { body: Buffer.from([0x7b, 0xff, 0x7d]), answer: INVALID },
    'gzip that is none': { body: json, headers: gzip, answer: INVALID },
    'gzip cut short': { body: gzipSync(json).subarray(0, 12), headers: gzip, answer: INVALID },
    'gzip of 9 MiB': { body: gzipSync(zeros(9)), headers: gzip, answer: TOO_LARGE },
    'gzip of 512 MiB': {
      body: gzipSync(zeros(512), { level: 9 }),
      headers: gzip,
      answer: TOO_LARGE,
    },
    brotli: {
      body: brotliCompressSync(json),
      headers: { 'content-encoding': 'br' },
      answer: INVALID,
    },
    'gzip under another name': {
      body: gzipSync(json),
      headers: { 'content-encoding': 'deflate' },
      answer: INVALID,
    },
    'gzip in gzip': {
      body: gzipSync(gzipSync(json)),
      headers: { 'content-encoding': 'gzip, gzip' },
      answer: INVALID,
    },
    'a body over 1 MiB': {
      body: `{"direction":"full","x":"${'a'.repeat(1024 * 1024)}"}`,
      answer: TOO_LARGE,
    },
  }

  for (const [what, { body, headers = {}, answer }] of Object.entries(cases))
    test(`${what} gets its fault, stores nothing and shows no inside`, async () => {
      const browser = await signedInBrowser(world, newUser())

      const reply = await browser.ask('POST /api/sync', { body, headers })

      expect([reply.status, reply.fault]).toEqual(answer)
      expect(parseWith(faultReplySchema, reply.json).kind).toBe('ok')
      expect(reply.text).not.toMatch(/\bat .*\.ts|node_modules|Error:/)
      expect((await browser.ask('GET /api/sync')).json).toMatchObject({ revision: 0 })
    })

  test('of an unknown kind is held by itself, and what is before it is taken', async () => {
    const browser = await signedInBrowser(world, newUser())
    const { createChat, other } = createNumbering()
    const changes = [createChat('c1'), other('chat.paint', { colour: 'red' }), createChat('c2')]

    const reply = await browser.ask('POST /api/sync', {
      body: { direction: 'full', deviceId: browser.deviceId, changes },
    })

    expect(readReply(reply).results).toMatchObject([
      { outcome: 'applied' },
      { outcome: 'rejected', fault: { code: 'unsupported' } },
    ])
    expect(readReply(reply).page.rows.map(({ id }) => id)).toEqual(['c1'])
  })

  test('in one change is refused by itself, and what is behind it is taken', async () => {
    const browser = await signedInBrowser(world, newUser())
    const { createChat, other } = createNumbering()
    const broken = other('chat.create', { chat: { id: 'c1', title: 7 } })
    const polluted = other('chat.create', {
      chat: { id: '__proto__', title: 'x', timestamp: 1, __proto__: { isAdmin: true } },
    })

    const reply = await browser.ask('POST /api/sync', {
      body: {
        direction: 'full',
        deviceId: browser.deviceId,
        changes: [broken, polluted, createChat('c2')],
      },
    })

    expect(readReply(reply).results).toMatchObject([
      { outcome: 'rejected', fault: { code: 'invalid' } },
      { outcome: 'rejected', fault: { code: 'invalid' } },
      { outcome: 'applied' },
    ])
    expect(readReply(reply).page.rows.map(({ id }) => id)).toEqual(['c2'])
  })
})
