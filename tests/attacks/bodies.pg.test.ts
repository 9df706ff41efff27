/** Bodies that are bombs, cut short, without a length or far too deep: each gets its fault, and changes nothing. */

import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ORIGIN, signedInBrowser, type TestBrowser } from '../world/app.ts'
import { objectionTo, openStage, type Stage } from './stage.ts'

let stage: Stage
let browser: TestBrowser
let bearer: string

beforeAll(async () => {
  stage = await openStage()
  browser = await signedInBrowser(stage.world, 'user_bodies', 'laptop')
  bearer = `Bearer ${await stage.world.tokens.sign('user_bodies')}`
})
afterAll(() => stage.close())

/** Every route that reads JSON, with a body that it takes. */
const GOOD: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'POST /api/sync': { direction: 'full' },
  'POST /api/session': { deviceId: 'laptop', name: 'a device', platform: 'test' },
  'PATCH /api/devices/laptop': { name: 'a device' },
}
const ROUTES_WITH_BODY = Object.keys(GOOD)

type Headers = Readonly<Record<string, string>>

/** In pieces, as a sender does that does not say how much is to come. */
const inPieces = (bytes: Buffer, size = 16_384): ReadableStream<Uint8Array> => {
  let at = 0
  return new ReadableStream({
    pull: (controller) => {
      if (at >= bytes.length) controller.close()
      else controller.enqueue(new Uint8Array(bytes.subarray(at, at + size)))
      at += size
    },
  })
}

const send = async (route: string, body: Buffer | ReadableStream, headers: Headers = {}) => {
  const [method = '', path = ''] = route.split(' ')
  const proof: Headers =
    route === 'POST /api/session' ? { authorization: bearer } : { cookie: browser.cookie() ?? '' }
  const init = {
    method,
    headers: {
      origin: ORIGIN,
      'x-sync-client': '1',
      'content-type': 'application/json',
      ...proof,
      ...headers,
    },
    body: Buffer.isBuffer(body) ? new Uint8Array(body) : body,
    duplex: 'half' as const,
  }
  const response = await stage.world.send(path, init)
  const text = await response.text()
  const json: Record<string, unknown> = JSON.parse(text)
  return { status: response.status, text, json, code: String(Object(json['fault']).code) }
}

/** What each route that reads JSON answers, and whether any row is another: once, where all are alike. */
const answersTo = async (
  make: (route: string) => Buffer | ReadableStream,
  headers: Headers = {},
): Promise<readonly string[]> => {
  const before = await stage.everything()
  const answers = new Set<string>()
  for (const route of ROUTES_WITH_BODY) {
    const reply = await send(route, make(route), headers)
    answers.add(`${reply.status} ${reply.code} ${objectionTo(reply)}`.trim())
  }
  if ((await stage.everything()) !== before) answers.add('a row changed')
  return [...answers]
}

const INVALID = ['400 invalid']
const TOO_LARGE = ['413 too_large']

const json = (route: string, more: object = {}): string =>
  JSON.stringify({ ...GOOD[route], ...more })

/** A good body with a part that nobody asked for. */
const withPart = (route: string, part: string): Buffer =>
  Buffer.from(`${json(route).slice(0, -1)},"x":${part}}`)

const MIB = 1024 * 1024
const gzip = { 'content-encoding': 'gzip' }
const spaces = (mebibytes: number): Buffer => Buffer.alloc(mebibytes * MIB, ' ')

describe('a body', () => {
  test('is taken plain, in pieces and as gzip', async () => {
    for (const route of ROUTES_WITH_BODY) {
      const body = Buffer.from(json(route))
      expect((await send(route, body)).status).toBe(200)
      expect((await send(route, inPieces(body, 7))).status).toBe(200)
      expect((await send(route, gzipSync(body), gzip)).status).toBe(200)
    }
  })

  test('of more than 1 MiB is refused, whatever its headers say of its length', async () => {
    const large = (route: string) => withPart(route, `"${'a'.repeat(MIB)}"`)

    expect(await answersTo(large)).toEqual(TOO_LARGE)
    expect(await answersTo((route) => inPieces(large(route)))).toEqual(TOO_LARGE)
    for (const length of ['10', '0', '-1', '1e1', 'NaN', ''])
      expect(
        await answersTo((route) => inPieces(large(route)), {
          'content-length': length,
        }),
      ).toEqual(TOO_LARGE)
  })

  test('that promises more than 1 MiB is refused unread', async () => {
    let isRead = false
    const body = () =>
      new ReadableStream({ pull: () => void (isRead = true) }, { highWaterMark: 0 })

    for (const length of ['1048577', '99999999999999999999', 'Infinity'])
      expect(await answersTo(body, { 'content-length': length })).toEqual(TOO_LARGE)
    expect(isRead).toBe(false)
  })

  test('that becomes more than 8 MiB is refused, also as many small members of one gzip', async () => {
    const member = gzipSync(spaces(1), { level: 9 })
    const bomb = gzipSync(spaces(64), { level: 9 })
    const members = Buffer.concat(Array.from({ length: 900 }, () => member))

    expect(await answersTo(() => bomb, gzip)).toEqual(TOO_LARGE)
    expect(await answersTo(() => inPieces(bomb), gzip)).toEqual(TOO_LARGE)
    expect(await answersTo(() => members, gzip)).toEqual(TOO_LARGE)
  })

  test('of gzip in gzip, or of a compression we do not take, is refused', async () => {
    const twice = (route: string) => gzipSync(gzipSync(json(route)))

    expect(await answersTo(twice, gzip)).toEqual(INVALID)
    expect(await answersTo(twice, { 'content-encoding': 'gzip, gzip' })).toEqual(INVALID)
    for (const name of ['br', 'deflate', 'zstd', 'x-gzip', 'GZIP,', '*', 'identity;q=0'])
      expect(
        await answersTo((route) => gzipSync(json(route)), { 'content-encoding': name }),
      ).toEqual(INVALID)
  })

  test('of gzip cut anywhere is refused', async () => {
    const whole = gzipSync(json('POST /api/sync', { pad: 'words and more words' }))
    const before = await stage.everything()

    for (let length = 1; length < whole.length; length += 1) {
      const reply = await send('POST /api/sync', whole.subarray(0, length), gzip)
      expect([length, reply.status, objectionTo(reply)]).toEqual([length, 400, ''])
    }
    expect(await answersTo((route) => Buffer.concat([gzipSync(json(route)), whole]), gzip)).toEqual(
      INVALID,
    )
    expect(await stage.everything()).toBe(before)
  })

  test('of JSON is taken 32 levels deep and no deeper, however many there are', async () => {
    const lists = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
    const objects = (levels: number) => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels)
    // Its own braces are the first level.
    for (const make of [lists, objects])
      expect((await send('POST /api/sync', withPart('POST /api/sync', make(31)))).status).toBe(200)

    for (const levels of [32, 33, 64, 1_000, 400_000])
      for (const make of [lists, objects])
        expect(
          await answersTo((route) => gzipSync(withPart(route, make(levels)), { level: 1 }), gzip),
        ).toEqual(INVALID)
    const open = gzipSync('['.repeat(8_000_000), { level: 1 })
    expect(await answersTo(() => open, gzip)).toEqual(INVALID)
    const hidden = `"${'\\"['.repeat(1000)}"`
    expect((await send('POST /api/sync', withPart('POST /api/sync', hidden))).status).toBe(200)
  })

  test('that is not the UTF-8 of one JSON value is refused', async () => {
    const texts: readonly Buffer[] = [
      Buffer.from([0xff, 0xfe]),
      Buffer.from('{"a":"\ud83d"}', 'utf16le'),
      Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]),
      Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]),
      Buffer.from('{"direction":"full"}\u0000'),
      Buffer.from('{"direction":"full"}{"direction":"full"}'),
      Buffer.from('{direction:"full"}'),
      Buffer.from('NaN'),
      Buffer.from('{"direction":"full",}'),
      Buffer.from(']'.repeat(100) + '['.repeat(100)),
      Buffer.from('"'),
      Buffer.from('"\\'),
      Buffer.alloc(0),
    ]

    for (const text of texts) expect(await answersTo(() => text)).toEqual(INVALID)
    // Good but for these bytes inside of a text.
    for (const bytes of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf0, 0x9f]])
      expect(
        await answersTo((route) => {
          const [head, tail] = withPart(route, '"|"').toString().split('|')
          return Buffer.concat([
            Buffer.from(head ?? ''),
            Buffer.from(bytes),
            Buffer.from(tail ?? ''),
          ])
        }),
      ).toEqual(INVALID)
  })
})
