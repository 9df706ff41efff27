/** The route to the assistant: who may ask, what streams, what is refused, and what the log may know. */

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { replyPartSchema, type ReplyPart } from '../../db/protocol/assistant.ts'
import { ORIGIN, askApp, openBrowser, signedInBrowser, type TestBrowser } from '../world/app.ts'
import { fakeAssistant, type FakeAssistant } from '../world/fake-assistant.ts'
import { startInstance, type Instance } from '../world/listening.ts'
import { testDatabase, type TestDatabase } from '../world/test-database.ts'
import { createTokenMaker } from '../world/tokens.ts'

const tokens = createTokenMaker()
let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const newUser = (): string => `user_${randomUUID().slice(0, 8)}`

interface Scene {
  readonly fake: FakeAssistant
  readonly instance: Instance
  readonly browser: TestBrowser
}

const begin = async (): Promise<Scene> => {
  const fake = await fakeAssistant()
  const instance = await startInstance({
    tokens,
    env: {
      DATABASE_URL: database.url,
      ASSISTANT_URL: `${fake.url}/`,
      ASSISTANT_KEY: 'sk-secret',
      ASSISTANT_MODEL: 'small',
    },
  })
  return { fake, instance, browser: await signedInBrowser(instance, newUser()) }
}

const BODY = { messages: [{ role: 'user', content: 'a private question' }] }

/** As a page does: the parts as they come, until the answer ends or is given up. */
const askStream = async ({ instance, browser }: Scene, signal?: AbortSignal) => {
  const response = await fetch(`http://127.0.0.1:${instance.port}/api/assistant`, {
    method: 'POST',
    headers: {
      cookie: browser.cookie() ?? '',
      origin: ORIGIN,
      'content-type': 'application/json',
      'x-sync-client': '1',
      'sec-fetch-site': 'same-origin',
      'accept-encoding': 'gzip, br',
    },
    body: JSON.stringify(BODY),
    ...(signal === undefined ? {} : { signal }),
  })
  const reader = (response.body ?? new ReadableStream()).getReader()
  let text = ''
  const parts = (): readonly ReplyPart[] =>
    [...text.matchAll(/^data: (.*)$/gm)].map(([, json = '']) =>
      replyPartSchema.parse(JSON.parse(json)),
    )
  const until = async (isEnough: (parts: readonly ReplyPart[]) => boolean) => {
    while (!isEnough(parts())) {
      const { done, value } = await reader.read()
      if (done) break
      text += new TextDecoder().decode(value)
    }
    return parts()
  }
  return { response, until }
}

const has = (kind: ReplyPart['kind']) => (parts: readonly ReplyPart[]) =>
  parts.some((part) => part.kind === kind)

describe('a reply', () => {
  test('is passed on while it is being made, uncompressed', async () => {
    const scene = await begin()
    scene.fake.answerNext(['So ', { kind: 'hold' }, 'far.', { kind: 'finish', reason: 'stop' }])

    const { response, until } = await askStream(scene)
    const early = await until(has('text'))
    scene.fake.release()
    const all = await until(has('end'))

    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(response.headers.get('content-encoding')).toBe(null)
    expect(response.headers.get('cache-control')).toBe('no-store, no-transform')
    expect(early).toEqual([
      { kind: 'start', model: 'small' },
      { kind: 'text', text: 'So ' },
    ])
    expect(all.slice(2)).toEqual([
      { kind: 'text', text: 'far.' },
      { kind: 'end', reason: 'stop' },
    ])
    expect(scene.fake.questions).toEqual([{ model: 'small', stream: true, ...BODY }])
  })

  test('that breaks off ends with a fault', async () => {
    const scene = await begin()
    scene.fake.answerNext(['So far', { kind: 'pause', ms: 50 }, { kind: 'cut' }])

    const parts = await (await askStream(scene)).until(has('fault'))

    expect(parts.at(-1)).toMatchObject({ kind: 'fault', fault: { code: 'unavailable' } })
  })

  test('is given up when nobody reads it any more', async () => {
    const scene = await begin()
    scene.fake.answerNext(['So far', { kind: 'hold' }])
    const reading = new AbortController()
    const { until } = await askStream(scene, reading.signal)
    await until(has('text'))

    reading.abort()

    await expect.poll(scene.fake.givenUp).toBe(1)
    await expect.poll(scene.instance.logText).toMatch(/reply ended: gone/)
  })

  test('leaves nothing of its words, and no key, in the log', async () => {
    const scene = await begin()
    scene.fake.answerNext(['a private answer', { kind: 'cut' }])
    scene.fake.answerNext({ status: 401, body: 'a private question with sk-secret' })

    await (await askStream(scene)).until(has('fault'))
    const refused = await scene.browser.ask('POST /api/assistant', { body: BODY })

    expect(refused.fault).toBe('unavailable')
    expect(scene.instance.logText()).toMatch(/does not accept the server's key/)
    expect(scene.instance.logText()).not.toMatch(/private|sk-secret/)
  })

  test('is counted by how it ended', async () => {
    const scene = await begin()

    await (await askStream(scene)).until(has('end'))

    const metrics = await askApp(scene.instance, 'GET /api/metrics')
    expect(metrics.text).toMatch(/chat_sync_assistant_replies_total\{outcome="stop"\} 1/)
  })
})

describe('asking', () => {
  test('is for people who are signed in, from our own page', async () => {
    const { instance, browser, fake } = await begin()

    const stranger = await openBrowser(instance).ask('POST /api/assistant', { body: BODY })
    const foreign = await browser.ask('POST /api/assistant', {
      body: BODY,
      headers: { origin: 'https://evil.example.com' },
    })
    const other = await browser.ask('POST /api/assistant', {
      body: BODY,
      headers: { 'x-expect-user': 'somebody-else' },
    })

    expect([stranger.status, foreign.status, other.status]).toEqual([401, 403, 409])
    expect(fake.questions).toEqual([])
  })

  test('is refused by its form, and rebuilt from the fields that are known', async () => {
    const { browser, fake } = await begin()
    const refuse = async (body: unknown) =>
      (await browser.ask('POST /api/assistant', { body })).fault

    const message = { role: 'user', content: 'hello' }
    expect(await refuse({})).toBe('invalid')
    expect(await refuse({ messages: [] })).toBe('invalid')
    expect(await refuse({ messages: [{ role: 'tool', content: 'x' }] })).toBe('invalid')
    expect(await refuse({ messages: Array.from({ length: 1001 }, () => message) })).toBe('invalid')
    expect(await refuse({ messages: [{ role: 'user', content: 'x'.repeat(2 ** 20) }] })).toBe(
      'too_large',
    )
    await browser.ask('POST /api/assistant', {
      body: { model: 'dear', messages: [{ ...message, name: 'x' }], temperature: 2 },
    })
    expect(fake.questions).toEqual([{ model: 'small', stream: true, messages: [message] }])
  })

  test('for more than three replies at once has to wait', async () => {
    const scene = await begin()
    scene.fake.answerNext(...Array.from({ length: 3 }, () => ['x', { kind: 'hold' }] as const))
    const open = [await askStream(scene), await askStream(scene), await askStream(scene)]
    await Promise.all(open.map(({ until }) => until(has('text'))))

    const fourth = await scene.browser.ask('POST /api/assistant', { body: BODY })
    scene.fake.release()
    await Promise.all(open.map(({ until }) => until(has('fault'))))
    const fifth = await scene.browser.ask('POST /api/assistant', { body: BODY })

    expect([fourth.status, fourth.fault]).toEqual([429, 'rate_limited'])
    expect(fourth.headers.get('retry-after')).toBe('5')
    expect(fifth.status).toBe(200)
  })

  test('is told to wait as long as the assistant says', async () => {
    const { browser, fake } = await begin()
    fake.answerNext({ status: 429, headers: { 'retry-after': '7' } })

    const reply = await browser.ask('POST /api/assistant', { body: BODY })

    expect([reply.status, reply.fault]).toEqual([429, 'rate_limited'])
    expect(reply.headers.get('retry-after')).toBe('7')
  })

  test('is possible where the configuration says so, and not found elsewhere', async () => {
    const { instance } = await begin()
    const plain = await startInstance({ tokens, env: { DATABASE_URL: database.url } })
    const browser = await signedInBrowser(plain, newUser())

    const [able, unable] = [
      await askApp(instance, 'GET /api/config'),
      await askApp(plain, 'GET /api/config'),
    ]
    const reply = await browser.ask('POST /api/assistant', { body: BODY })

    expect([able.json['assistant'], unable.json['assistant']]).toEqual([true, false])
    expect(able.text).not.toMatch(/sk-secret|127\.0\.0\.1/)
    expect([reply.status, reply.fault]).toEqual([404, 'not_found'])
  })
})
