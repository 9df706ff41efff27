/** Garbage and forgery at the built server: each gets its fault from the catalogue, and nothing is stored. */

import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { startServer, type BuiltServer } from '../world/built-server.ts'
import { startForPeople } from '../world/scene.ts'
import { createTokenMaker, forge } from '../world/tokens.ts'
import { call, codeIn, pageHeaders, signInByHand, type Call, type Said } from '../world/script.ts'

const MIB = 1024 * 1024

interface Case {
  readonly what: string
  readonly call: Call
  readonly status: number
  readonly code: string
}

/** Valid in itself, so that only what a case spoils is at fault. */
const round = (more: object = {}): string =>
  JSON.stringify({ protocol: 1, direction: 'full', deviceId: 'garbage', sentAt: 1, ...more })

const change = (seq: number, more: object): object => ({
  changeId: `change-${seq}`,
  seq,
  editedAt: 1,
  ...more,
})

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`

const zip = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(gzipSync(text))

const GZIP = { 'content-encoding': 'gzip' }

const bodies: readonly Case[] = [
  { what: 'no body at all', call: { body: '' }, status: 400, code: 'invalid' },
  { what: 'half of a JSON', call: { body: '{"direction": "fu' }, status: 400, code: 'invalid' },
  {
    what: 'bytes that are no text',
    call: { body: new Uint8Array([0xff, 0xfe, 0x00]) },
    status: 400,
    code: 'invalid',
  },
  {
    what: 'a number for a direction',
    call: { body: round({ direction: 7 }) },
    status: 400,
    code: 'invalid',
  },
  {
    what: 'an object for changes',
    call: { body: round({ changes: {} }) },
    status: 400,
    code: 'invalid',
  },
  {
    what: 'a change without a header',
    call: { body: round({ changes: [{}] }) },
    status: 400,
    code: 'invalid',
  },
  {
    what: 'a cursor of another form',
    call: { body: round({ cursor: 'b.1.2;drop' }) },
    status: 400,
    code: 'invalid',
  },
  {
    what: 'depth 1,000',
    call: { body: round().replace('}', `,"x":${nested(1000)}}`) },
    status: 400,
    code: 'invalid',
  },
  {
    what: 'depth 100,000 in brackets alone',
    call: { body: nested(100_000) },
    status: 400,
    code: 'invalid',
  },
  {
    what: '1 MiB and more',
    call: { body: round({ x: 'x'.repeat(MIB) }) },
    status: 413,
    code: 'too_large',
  },
  {
    what: '9 MiB after inflation',
    call: { body: zip(round({ x: 'x'.repeat(9 * MIB) })), headers: GZIP },
    status: 413,
    code: 'too_large',
  },
  {
    what: 'a gzip that is none',
    call: { body: round(), headers: GZIP },
    status: 400,
    code: 'invalid',
  },
  {
    what: 'brotli',
    call: { body: round(), headers: { 'content-encoding': 'br' } },
    status: 400,
    code: 'invalid',
  },
  {
    what: 'an older protocol',
    call: { body: round({ protocol: 0 }) },
    status: 426,
    code: 'update_required',
  },
]

const forgeries = (origin: string, cookie: string): readonly Case[] => {
  const good = pageHeaders(origin, cookie)
  const spoiled = (more: Record<string, string>) => ({
    headers: { ...good, ...more },
    body: round(),
  })
  const { 'x-sync-client': _, ...withoutMark } = good
  return [
    { what: 'no cookie', call: spoiled({ cookie: '' }), status: 401, code: 'signed_out' },
    {
      what: 'a cookie that was never given',
      call: spoiled({ cookie: `__Host-chat-sync=${'A'.repeat(43)}` }),
      status: 401,
      code: 'signed_out',
    },
    {
      what: 'a cookie of another form',
      call: spoiled({ cookie: "__Host-chat-sync=' or 1=1 --" }),
      status: 401,
      code: 'signed_out',
    },
    {
      what: 'no x-sync-client',
      call: { headers: withoutMark, body: round() },
      status: 403,
      code: 'forbidden',
    },
    {
      what: 'another origin',
      call: spoiled({ origin: 'https://evil.example' }),
      status: 403,
      code: 'forbidden',
    },
    {
      what: 'another site',
      call: spoiled({ 'sec-fetch-site': 'cross-site' }),
      status: 403,
      code: 'forbidden',
    },
    {
      what: 'the same site, another port',
      call: spoiled({ 'sec-fetch-site': 'same-site' }),
      status: 403,
      code: 'forbidden',
    },
    {
      what: 'a body as a form would send it',
      call: spoiled({ 'content-type': 'text/plain' }),
      status: 403,
      code: 'forbidden',
    },
    {
      what: 'somebody else expected',
      call: spoiled({ 'x-expect-user': 'somebody-else' }),
      status: 409,
      code: 'user_mismatch',
    },
    {
      what: 'a token that is none',
      call: spoiled({ authorization: 'Bearer garbage' }),
      status: 401,
      code: 'signed_out',
    },
  ]
}

/** Nothing of the inside: no stack, no SQL, no path. */
const expectDiscreet = (said: Said): void => {
  expect(said.text).not.toMatch(/\bat .+:\d+:\d+|node_modules|select |insert |\/api\/.+\.ts/i)
  expect(said.headers.get('cache-control')).toBe('no-store')
}

const expectFault = async (origin: string, { what, call: sent, status, code }: Case) => {
  const said = await call(origin, '/api/sync', { method: 'POST', ...sent })
  expect({ what, status: said.status, code: said.code }).toEqual({ what, status, code })
  expectDiscreet(said)
}

const revisionOf = async (server: BuiltServer, cookie: string): Promise<unknown> => {
  const { text } = await call(server.origin, '/api/sync', {
    headers: pageHeaders(server.origin, cookie),
  })
  const status: unknown = JSON.parse(text)
  return typeof status === 'object' && status !== null && 'revision' in status
    ? status.revision
    : undefined
}

describe('garbage', () => {
  test('[F1] of every kind is answered with its fault and stores nothing', async () => {
    const server = await startServer()
    const { origin } = server
    const cookie = await signInByHand(origin, `Pair ${codeIn(server.signInLink)}`, 'garbage')
    const good = pageHeaders(origin, cookie)

    for (const one of bodies)
      await expectFault(origin, {
        ...one,
        call: { ...one.call, headers: { ...good, ...one.call.headers } },
      })
    for (const one of forgeries(origin, cookie)) await expectFault(origin, one)

    expect(await revisionOf(server, cookie)).toBe(0)
    expect(server.isRunning()).toBe(true)
    expect(server.log()).not.toMatch(/"level":50/)
  })

  test('[U1] in one change is refused alone: the others are taken, an unknown kind is held', async () => {
    const server = await startServer()
    const { origin } = server
    const cookie = await signInByHand(origin, `Pair ${codeIn(server.signInLink)}`, 'garbage')
    const chat = { id: 'chat-1', title: 'good', timestamp: 1 }
    const body = round({
      changes: [
        change(1, { kind: 'chat.create', chat }),
        change(2, { kind: 'chat.create', chat: { ...chat, id: 'chat-2', title: 7 } }),
        change(3, {
          kind: 'chat.set',
          chatId: 'chat-1',
          field: 'title',
          value: 'better',
          base: null,
        }),
        change(4, { kind: 'chat.levitate', chatId: 'chat-1' }),
        change(5, { kind: 'chat.set', chatId: 'chat-1', field: 'pinned', value: true, base: null }),
      ],
    })

    const said = await call(origin, '/api/sync', {
      method: 'POST',
      headers: pageHeaders(origin, cookie),
      body,
    })

    expect(said.status).toBe(200)
    expect(JSON.parse(said.text)).toMatchObject({
      results: [
        { changeId: 'change-1', outcome: 'applied' },
        { changeId: 'change-2', outcome: 'rejected', fault: { code: 'invalid' } },
        { changeId: 'change-3' },
        { changeId: 'change-4', outcome: 'rejected', fault: { code: 'unsupported' } },
      ],
      page: { rows: [{ entity: 'chat', id: 'chat-1', pinned: false }] },
    })
  })

  test('[F1] on unknown paths and methods is not found, and a used code opens nothing', async () => {
    const server = await startServer()
    const { origin } = server
    const authorization = `Pair ${codeIn(server.signInLink)}`
    const cookie = await signInByHand(origin, authorization, 'first')

    const unknown = await call(origin, '/api/nothing-here', { headers: { cookie } })
    const second = await call(origin, '/api/session', {
      method: 'POST',
      headers: { ...pageHeaders(origin, ''), authorization },
      body: JSON.stringify({ deviceId: 'second', name: 'a script', platform: 'test' }),
    })

    expect([unknown.status, unknown.code]).toEqual([404, 'not_found'])
    expect([second.status, second.code]).toEqual([401, 'signed_out'])
    expectDiscreet(unknown)
    expectDiscreet(second)
  })

  test('[P1] [F1] forged, foreign and expired tokens sign nobody in, at the exchange and at the sync', async () => {
    const { server, wire, tokens } = await startForPeople()
    const { origin } = wire
    const stranger = createTokenMaker({ origin })
    const good = await tokens.sign('user_anna')
    const minuteAgo = Math.floor(Date.now() / 1000) - 60
    const bad: readonly (readonly [string, string, string])[] = [
      ['alg none', forge(good, { alg: 'none', typ: 'JWT' }, ''), 'signed_out'],
      ['another key', await stranger.sign('user_anna'), 'signed_out'],
      [
        'another azp',
        await tokens.sign('user_anna', { azp: 'https://evil.example' }),
        'signed_out',
      ],
      [
        'another issuer',
        await tokens.sign('user_anna', { iss: 'https://evil.example' }),
        'signed_out',
      ],
      ['expired', await tokens.sign('user_anna', { exp: minuteAgo }), 'session_expired'],
    ]

    for (const [what, token, code] of bad)
      for (const path of ['/api/sync', '/api/session']) {
        const said = await call(origin, path, {
          method: 'POST',
          headers: { ...pageHeaders(origin, ''), authorization: `Bearer ${token}` },
          body:
            path === '/api/sync'
              ? round()
              : JSON.stringify({ deviceId: 'forged', name: 'a script', platform: 'test' }),
        })
        expect({ what, path, status: said.status, code: said.code }).toEqual({
          what,
          path,
          status: 401,
          code,
        })
        expect(said.headers.get('set-cookie')).toBeNull()
        expectDiscreet(said)
      }

    const devices = await call(origin, '/api/devices', {
      headers: { authorization: `Bearer ${good}` },
    })
    expect(JSON.parse(devices.text)).toMatchObject({ devices: [] })
    expect(server.log()).not.toContain(good)
  })
})
