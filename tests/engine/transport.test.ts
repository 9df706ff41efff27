/** One request: what it carries, and what every kind of answer or silence means. */

import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { PROTOCOL_VERSION } from '../../db/protocol/version.ts'
import { readPoke } from '../../sw/engine/replies.ts'
import { post, TIMEOUT_MS, type Sent, type TransportDeps } from '../../sw/engine/transport.ts'

const NOW = Date.UTC(2027, 0, 1)
const patient = new AbortController().signal

const emptyReply = {
  protocol: PROTOCOL_VERSION,
  message: 'ok',
  status: { lastSyncTimestamp: null, pendingChanges: 0, isOnline: true, revision: 0, devices: [] },
  results: [],
  page: { from: null, to: '0', rows: [], hasMore: false },
  head: { revision: 0, token: '' },
  serverTime: NOW,
}

const json = (body: unknown, init: ResponseInit = {}): Response =>
  new Response(JSON.stringify(body), {
    ...init,
    headers: new Headers(init.headers ?? { 'content-type': 'application/json' }),
  })

const faultReply = (code: string, more: object = {}): object => ({
  protocol: PROTOCOL_VERSION,
  fault: { code, message: 'as it is', ...more },
})

const depsWith = (
  answer: (init: RequestInit) => Response | Promise<Response>,
  more: Partial<TransportDeps> = {},
): TransportDeps => ({
  userId: 'anna',
  syncId: 'one-run',
  now: () => NOW,
  wait: () => new Promise(() => undefined),
  fetch: async (_path, init) => answer(init),
  ...more,
})

const faultOf = (sent: Sent): unknown => (sent.kind === 'fault' ? sent.fault : sent.kind)

/** A server that never answers: only the signal ends the request. */
const silent = (init: RequestInit): Promise<Response> =>
  new Promise((_resolve, reject) => {
    const fail = (): void => reject(new Error('aborted'))
    if (init.signal?.aborted === true) fail()
    init.signal?.addEventListener('abort', fail)
  })

const answered = async (response: Response): Promise<unknown> =>
  faultOf(
    await post(
      depsWith(() => response),
      {},
      patient,
    ),
  )

describe('a request', () => {
  test('says whose it is, and goes nowhere but where it was sent', async () => {
    const seen: RequestInit[] = []
    const deps = depsWith((init) => {
      seen.push(init)
      return json(emptyReply)
    })

    await post(deps, { direction: 'full' }, patient)

    expect(seen[0]).toMatchObject({
      method: 'POST',
      body: '{"direction":"full"}',
      credentials: 'same-origin',
      redirect: 'error',
      cache: 'no-store',
      headers: { 'x-sync-client': '1', 'x-expect-user': 'anna' },
    })
  })

  test('is compressed above 1 KB, and only there', async () => {
    const bodies: RequestInit[] = []
    const deps = depsWith(
      (init) => {
        bodies.push(init)
        return json(emptyReply)
      },
      { compress: async (text) => new Uint8Array(gzipSync(text)) },
    )
    const long = { text: 'ä'.repeat(600) }

    await post(deps, { text: 'ä'.repeat(400) }, patient)
    const sent = await post(deps, long, patient)

    expect(bodies[0]?.headers).not.toHaveProperty('content-encoding')
    expect(bodies[1]?.headers).toHaveProperty('content-encoding', 'gzip')
    const zipped = bodies[1]?.body
    expect(zipped instanceof Uint8Array && gunzipSync(zipped).toString()).toBe(JSON.stringify(long))
    expect(sent.bytesUp).toBeLessThan(100)
  })

  test('that no server would take is not sent at all', async () => {
    let requests = 0
    const deps = depsWith(() => {
      requests += 1
      return json(emptyReply)
    })

    const sent = await post(deps, { text: 'x'.repeat(1024 * 1024) }, patient)

    expect(faultOf(sent)).toMatchObject({ code: 'too_large' })
    expect(requests).toBe(0)
  })
})

describe('[F1] an answer', () => {
  test('that fits is the reply, with the bytes it had', async () => {
    const sent = await post(
      depsWith(() => json(emptyReply)),
      {},
      patient,
    )

    expect(sent).toMatchObject({ kind: 'reply', reply: emptyReply, bytesUp: 2 })
    expect(sent.bytesDown).toBe(JSON.stringify(emptyReply).length)
  })

  test('with a fault is that fault, with the wait the server asked for', async () => {
    const told = await answered(
      json(faultReply('rate_limited', { retryAfterMs: 7000 }), { status: 429 }),
    )
    const inHeader = await answered(
      json(faultReply('unavailable'), { status: 503, headers: { 'retry-after': '30' } }),
    )
    const asDate = await answered(
      json(faultReply('unavailable'), {
        status: 503,
        headers: { 'retry-after': new Date(NOW + 60_000).toUTCString() },
      }),
    )

    expect(told).toMatchObject({ code: 'rate_limited', retryAfterMs: 7000 })
    expect(inHeader).toMatchObject({ code: 'unavailable', retryAfterMs: 30_000 })
    expect(asDate).toMatchObject({ code: 'unavailable', retryAfterMs: 60_000 })
  })

  test('from a portal, a proxy or a broken server is unavailable, whatever its status', async () => {
    const html = { headers: { 'content-type': 'text/html' } }
    const reasons = await Promise.all([
      answered(new Response('<html>sign in to this network', { status: 200, ...html })),
      answered(new Response('<html>denied', { status: 401, ...html })),
      answered(new Response('<html>bad gateway', { status: 502, ...html })),
      answered(json({ ...emptyReply, results: 'none' })),
      answered(
        json({ protocol: 1, fault: { code: 'of a later version', message: '' } }, { status: 418 }),
      ),
      answered(new Response('{"protocol":1,"mess', { status: 200 })),
    ])

    expect(reasons).toMatchObject(
      ['portal', 'portal', 'server', 'unreadable', 'unreadable', 'unreadable'].map((reason) => ({
        code: 'unavailable',
        details: { reason },
      })),
    )
  })

  test('of a proxy that limits size or rate means what its status says', async () => {
    const tooLarge = await answered(new Response('nginx', { status: 413 }))
    const tooOften = await answered(
      new Response('slow down', { status: 429, headers: { 'retry-after': '5' } }),
    )

    expect(tooLarge).toMatchObject({ code: 'too_large' })
    expect(tooOften).toMatchObject({ code: 'rate_limited', retryAfterMs: 5000 })
  })

  test('that does not come is a network fault, or after 20 s a timeout', async () => {
    const waits: number[] = []
    const timeout = await post(
      depsWith(silent, {
        wait: async (ms) => {
          waits.push(ms)
        },
      }),
      {},
      patient,
    )
    const cut = await post(
      depsWith(() => Promise.reject(new TypeError('fetch failed'))),
      {},
      patient,
    )

    expect(faultOf(timeout)).toMatchObject({ code: 'unavailable', details: { reason: 'timeout' } })
    expect(waits).toEqual([TIMEOUT_MS])
    expect(faultOf(cut)).toMatchObject({ code: 'unavailable', details: { reason: 'network' } })
  })

  test('is not waited for once the caller has given up', async () => {
    const caller = new AbortController()
    const sending = post(depsWith(silent), {}, caller.signal)
    caller.abort()

    expect(faultOf(await sending)).toMatchObject({ code: 'unavailable' })
  })
})

const folder = {
  entity: 'folder',
  id: 'f1',
  revision: 3,
  name: 'Trips',
  parentId: null,
  isDeleted: false,
  createdAt: NOW,
  updatedAt: NOW,
  clocks: {},
}
const later = { entity: 'reminder', id: 'r1', revision: 4, due: 'soon' }

describe('[U1] rows of a kind that only a newer app knows', () => {
  test('are left out of a reply, and the others taken', async () => {
    const page = { from: null, to: '4', rows: [folder, later], hasMore: false }

    const sent = await post(
      depsWith(() => json({ ...emptyReply, page })),
      {},
      patient,
    )

    expect(sent.kind === 'reply' && sent.reply.page).toEqual({ ...page, rows: [folder] })
  })

  test('are left out of a poke; a poke that does not fit at all is none', () => {
    const page = { from: '1', to: '4', rows: [later, folder], hasMore: false }
    const poke = { protocol: 1, kind: 'poke', head: { revision: 4, token: 't' }, page }

    expect(readPoke(JSON.stringify(poke))?.page?.rows).toEqual([folder])
    expect(readPoke(JSON.stringify({ ...poke, kind: 'nudge' }))).toBeNull()
    expect(readPoke('<html>')).toBeNull()
  })
})
