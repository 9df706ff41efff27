/** Forged tokens, held against every route of the running app: each gets 401, and leaves no row. */

import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { listen } from '../../api/listen.ts'
import { ROUTES } from '../../api/routes.ts'
import { askApp, type Ask, openBrowser, ORIGIN, type Reply } from '../world/app.ts'
import { makeForgeries } from './forgeries.ts'
import { objectionTo, openStage, type Stage } from './stage.ts'

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const BODIES: Readonly<Record<string, unknown>> = {
  'POST /api/sync': { direction: 'full' },
  'POST /api/session': { deviceId: 'd', name: 'a device', platform: 'test' },
}

/** Every route that wants to know who asks, HEAD and the exchange included. */
const guarded = (): readonly string[] => [
  ...Object.entries(ROUTES)
    .filter(
      ([name, { access }]) => /^(caller|proof)$/.test(access) && name !== 'DELETE /api/session',
    )
    .map(([name]) => name.replace(':deviceId', 'd').replace(':sha256', 'a'.repeat(64))),
  'HEAD /api/devices',
  `HEAD /api/attachments/${'a'.repeat(64)}`,
]

const askWith = (route: string, headers: Ask['headers']): Promise<Reply> => {
  const body = /^(GET|HEAD) /.test(route) ? undefined : (BODIES[route] ?? {})
  return askApp(stage.world, route, { headers: { ...headers }, body })
}

const expectRefused = (reply: Reply, route: string, fault: string): void => {
  expect([route, reply.status]).toEqual([route, 401])
  expect(reply.headers.get('set-cookie')).toBeNull()
  if (route.startsWith('HEAD ')) return
  expect([route, reply.fault, objectionTo(reply)]).toEqual([route, fault, ''])
}

describe('a forged token', () => {
  test('opens no route, shows no inside and leaves no row, in more than fifty ways', async () => {
    const forgeries = await makeForgeries(stage.world.tokens)
    const routes = guarded()
    const before = await stage.everything()

    for (const { what, token, fault } of forgeries)
      for (const route of routes) {
        const reply = await askWith(route, { authorization: `Bearer ${token}` })
        expectRefused(reply, `${route} with a token ${what}`, fault)
      }

    expect(forgeries.length).toBeGreaterThan(50)
    expect(routes.length).toBeGreaterThan(11)
    expect(await stage.everything()).toBe(before)
    expect(await stage.people()).toEqual([])
    expect(stage.world.logText()).not.toContain('met a bug')
  })

  test('is told by no word of the log', async () => {
    const [forgery] = await makeForgeries(stage.world.tokens)
    await askWith('POST /api/session', { authorization: `Bearer ${forgery?.token}` })

    expect(stage.world.logText()).not.toContain(forgery?.token.slice(0, 60))
  })
})

describe('a good token', () => {
  const good = () => stage.world.tokens.sign('user_good')

  test('in another scheme, another place or another cookie is none', async () => {
    const token = await good()
    const places: readonly Ask['headers'][] = [
      { authorization: token },
      { authorization: `Basic ${token}` },
      { authorization: `Token ${token}` },
      { authorization: `Pair ${token}` },
      { authorization: `Bearer: ${token}` },
      { authorization: `Bearer ${token} ${token}` },
      { authorization: `Bearer ${token},${token}` },
      { authorization: `Bearer ${token}, Bearer ${token}` },
      { authorization: `Bearer\t${token}` },
      { 'x-authorization': `Bearer ${token}` },
      { 'proxy-authorization': `Bearer ${token}` },
      { 'x-forwarded-user': 'user_good' },
      { cookie: `__session=${token}` },
      { cookie: `__session_abc=${token}; __client_uat=1` },
      { cookie: `__Host-chat-sync=${token}` },
      { cookie: `Authorization=Bearer ${token}` },
    ]

    for (const headers of places)
      for (const route of guarded()) {
        // As the app's own page would ask, so that it is the proof that is missed.
        const own = { origin: ORIGIN, 'x-sync-client': '1', 'content-type': 'application/json' }
        const reply = await askWith(route, { ...own, ...headers })
        // Who brings no proof at all is told that nobody is signed in, which is no fault.
        if (reply.status !== 204 || route !== 'GET /api/session')
          expectRefused(reply, route, 'signed_out')
      }

    expect(await stage.people()).toEqual([])
  })

  test('of the address is none, nor one in the body', async () => {
    const token = await good()
    const own = { origin: ORIGIN, 'x-sync-client': '1', 'content-type': 'application/json' }

    for (const query of [
      `access_token=${token}`,
      `token=${token}`,
      `authorization=Bearer+${token}`,
    ])
      expect((await askApp(stage.world, `GET /api/devices?${query}`)).status).toBe(401)
    for (const key of ['token', 'authorization', 'access_token']) {
      const body = { ...Object(BODIES['POST /api/session']), [key]: `Bearer ${token}` }
      const reply = await askApp(stage.world, 'POST /api/session', { headers: own, body })
      expectRefused(reply, 'POST /api/session', 'signed_out')
    }

    expect(await stage.people()).toEqual([])
  })

  test('does not make up for a wrong one beside a cookie, and a cookie not for a wrong token', async () => {
    const browser = openBrowser(stage.world)
    await browser.signIn(`Bearer ${await good()}`)

    for (const authorization of ['Bearer garbage', 'Basic eDp5', '', 'Bearer ']) {
      const reply = await browser.ask('GET /api/devices', { headers: { authorization } })
      expectRefused(reply, 'GET /api/devices', 'signed_out')
    }
    expect((await browser.ask('GET /api/devices')).status).toBe(200)
  })
})

describe('over a real connection', () => {
  /** The bytes as they are; the answer's status. */
  const sendRaw = (port: number, head: readonly string[]): Promise<number> =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1')
      let text = ''
      socket.on('data', (chunk: Buffer) => void (text += chunk.toString('latin1')))
      socket.on('error', reject)
      socket.on('close', () => resolve(Number(/^HTTP\/1.1 (\d+)/.exec(text)?.[1] ?? 0)))
      const lines = ['GET /api/devices HTTP/1.1', 'host: localhost', 'connection: close', ...head]
      socket.write(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'))
    })

  test('of two Authorization headers the second is never the one that counts', async () => {
    const server = await listen((request, env) => stage.world.app.fetch(request, env), {
      host: '127.0.0.1',
      port: 0,
    })
    onTestFinished(server.close)
    const bearer = `authorization: Bearer ${await stage.world.tokens.sign('user_good')}`
    const ask = (...lines: readonly string[]) => sendRaw(server.port, lines)

    expect(await ask(bearer)).toBe(200)
    expect(await ask('authorization: Bearer garbage', bearer)).toBe(401)
    expect(await ask('authorization: Basic eDp5', bearer)).toBe(401)
    expect(await ask('Authorization : Bearer garbage', bearer)).toBe(400)
    expect(await ask(` ${bearer}`)).toBe(400)
    expect(await ask(bearer.replace('Bearer ', 'Bearer\u00a0'))).toBe(401)
  })
})
