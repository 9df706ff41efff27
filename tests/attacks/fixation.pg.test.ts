/** Cookies that were planted, tossed in beside another, stolen from the database or kept after the end. */

import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { hashToken } from '../../api/identity/session-cookie.ts'
import { listen } from '../../api/listen.ts'
import { ROUTES } from '../../api/routes.ts'
import { askApp, openBrowser, ORIGIN, type Reply, signedInBrowser } from '../world/app.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const NAME = '__Host-chat-sync'
const bearerOf = async (userId: string) => `Bearer ${await stage.world.tokens.sign(userId)}`

/** What the app's own page would ask, with this cookie header. */
const askWith = (cookie: string | undefined, route = 'GET /api/devices'): Promise<Reply> =>
  askApp(stage.world, route, {
    headers: { cookie, origin: ORIGIN, 'x-sync-client': '1', 'content-type': 'application/json' },
    body: /^(GET|HEAD) /.test(route) ? undefined : {},
  })

const whoIs = async (cookie: string | undefined): Promise<unknown> => {
  const { json, fault } = await askWith(cookie, 'GET /api/session')
  return json['userId'] ?? fault
}

/** Signs in with a cookie that somebody else has put into the browser; gives the one it has then. */
const signInOver = async (planted: string | undefined, authorization: string) => {
  const reply = await askApp(stage.world, 'POST /api/session', {
    headers: { authorization, cookie: planted },
    body: { deviceId: 'victim-device', name: 'n', platform: 'p' },
  })
  return { reply, cookie: reply.headers.get('set-cookie')?.split(';')[0] }
}

describe('a planted cookie', () => {
  test('that nobody gave out is worth nothing before and after the sign-in', async () => {
    const planted = `${NAME}=${'A'.repeat(43)}`

    const { reply, cookie } = await signInOver(planted, await bearerOf('user_victim'))

    expect(reply.status).toBe(200)
    expect(cookie).not.toBe(planted)
    expect(await whoIs(cookie)).toBe('user_victim')
    expect(await whoIs(planted)).toBe('signed_out')
  })

  test('of the attacker’s own session ends with the sign-in, and shows nothing of the victim', async () => {
    const attacker = await signedInBrowser(stage.world, 'user_attacker', 'attacker-device')
    const planted = attacker.cookie()

    const { cookie } = await signInOver(planted, await bearerOf('user_victim'))

    expect(await whoIs(cookie)).toBe('user_victim')
    expect(await whoIs(planted)).toBe('session_revoked')
    expect((await askWith(planted)).text).not.toContain('victim')
  })

  test('makes no round in the attacker’s name where the device knows whose it is', async () => {
    const attacker = await signedInBrowser(stage.world, 'user_attacker2', 'attacker-device')
    const before = await stage.rowsOf('user_attacker2')

    const reply = await attacker.ask('POST /api/sync', {
      headers: { 'x-expect-user': 'user_victim' },
      body: {
        direction: 'full',
        deviceId: 'victim-device',
        changes: [
          {
            changeId: 'c1',
            seq: 1,
            editedAt: 1,
            kind: 'chat.create',
            chat: { id: 'c1', title: 'secret', timestamp: 1 },
          },
        ],
      },
    })

    expect(reply.fault).toBe('user_mismatch')
    expect(await stage.rowsOf('user_attacker2')).toBe(before)
  })

  test('is left alone by a sign-in that fails: nobody is signed out by a forged token', async () => {
    const victim = await signedInBrowser(stage.world, 'user_victim3')

    const { reply } = await signInOver(victim.cookie(), 'Bearer garbage')

    expect(reply.status).toBe(401)
    expect(await whoIs(victim.cookie())).toBe('user_victim3')
  })
})

describe('a cookie tossed in', () => {
  test('beside another of its name never counts as well: the first decides alone', async () => {
    const victim = (await signedInBrowser(stage.world, 'user_v')).cookie()
    const attacker = (await signedInBrowser(stage.world, 'user_a')).cookie()
    const dead = `${NAME}=${'A'.repeat(43)}`
    const garbage = `${NAME}=garbage`

    expect(await whoIs(`${victim}; ${attacker}`)).toBe('user_v')
    expect(await whoIs(`${attacker}; ${victim}`)).toBe('user_a')
    expect(await whoIs(`${dead}; ${victim}`)).toBe('signed_out')
    expect((await askWith(`${garbage}; ${victim}`)).status).toBe(401)
  })

  test('under a name that a sibling could set is none', async () => {
    const token = (await signedInBrowser(stage.world, 'user_v2')).cookie()?.split('=')[1] ?? ''
    const names =
      `chat-sync __Secure-chat-sync __host-chat-sync __HOST-chat-sync _Host-chat-sync __Host-chat-syncs
      __Host-chat-sync[] __Host-chat-sync.x x__Host-chat-sync __Host%2Dchat-sync "__Host-chat-sync"
      $__Host-chat-sync __session`.split(/\s+/)

    for (const name of names) expect((await askWith(`${name}=${token}`)).status).toBe(401)
    expect((await askWith(`${NAME}=${token}`)).status).toBe(200)
    for (const value of [`${token}A`, token.slice(1), `${token} x`, `%${token}`, hashToken(token)])
      expect((await askWith(`${NAME}=${value}`)).status).toBe(401)
  })

  test('with a space of another alphabet before its name is none, over a real connection', async () => {
    const cookie = (await signedInBrowser(stage.world, 'user_v4')).cookie() ?? ''
    const server = await listen((request, env) => stage.world.app.fetch(request, env), {
      host: '127.0.0.1',
      port: 0,
    })
    onTestFinished(server.close)
    const ask = (value: string): Promise<number> =>
      new Promise((resolve, reject) => {
        const socket = connect(server.port, '127.0.0.1')
        let text = ''
        socket.on('data', (chunk: Buffer) => void (text += chunk.toString('latin1')))
        socket.on('error', reject)
        socket.on('close', () => resolve(Number(/^HTTP\/1.1 (\d+)/.exec(text)?.[1] ?? 0)))
        const head = 'GET /api/devices HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n'
        socket.write(Buffer.from(`${head}cookie: ${value}\r\n\r\n`, 'latin1'))
      })

    expect(await ask(cookie)).toBe(200)
    for (const space of ['\u00a0', '\u0085', '\u00e2\u0080\u0080', '\u00c2\u00a0'])
      expect(await ask(`a=b; ${space}${cookie}`)).toBe(401)
    // What Node reads as no header at all.
    for (const space of ['\u000b', '\u000c', '\u0000'])
      expect([400, 401]).toContain(await ask(`a=b; ${space}${cookie}`))
  })
})

describe('what lies in the database', () => {
  test('signs nobody in: neither as a cookie nor as a token', async () => {
    await signedInBrowser(stage.world, 'user_stolen')
    const [row] = await stage.query(
      `select token_hash from device_sessions where user_id = 'user_stolen'`,
    )
    const stolen = String(Object(row).token_hash)

    expect((await askWith(`${NAME}=${stolen}`)).status).toBe(401)
    expect((await askWith(`${NAME}=${stolen.slice(0, 43)}`)).status).toBe(401)
    const bearer = { headers: { authorization: `Bearer ${stolen}` } }
    expect((await askApp(stage.world, 'GET /api/devices', bearer)).status).toBe(401)
  })
})

describe('the cookie of a revoked device', () => {
  const routes = (): readonly string[] =>
    Object.entries(ROUTES)
      .filter(([name, { access }]) => access === 'caller' && name !== 'DELETE /api/session')
      .map(([name]) => name.replace(':deviceId', 'phone').replace(':sha256', 'a'.repeat(64)))

  test('opens no route, changes nothing, and stays dead when the device signs in again', async () => {
    const laptop = await signedInBrowser(stage.world, 'user_owner', 'laptop')
    const phone = await signedInBrowser(stage.world, 'user_owner', 'phone')
    const stolen = phone.cookie()
    // Known to the cache, which must hear of it.
    expect(await whoIs(stolen)).toBe('user_owner')
    await laptop.ask('DELETE /api/devices/phone')
    const before = await stage.everything()

    for (const route of routes()) {
      const reply = await askWith(stolen, route)
      expect([route, reply.status, reply.fault]).toEqual([route, 401, 'session_revoked'])
    }
    expect(await stage.everything()).toBe(before)

    const again = openBrowser(stage.world, 'phone')
    await again.signIn(await bearerOf('user_owner'))
    expect(await whoIs(again.cookie())).toBe('user_owner')
    expect(await whoIs(stolen)).toBe('session_revoked')
  })

  test('moves to no other device and ends no other session', async () => {
    const laptop = await signedInBrowser(stage.world, 'user_mover', 'laptop')
    const phone = await signedInBrowser(stage.world, 'user_mover', 'phone')
    const stolen = phone.cookie()
    await laptop.ask('DELETE /api/devices/phone')
    const before = await stage.everything()

    const body = { direction: 'full', deviceId: 'laptop', retires: 'phone' }
    const moved = await phone.ask('POST /api/sync', { body })
    const out = await phone.ask('DELETE /api/session', { headers: { cookie: stolen } })

    expect([moved.fault, out.status]).toEqual(['session_revoked', 200])
    expect(await stage.everything()).toBe(before)
    expect(await whoIs(laptop.cookie())).toBe('user_mover')
  })
})
