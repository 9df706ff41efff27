/** Pokes: who gets one, what is in it, that they cross instances, and when a stream ends. */

import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { signedInBrowser, type Reply, type TestBrowser } from '../world/app.ts'
import { createNumbering } from '../world/changes.ts'
import { mustOpenStream, openStream, startInstance, type Instance } from '../world/listening.ts'
import { startRedis } from '../world/redis.ts'
import { testDatabase, type TestDatabase } from '../world/test-database.ts'
import { createTokenMaker } from '../world/tokens.ts'

const tokens = createTokenMaker()
let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const start = (env: Readonly<Record<string, string>> = {}): Promise<Instance> =>
  startInstance({ tokens, env: { DATABASE_URL: database.url, ...env } })

const newUser = (): string => `user_${randomUUID().slice(0, 8)}`

const push = (browser: TestBrowser, changes: readonly unknown[]): Promise<Reply> =>
  browser.ask('POST /api/sync', {
    body: { direction: 'full', deviceId: browser.deviceId, cursor: '0', changes },
  })

/** Long enough for a poke that should not come, to come. */
const QUIET_MS = 150

describe('a poke', () => {
  test('brings the page itself to a device that stands right before it', async () => {
    const instance = await start()
    const userId = newUser()
    const [laptop, phone] = [
      await signedInBrowser(instance, userId),
      await signedInBrowser(instance, userId),
    ]
    const stream = await mustOpenStream(instance, { cookie: phone.cookie() })
    stream.tell('0')
    await sleep(20)
    const { createChat, append } = createNumbering()

    const reply = await push(laptop, [createChat('c1'), append('c1', 'hello')])

    const poke = await stream.nextPoke()
    expect(poke.head).toEqual(reply.json['head'])
    expect(poke.since).toEqual({ revision: 0, token: '' })
    expect(poke.page).toMatchObject({ from: '0', to: '2', hasMore: false })
    expect(poke.page?.rows.map(({ entity }) => entity)).toEqual(['chat', 'message'])
  })

  test('goes on from the page it brought, without being told', async () => {
    const instance = await start()
    const userId = newUser()
    const [laptop, phone] = [
      await signedInBrowser(instance, userId),
      await signedInBrowser(instance, userId),
    ]
    const stream = await mustOpenStream(instance, { cookie: phone.cookie() })
    stream.tell('0')
    await sleep(20)
    const { createChat } = createNumbering()

    await push(laptop, [createChat('c1')])
    const first = await stream.nextPoke()
    await push(laptop, [createChat('c2')])
    const second = await stream.nextPoke()

    expect([first.page?.from, first.page?.to]).toEqual(['0', '1'])
    expect([second.page?.from, second.page?.to]).toEqual(['1', '2'])
    expect(second.since).toEqual(first.head)
  })

  test('[N1] names the history it goes on from also where it is passed on without a reading', async () => {
    const instance = await start()
    const userId = newUser()
    const [laptop, phone] = [
      await signedInBrowser(instance, userId),
      await signedInBrowser(instance, userId),
    ]
    const { createChat } = createNumbering()
    const first = await push(laptop, [createChat('c1')])
    const stream = await mustOpenStream(instance, { cookie: phone.cookie() })
    stream.tell('1')
    await sleep(20)
    const { deviceId } = laptop
    const seen = first.json['head']
    const body = { direction: 'full', deviceId, cursor: '1', seen, changes: [createChat('c2')] }

    const second = await laptop.ask('POST /api/sync', { body })

    const poke = await stream.nextPoke()
    expect(poke).toMatchObject({ since: seen, head: second.json['head'] })
    expect(poke.page).toMatchObject({ from: '1', to: '2', hasMore: false })
    await sleep(QUIET_MS)
    expect(stream.pokesWaiting()).toBe(0)
  })

  test('is bare for a device that has not said where it is, or reads from the start', async () => {
    const instance = await start()
    const userId = newUser()
    const [laptop, phone] = [
      await signedInBrowser(instance, userId),
      await signedInBrowser(instance, userId),
    ]
    const silent = await mustOpenStream(instance, { cookie: phone.cookie() })
    const fresh = await mustOpenStream(instance, { cookie: phone.cookie() })
    fresh.tell(null)
    await sleep(20)

    const reply = await push(laptop, [createNumbering().createChat()])

    for (const stream of [silent, fresh]) {
      const poke = await stream.nextPoke()
      expect(poke.head).toEqual(reply.json['head'])
      expect(poke.page).toBeUndefined()
    }
  })

  test('is bare when the page is large', async () => {
    const instance = await start()
    const userId = newUser()
    const [laptop, phone] = [
      await signedInBrowser(instance, userId),
      await signedInBrowser(instance, userId),
    ]
    const many = await mustOpenStream(instance, { cookie: phone.cookie() })
    many.tell('0')
    await sleep(20)
    const { createChat, append } = createNumbering()

    await push(laptop, [createChat('c1'), append('c1', 'x'.repeat(100_000))])

    expect((await many.nextPoke()).page).toBeUndefined()
  })

  test('does not come to the device that wrote, nor to anybody else', async () => {
    const instance = await start()
    const [laptop, stranger] = [
      await signedInBrowser(instance, newUser()),
      await signedInBrowser(instance, newUser()),
    ]
    const own = await mustOpenStream(instance, { cookie: laptop.cookie() })
    const foreign = await mustOpenStream(instance, { cookie: stranger.cookie() })
    own.tell('0')
    foreign.tell('0')
    await sleep(20)

    await push(laptop, [createNumbering().createChat()])
    await sleep(QUIET_MS)

    expect([own.pokesWaiting(), foreign.pokesWaiting()]).toEqual([0, 0])
  })

  test('that was missed comes when the device tells where it is', async () => {
    const instance = await start()
    const userId = newUser()
    const [laptop, phone] = [
      await signedInBrowser(instance, userId),
      await signedInBrowser(instance, userId),
    ]
    const awake = await mustOpenStream(instance, { cookie: phone.cookie() })
    await push(laptop, [createNumbering().createChat()])
    await awake.nextPoke()

    const late = await mustOpenStream(instance, { cookie: phone.cookie() })
    late.tell('0')

    expect((await late.nextPoke()).page).toMatchObject({ from: '0', to: '1' })
  })

  test('that was missed comes from a server that has started since and has no news of its own', async () => {
    const before = await start()
    const userId = newUser()
    const laptop = await signedInBrowser(before, userId)
    await push(laptop, [createNumbering().createChat()])
    const after = await start()
    const phone = await signedInBrowser(after, userId)

    const stream = await mustOpenStream(after, { cookie: phone.cookie() })
    stream.tell('0')

    expect((await stream.nextPoke()).page).toMatchObject({ from: '0', to: '1' })
    stream.tell('1')
    await sleep(QUIET_MS)
    expect(stream.pokesWaiting()).toBe(0)
  })

  test('crosses from one instance to another through Redis', async () => {
    const env = { REDIS_URL: inject('redisUrl') }
    const [one, other] = [await start(env), await start(env)]
    const userId = newUser()
    const [laptop, phone] = [
      await signedInBrowser(one, userId),
      await signedInBrowser(other, userId),
    ]
    const stream = await mustOpenStream(other, { cookie: phone.cookie() })
    stream.tell('0')
    await sleep(20)

    await push(laptop, [createNumbering().createChat()])

    expect((await stream.nextPoke()).page).toMatchObject({ from: '0', to: '1' })
    expect(stream.pokesWaiting()).toBe(0)
  })

  test('comes on the same instance while Redis is away, and after Redis is back for what was missed', async () => {
    const redis = await startRedis()
    const env = { REDIS_URL: redis.url }
    const [one, other] = [await start(env), await start(env)]
    const userId = newUser()
    const [laptop, phone] = [
      await signedInBrowser(one, userId),
      await signedInBrowser(other, userId),
    ]
    const near = await mustOpenStream(one, { cookie: phone.cookie() })
    const far = await mustOpenStream(other, { cookie: phone.cookie() })
    near.tell('0')
    far.tell('0')
    await sleep(20)

    await redis.kill()
    const reply = await push(laptop, [createNumbering().createChat()])
    expect(reply.status).toBe(200)
    expect((await near.nextPoke()).page).toMatchObject({ to: '1' })
    await sleep(QUIET_MS)
    expect(far.pokesWaiting()).toBe(0)
    await redis.restart()

    expect((await far.nextPoke()).page).toMatchObject({ from: '0', to: '1' })
    await redis.stop()
  })
})

describe('a stream', () => {
  test('is refused to whoever is not signed in, and to pages of another origin', async () => {
    const instance = await start()
    const browser = await signedInBrowser(instance, newUser())
    const cookie = browser.cookie()

    await expect(openStream(instance, {})).resolves.toEqual({ kind: 'refused', status: 401 })
    for (const origin of ['https://elsewhere.example', 'http://localhost:4502', undefined])
      await expect(openStream(instance, { cookie, origin })).resolves.toEqual({
        kind: 'refused',
        status: 403,
      })
    await expect(openStream(instance, { cookie })).resolves.toMatchObject({ kind: 'open' })
  })

  test('is open to a script with its token', async () => {
    const instance = await start()
    const authorization = `Bearer ${await tokens.sign(newUser())}`

    const handshake = await openStream(instance, { authorization, origin: undefined })

    expect(handshake.kind).toBe('open')
  })

  test('ends with 4401 when its device is revoked from another one, also on another instance', async () => {
    const env = { REDIS_URL: inject('redisUrl') }
    const [one, other] = [await start(env), await start(env)]
    const userId = newUser()
    const laptop = await signedInBrowser(one, userId, 'laptop')
    const phone = await signedInBrowser(other, userId, 'phone')
    const [lost, kept] = [
      await mustOpenStream(other, { cookie: phone.cookie() }),
      await mustOpenStream(other, { cookie: laptop.cookie() }),
    ]
    await phone.ask('GET /api/session')

    await laptop.ask('DELETE /api/devices/phone')

    await expect(lost.closed).resolves.toBe(4401)
    const reply = await phone.ask('GET /api/session')
    expect([reply.status, reply.fault]).toEqual([401, 'session_revoked'])
    await expect(Promise.race([kept.closed, sleep(QUIET_MS, 'open')])).resolves.toBe('open')
  })

  test('ends with 4401 when its device signs out', async () => {
    const instance = await start()
    const browser = await signedInBrowser(instance, newUser())
    const stream = await mustOpenStream(instance, { cookie: browser.cookie() })

    await browser.ask('DELETE /api/session')

    await expect(stream.closed).resolves.toBe(4401)
  })

  test('ends with 4400 when it says what is not understood', async () => {
    const instance = await start()
    const browser = await signedInBrowser(instance, newUser())

    for (const text of ['hello', '{"kind":"cursor","cursor":"a b"}', '[]']) {
      const stream = await mustOpenStream(instance, { cookie: browser.cookie() })
      stream.say(text)
      await expect(stream.closed).resolves.toBe(4400)
    }
  })

  test('does not take endless messages', async () => {
    const instance = await start()
    const browser = await signedInBrowser(instance, newUser())
    const stream = await mustOpenStream(instance, { cookie: browser.cookie() })

    stream.say('x'.repeat(10_000))

    await expect(stream.closed).resolves.toBe(1009)
  })

  test('ends politely when the server stops, and a plain request to its address is told what it is', async () => {
    const instance = await start()
    const browser = await signedInBrowser(instance, newUser())
    const stream = await mustOpenStream(instance, { cookie: browser.cookie() })
    const plain = await browser.ask('GET /api/live', {
      headers: { origin: 'http://localhost:8787' },
    })
    expect([plain.status, plain.fault]).toEqual([400, 'invalid'])

    await instance.close()

    await expect(stream.closed).resolves.toBe(1001)
  })
})
