/** What another site can make a signed-in browser send, header by header, on every route: nothing comes of it. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROUTES } from '../../api/routes.ts'
import { askApp, ORIGIN, signedInBrowser, type TestBrowser } from '../world/app.ts'
import { harm } from './foreign-site.ts'
import { objectionTo, openStage, type Stage } from './stage.ts'

let stage: Stage
let browser: TestBrowser

beforeAll(async () => {
  stage = await openStage()
  browser = await signedInBrowser(stage.world, 'user_foreign', 'laptop')
})
afterAll(() => stage.close())

type Headers = Readonly<Record<string, string | undefined>>

/** All that the app's own page sends. */
const OWN: Headers = {
  origin: ORIGIN,
  'sec-fetch-site': 'same-origin',
  'x-sync-client': '1',
  'content-type': 'application/json',
}

const withOne = (name: string, value: string | undefined): Headers => ({ ...OWN, [name]: value })

const foreign: readonly Headers[] = [
  // As browsers send it.
  { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' },
  { origin: 'http://localhost:4502', 'sec-fetch-site': 'same-site' },
  { origin: 'null', 'sec-fetch-site': 'cross-site' },
  // Each with one thing alone that is not right, as if all others could be forged.
  ...['cross-site', 'same-site', 'none', 'SAME-ORIGIN', ''].map((value) =>
    withOne('sec-fetch-site', value),
  ),
  ...[
    undefined,
    'null',
    '',
    'http://localhost',
    'http://localhost:8788',
    'https://localhost:8787',
    'http://127.0.0.1:8787',
    `${ORIGIN}/`,
    `${ORIGIN}.elsewhere.example`,
    `${ORIGIN}, ${ORIGIN}`,
    `http://elsewhere.example#${ORIGIN}`,
    'HTTP://LOCALHOST:8787',
  ].map((value) => withOne('origin', value)),
  ...[undefined, '', '0', '11', '1, 1', 'true'].map((value) => withOne('x-sync-client', value)),
  ...[
    'text/plain',
    'text/plain; application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=application/json',
    'application/json-seq',
    'text/json',
    '',
  ].map((value) => withOne('content-type', value)),
]

/** Old browsers say nothing of the site, and their Origin alone decides. */
const OLD: readonly Headers[] = [
  { ...OWN, 'sec-fetch-site': undefined, origin: undefined },
  { ...OWN, 'sec-fetch-site': undefined, origin: 'https://elsewhere.example' },
]

const writing = (): readonly string[] =>
  Object.entries(ROUTES)
    .filter(([name, { access }]) => access === 'caller' && !name.startsWith('GET '))
    .map(([name]) => name.replace(':deviceId', 'laptop').replace(':sha256', 'a'.repeat(64)))

const reading = (): readonly string[] =>
  Object.entries(ROUTES)
    .filter(([name, { access }]) => access === 'caller' && name.startsWith('GET '))
    .map(([name]) => name.replace(':sha256', 'a'.repeat(64)))

test('with the cookie nothing is written for another site, on any route', async () => {
  const before = await stage.everything()
  const routes = writing()

  for (const route of routes)
    for (const headers of [...foreign, ...OLD]) {
      const body = route === 'POST /api/sync' ? harm('header') : '{"name":"x"}'
      const reply = await askApp(stage.world, route, {
        headers: { cookie: browser.cookie(), ...headers },
        body,
      })
      expect([route, headers, reply.status, reply.fault]).toEqual([
        route,
        headers,
        403,
        'forbidden',
      ])
      expect(objectionTo(reply)).toBe('')
      expect(reply.headers.get('set-cookie')).toBeNull()
    }

  expect(routes.length).toBeGreaterThan(7)
  expect(await stage.everything()).toBe(before)
  expect((await browser.ask('GET /api/session')).status).toBe(200)
})

test('with the cookie nothing is read by another site, and no origin is given leave', async () => {
  for (const route of reading())
    for (const site of ['cross-site', 'same-site', 'SAME-ORIGIN', 'x']) {
      const headers = {
        cookie: browser.cookie(),
        'sec-fetch-site': site,
        origin: 'http://x.example',
      }
      const reply = await askApp(stage.world, route, { headers })
      expect([route, reply.status, reply.fault]).toEqual([route, 403, 'forbidden'])
      expect([...reply.headers.keys()].join(' ')).not.toContain('access-control')
      expect(reply.headers.get('cross-origin-resource-policy')).toBe('same-origin')
    }
})

test('a preflight is given no leave, whatever it asks for', async () => {
  for (const route of [
    ...writing(),
    ...reading(),
    'POST /api/session',
    'POST /api/webhooks/clerk',
  ]) {
    const reply = await askApp(stage.world, route.replace(/^\w+/, 'OPTIONS'), {
      headers: {
        origin: 'https://elsewhere.example',
        'access-control-request-method': route.split(' ')[0],
        'access-control-request-headers': 'content-type,x-sync-client,authorization',
      },
    })
    expect([route, reply.status]).toEqual([route, 404])
    expect([...reply.headers.keys()].join(' ')).not.toContain('access-control')
  }
})

test('a cookie alone signs nobody in anew, and is not ended by the attempt', async () => {
  const before = await stage.everything()

  for (const headers of [OWN, ...foreign]) {
    const reply = await askApp(stage.world, 'POST /api/session', {
      headers: { cookie: browser.cookie(), ...headers },
      body: { deviceId: 'evil', name: 'n', platform: 'p' },
    })
    expect([reply.status, reply.fault]).toEqual([401, 'signed_out'])
  }

  expect(await stage.everything()).toBe(before)
  expect((await browser.ask('GET /api/session')).status).toBe(200)
})
