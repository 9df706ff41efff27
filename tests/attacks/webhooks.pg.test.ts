/** Events that nobody sent, events with poison in them, and an account that must not come back. */

import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROUTES } from '../../api/routes.ts'
import { askApp, openScript, type Reply, signedInBrowser } from '../world/app.ts'
import { clerkEvent, sendWebhook, signWebhook, WEBHOOK_SECRET } from '../world/clerk-sender.ts'
import { objectionTo, openStage, type Stage } from './stage.ts'

let stage: Stage

beforeAll(async () => {
  // Without Redis, which other tests share: a sign-in that ended would end for their people too.
  stage = await openStage({ env: { CLERK_WEBHOOK_SECRET: WEBHOOK_SECRET, REDIS_URL: '' } })
  const victim = openScript(stage.world, 'user_victim')
  await victim.ask('POST /api/sync', { body: round('victim') })
  await signedInBrowser(stage.world, 'user_victim', 'victim-device')
})
afterAll(() => stage.close())

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

const round = (name: string) => ({
  direction: 'full',
  deviceId: name,
  changes: [
    {
      changeId: name,
      seq: 1,
      editedAt: 1,
      kind: 'chat.create',
      chat: { id: name, title: 'a chat', timestamp: 1 },
    },
  ],
})

const WHO = 'user_victim'
const deletion = clerkEvent('user.deleted', { id: WHO, deleted: true })

describe('an event', () => {
  test('that is not signed as it should be ends nothing, however its sender proves who they are', async () => {
    const before = await stage.everything()
    const text = JSON.stringify(deletion)
    const now = String(Math.floor(Date.now() / 1000))
    const good = signWebhook(WEBHOOK_SECRET, `msg_1.${now}.${text}`)
    const svix = { 'svix-id': 'msg_1', 'svix-timestamp': now, 'svix-signature': good }
    const own = await signedInBrowser(stage.world, 'user_sender', 'sender-device')
    const bearer = `Bearer ${await stage.world.tokens.sign('user_sender')}`
    const senders = await stage.everything()
    const tries: readonly Readonly<Record<string, string>>[] = [
      {},
      { authorization: bearer },
      { cookie: own.cookie() ?? '' },
      { authorization: `Bearer ${WEBHOOK_SECRET}` },
      { 'webhook-id': 'msg_1', 'webhook-timestamp': now, 'webhook-signature': good },
      { ...svix, 'svix-id': 'msg_2' },
      { ...svix, 'svix-timestamp': String(Number(now) + 1) },
      { ...svix, 'svix-timestamp': 'NaN' },
      { ...svix, 'svix-signature': good.replace('v1,', 'v1a,') },
      { ...svix, 'svix-signature': good.replace('v1,', '') },
      { ...svix, 'svix-signature': good.slice(0, -4) },
      { ...svix, 'svix-signature': `v1,${'A'.repeat(44)}` },
      { ...svix, 'svix-signature': Array.from({ length: 300 }, () => 'v1,AAAA').join(' ') },
    ]

    const replies: Reply[] = []
    for (const headers of tries)
      replies.push(
        await askApp(stage.world, 'POST /api/webhooks/clerk', {
          body: text,
          headers: { 'content-type': 'application/json', ...headers },
        }),
      )

    expect(replies.map(({ status }) => status)).toEqual(tries.map(() => 400))
    expect(replies.map(objectionTo).join('')).toBe('')
    expect(new Set(replies.map((reply) => reply.text)).size).toBe(1)
    expect(await stage.everything()).toBe(senders)
    expect(senders).not.toBe(before)
  })

  test('that is signed, and not of the form of one, ends nothing and poisons nothing', async () => {
    const before = await stage.everything()
    const data = { id: WHO, deleted: true }
    const events: readonly unknown[] = [
      { type: ['user.deleted'], data },
      { type: 'USER.DELETED', data },
      { type: 'user.deleted ', data },
      { type: 'user.created', data },
      { type: 'organization.deleted', data },
      { type: 'session.ended', data: { id: 'sess_1', user_id: WHO } },
      { type: 'user.updated', data: { id: WHO, banned: 'true' } },
      { type: 'user.deleted', data: [data] },
      { type: 'user.deleted', data: { ...data, id: [WHO] } },
      { type: 'user.deleted', data: { ...data, id: '__proto__' } },
      { type: 'user.deleted', data: { ...data, id: `${WHO}' or '1'='1` } },
      { type: 'user.deleted', data: { user: data } },
      { type: 'user.deleted', user_id: WHO, data: { id: '' } },
      `{"__proto__":${JSON.stringify(deletion)}}`,
      `{"type":"user.created","data":{"__proto__":${JSON.stringify(data)}}}`,
      `{"constructor":{"prototype":${JSON.stringify(deletion)}},"type":"x"}`,
      '[]',
      'null',
      '"user.deleted"',
      `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
      '',
      '{',
    ]

    for (const event of events) {
      const reply = await sendWebhook(stage.world, event)
      expect([200, 400]).toContain(reply.status)
      expect(objectionTo(reply)).toBe('')
    }

    expect(await stage.everything()).toBe(before)
    expect(Reflect.get({}, 'type')).toBeUndefined()
    expect(stage.world.logText()).not.toContain('met a bug')
  })

  test('of a person or a sign-in that is not here leaves all others alone', async () => {
    const before = await stage.rowsOf(WHO)

    for (const id of ['user_nobody', 'user_victi', 'user_victims', 'USER_VICTIM', 'constructor'])
      expect((await sendWebhook(stage.world, clerkEvent('user.deleted', { id }))).status).toBe(200)
    const session = { id: 'sess_nobody', user_id: 'user_nobody' }
    await sendWebhook(stage.world, clerkEvent('session.revoked', session))

    expect(await stage.rowsOf(WHO)).toBe(before)
  })

  test('under the id of another one is no less followed: ids are taken from nobody else', async () => {
    await openScript(stage.world, 'user_first').ask('POST /api/sync', { body: round('first') })
    const unknown = clerkEvent('user.deleted', { id: 'user_nobody2' })

    // Whoever cannot sign can also not use an id up.
    await sendWebhook(stage.world, unknown, { id: 'msg_shared', secret: `whsec_${'B'.repeat(32)}` })
    await sendWebhook(stage.world, clerkEvent('user.deleted', { id: 'user_first' }), {
      id: 'msg_shared',
    })

    expect(await stage.query(`select 1 from chats where user_id = 'user_first'`)).toEqual([])
  })
})

describe('a deleted account', () => {
  const guarded = (): readonly string[] =>
    Object.entries(ROUTES)
      .filter(
        ([name, { access }]) => /^(caller|proof)$/.test(access) && name !== 'DELETE /api/session',
      )
      .map(([name]) =>
        name.replace(':deviceId', 'd').replace(':chatId', 'c').replace(':sha256', hashOf('{}')),
      )

  test('comes back on no route, with no row, though its token counts for a minute more', async () => {
    const browser = await signedInBrowser(stage.world, 'user_gone', 'gone-device')
    const authorization = `Bearer ${await stage.world.tokens.sign('user_gone')}`
    await browser.ask('POST /api/sync', { body: round('gone') })
    await sendWebhook(stage.world, clerkEvent('user.deleted', { id: 'user_gone', deleted: true }))
    const after = await stage.everything()
    const bodies: Readonly<Record<string, unknown>> = {
      'POST /api/sync': round('again'),
      'POST /api/session': { deviceId: 'again', name: 'n', platform: 'p' },
      'PATCH /api/devices/d': { name: 'n' },
    }

    const others = new Set<string>()
    for (const route of guarded())
      for (const headers of [{ authorization }, { authorization, cookie: browser.cookie() }]) {
        const body = route.startsWith('GET ') ? undefined : (bodies[route] ?? {})
        const reply = await askApp(stage.world, route, { headers, body })
        expect([route, reply.status >= 400]).toEqual([route, true])
        if (reply.fault !== 'account_deleted') others.add(route)
      }

    // These refuse a token of anybody without a look at the database.
    expect([...others].toSorted()).toEqual([
      'GET /api/live',
      'GET /api/session',
      'POST /api/assistant',
      'POST /api/devices/pair',
    ])

    expect(await stage.everything()).toBe(after)
    expect(await stage.query(`select 1 from chats where user_id = 'user_gone'`)).toEqual([])
  })

  test('leaves no row behind, whatever was being written as it went', async () => {
    const userId = 'user_racing'
    const browser = await signedInBrowser(stage.world, userId, 'racing-device')
    const script = openScript(stage.world, userId)
    const bytes = Buffer.from('a file')
    const path = `/api/attachments/${hashOf('a file')}`
    const push = (at: number) => script.ask('POST /api/sync', { body: round(`racing-${at}`) })
    const writing = Array.from({ length: 40 }, async (_, at) => {
      if (at % 4 === 0) return script.ask(`PUT ${path}`, { body: bytes })
      if (at % 4 === 1) return browser.signIn(`Bearer ${await stage.world.tokens.sign(userId)}`)
      return push(at)
    })

    const [replies] = await Promise.all([
      Promise.all(writing),
      sendWebhook(stage.world, clerkEvent('user.deleted', { id: userId, deleted: true })),
      ...Array.from({ length: 20 }, (_, at) => push(100 + at)),
    ])

    expect(replies.filter(({ status }) => status >= 500)).toEqual([])
    expect((await push(999)).fault).toBe('account_deleted')
    // Sessions stay, ended, so that each device hears why.
    const left = await stage.rowsOf(userId)
    const tables = left.split(' ').flatMap((told) => /^(\w+):[1-9]/.exec(told)?.[1] ?? [])
    expect(tables).toEqual(['deleted_users', 'device_sessions'])
    const live = `select 1 from device_sessions where user_id = $1 and revoked_at is null`
    expect(await stage.query(live, [userId])).toEqual([])
  })
})
