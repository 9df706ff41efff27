/** Every route is driven with strings that must not be in the log: when it goes well, when it does not. */

import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import pg from 'pg'
import { ROUTES } from '../../api/routes.ts'
import { askApp, openBrowser, signedInBrowser, type Ask, type TestBrowser } from '../world/app.ts'
import { createNumbering, type WireChange } from '../world/changes.ts'
import { fakeAssistant } from '../world/fake-assistant.ts'
import { temporaryFolder } from '../world/folders.ts'
import { mustOpenStream, startInstance, type Instance } from '../world/listening.ts'
import { testDatabase, type TestDatabase } from '../world/test-database.ts'
import { createTokenMaker } from '../world/tokens.ts'

const tokens = createTokenMaker()
let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

/** In whatever a person writes or names, and in what a stranger may send. */
const CANARY = 'canary'

const file = Buffer.from(`${CANARY} bytes`)
const sha256 = createHash('sha256').update(file).digest('hex')
const octets = { 'content-type': 'application/octet-stream' }
const strange = {
  'x-forwarded-for': `${CANARY}.example`,
  'x-sync-id': `${CANARY} and more`,
  'user-agent': CANARY,
  referer: `http://localhost:8787/${CANARY}`,
}

/** Everything that a round can carry. */
const changes = () => {
  const { createChat, append, other } = createNumbering()
  const [chat, folder] = [randomUUID(), randomUUID()]
  const carrying = (change: WireChange): WireChange => ({
    ...change,
    message: {
      ...Object(change['message']),
      model: `${CANARY}-model`,
      metadata: { [CANARY]: `${CANARY} metadata` },
      attachments: [{ sha256, name: `${CANARY}.pdf`, mime: `text/${CANARY}`, size: file.length }],
    },
  })
  return [
    other('folder.create', { folder: { id: folder, name: `${CANARY} folder`, parentId: null } }),
    createChat(chat, `${CANARY} title`),
    append(chat, `${CANARY} words`),
    carrying(append(chat, `${CANARY} words with a file`)),
    other('chat.set', { chatId: chat, field: 'title', base: null, value: `${CANARY} new title` }),
    other(`${CANARY}.kind`, { chatId: `${CANARY}-chat` }),
  ]
}

interface Step extends Ask {
  readonly route: string
  readonly as?: 'stranger'
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** Each route, as it is meant and as it is not. */
const stepsOf = (deviceId: string, token: string): readonly Step[] => {
  const sync = { direction: 'full', deviceId, pending: 6, changes: changes() }
  const device = {
    deviceId: 'other',
    name: `${CANARY} phone`,
    platform: CANARY,
    appVersion: CANARY,
  }
  return [
    { route: `PUT /api/attachments/${sha256}`, body: file, headers: octets },
    { route: `PUT /api/attachments/${sha256}`, body: Buffer.from(CANARY), headers: octets },
    { route: `GET /api/attachments/${sha256}` },
    { route: `GET /api/attachments/${CANARY}` },
    { route: 'POST /api/sync', body: sync },
    { route: 'POST /api/sync', body: { ...sync, changes: [], cursor: `${CANARY}!` } },
    { route: 'POST /api/sync', body: { ...sync, changes: [], cursor: `${CANARY}-cursor` } },
    {
      route: 'POST /api/sync',
      body: { ...sync, changes: [], seen: { revision: 1, token: CANARY } },
    },
    { route: 'POST /api/sync', body: { ...sync, [CANARY]: 1, direction: CANARY } },
    { route: 'POST /api/sync', body: `{"${CANARY}": ${CANARY}` },
    { route: 'POST /api/sync', body: `"${CANARY}`, headers: { 'content-encoding': 'gzip' } },
    { route: 'POST /api/sync', body: {}, headers: { 'x-expect-user': CANARY } },
    { route: 'GET /api/sync' },
    { route: `GET /api/sync?deviceId=${CANARY}%20x&${CANARY}=${CANARY}` },
    { route: `GET /api/chats/${CANARY}-chat/rows?after=${CANARY}&seen=1.${CANARY}` },
    { route: `GET /api/sync/digests?after=${CANARY}-chat&since=${CANARY}` },
    { route: 'GET /api/devices' },
    { route: `PATCH /api/devices/${deviceId}`, body: { name: `${CANARY} laptop` } },
    { route: `PATCH /api/devices/${CANARY}`, body: { name: `${CANARY} nobody` } },
    { route: 'POST /api/devices/pair', body: {} },
    { route: `DELETE /api/devices/${CANARY}-unknown` },
    { route: 'POST /api/assistant', body: { messages: [{ role: 'user', content: CANARY }] } },
    { route: 'POST /api/assistant', body: { messages: CANARY } },
    { route: 'GET /api/session' },
    { route: 'POST /api/session', body: device, headers: bearer(token) },
    { route: 'POST /api/session', body: device, headers: bearer(`${token}${CANARY}`) },
    { route: 'POST /api/session', body: device, headers: { authorization: `Pair ${CANARY}-code` } },
    { route: 'POST /api/session', body: { name: CANARY }, headers: bearer(token) },
    {
      route: 'GET /api/session',
      headers: { cookie: `__Host-chat-sync=${CANARY}` },
      as: 'stranger',
    },
    {
      route: `POST /api/webhooks/clerk`,
      body: { [CANARY]: CANARY },
      headers: { 'svix-id': CANARY },
    },
    { route: 'GET /api/live' },
    { route: 'GET /api/config' },
    { route: 'GET /api/health' },
    { route: 'GET /api/ready' },
    { route: 'GET /api/metrics', headers: bearer(`${CANARY}-metrics-token`) },
    { route: 'GET /api/openapi.json' },
    { route: `GET /api/${CANARY}?${CANARY}` },
    { route: 'DELETE /api/devices/other' },
    { route: 'DELETE /api/devices', headers: { origin: `http://${CANARY}.example` } },
    { route: 'DELETE /api/session' },
  ]
}

/** Plays all of it in a browser that is signed in, and gives what was secret besides. */
const drive = async (instance: Instance, browser: TestBrowser): Promise<readonly string[]> => {
  const token = await tokens.sign('user_first')
  const secrets = [token]
  for (const { route, as, ...how } of stepsOf(browser.deviceId, token)) {
    secrets.push(browser.cookie()?.split('=')[1] ?? '')
    const headers = { ...strange, ...how.headers }
    await (as === 'stranger'
      ? askApp(instance, route, { ...how, headers })
      : browser.ask(route, { ...how, headers }))
  }
  return secrets.filter((secret) => secret.length > 0)
}

const expectNothing = (log: string, secrets: readonly string[]): void => {
  const lines = log.split('\n').filter((line) => line.toLowerCase().includes(CANARY))
  expect(lines).toEqual([])
  expect(secrets.filter((secret) => log.includes(secret))).toEqual([])
}

const start = async (env: Readonly<Record<string, string>> = {}): Promise<Instance> => {
  const fake = await fakeAssistant()
  fake.answerNext([`${CANARY} reply`, { kind: 'cut' }])
  return startInstance({
    tokens,
    env: {
      LOG_LEVEL: 'trace',
      DATABASE_URL: database.url,
      REDIS_URL: inject('redisUrl'),
      ASSISTANT_URL: fake.url,
      ASSISTANT_KEY: `${CANARY}-key`,
      ASSISTANT_MODEL: 'small',
      METRICS_TOKEN: `${CANARY}-metrics-token`,
      ...env,
    },
  })
}

test('every route is among those that are driven', () => {
  const driven = stepsOf('x', '').map(({ route }) => route.replaceAll(/[0-9a-f]{64}/g, ':sha256'))
  const missing = Object.keys(ROUTES).filter((route) => {
    const pattern = new RegExp(`^${route.replaceAll(/:\w+/g, '[^/ ]+')}$`)
    return !driven.some((one) => pattern.test(one.split('?')[0] ?? ''))
  })
  expect(missing).toEqual([])
})

test('nothing that anybody wrote or holds is in the log of a server where all goes well', async () => {
  const instance = await start()
  const browser = await signedInBrowser(instance, 'user_first')
  const other = await signedInBrowser(instance, 'user_first', 'phone')
  const stream = await mustOpenStream(instance, { cookie: other.cookie() })
  stream.tell('0')

  const secrets = await drive(instance, browser)
  stream.say(`${CANARY} cursor`)
  await stream.closed

  const log = instance.logText()
  for (const line of ['sync completed: 1 chats, 2 messages', 'sync failed: invalid', 'poke sent'])
    expect(log).toContain(`"msg":"${line}"`)
  expect(log).toContain('"msg":"sign-in refused: signed_out"')
  expect(secrets.length).toBeGreaterThan(10)
  expectNothing(log, secrets)
})

test('one-time codes are not in the log', async () => {
  const byClerk = Object.keys(tokens.env).map((name) => [name, ''] as const)
  const instance = await start({
    ...Object.fromEntries(byClerk),
    DATA_DIR: temporaryFolder('data'),
  })
  const first = instance.signInLink?.split('#code=')[1] ?? ''
  const [browser, next] = [openBrowser(instance), openBrowser(instance)]

  await browser.signIn(`Pair ${first}`)
  const second = String((await browser.ask('POST /api/devices/pair', { body: {} })).json['code'])
  const replies = [await next.signIn(`Pair ${second}`), await next.signIn(`Pair ${second}`)]

  expect(replies.map(({ status }) => status)).toEqual([200, 401])
  expect(instance.logText()).toContain('"msg":"one-time code done"')
  expectNothing(instance.logText(), [first, second])
})

test('nothing of it is in the log of a server whose database refuses the rows and quotes them', async () => {
  const own = await testDatabase()
  const instance = await start({ DATABASE_URL: own.url })
  const browser = await signedInBrowser(instance, 'user_first')
  await refuseRows(own.url)

  const secrets = await drive(instance, browser)

  const log = instance.logText()
  expect(log).toContain('"msg":"sync failed: unavailable"')
  expect(log).toContain('"msg":"sign-in refused: unavailable"')
  expect(log).toContain('"code":"23514"')
  expectNothing(log, secrets)
  await instance.close()
  await own.drop()
})

test('nothing of it is in the log of a server whose database is gone', async () => {
  const own = await testDatabase()
  const instance = await start({ DATABASE_URL: own.url })
  const browser = await signedInBrowser(instance, 'user_first')
  await own.drop()

  const secrets = await drive(instance, browser)

  expect(instance.logText()).toContain('"msg":"sync failed: unavailable"')
  expectNothing(instance.logText(), secrets)
})

/** From here on no row is taken, and the error says which one it was. */
const refuseRows = async (url: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  for (const table of ['chats', 'messages', 'folders', 'devices', 'device_sessions', 'attachments'])
    await client.query(`alter table ${table} add constraint refuse check (false) not valid`)
  await client.end()
}
