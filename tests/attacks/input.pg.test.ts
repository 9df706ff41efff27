/** Fields that nobody may set, keys that poison, numbers without end and SQL in every text. */

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openScript, ORIGIN, type Asker, type Reply, signedInBrowser } from '../world/app.ts'
import { objectionTo, openStage, type Stage } from './stage.ts'

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

type Fields = Readonly<Record<string, unknown>>

const AT = 1_700_000_000_000

/** One good change of every kind that can be made on an empty account, in an order that works. */
const goodChanges = (): readonly Fields[] => {
  const bodies: readonly Fields[] = [
    { kind: 'folder.create', folder: { id: 'f1', name: 'a folder' } },
    { kind: 'chat.create', chat: { id: 'c1', title: 'a chat', timestamp: AT } },
    {
      kind: 'message.append',
      message: {
        id: 'm1',
        chatId: 'c1',
        parentId: null,
        role: 'assistant',
        content: 'words',
        timestamp: AT,
        model: 'a model',
        status: 'streaming',
        metadata: { tokens: { of: ['it'] } },
      },
    },
    { kind: 'chat.set', chatId: 'c1', field: 'title', value: 'another', base: null },
    { kind: 'folder.set', folderId: 'f1', field: 'name', value: 'another', base: null },
    { kind: 'message.set', messageId: 'm1', field: 'content', value: 'more words', base: null },
    {
      kind: 'restore',
      row: {
        entity: 'folder',
        id: 'f2',
        revision: 1,
        name: 'back',
        parentId: null,
        isDeleted: false,
        createdAt: AT,
        updatedAt: AT,
        clocks: { name: { at: AT, deviceId: 'd', changeId: 'x', revision: 1 } },
      },
    },
  ]
  return bodies.map((body, at) =>
    Object.assign({ changeId: `change-${at}`, seq: at + 1, editedAt: AT }, body),
  )
}

const goodRound = (changes: readonly unknown[] = goodChanges()): Fields => ({
  direction: 'full',
  deviceId: 'd1',
  sentAt: AT,
  cursor: '0',
  changes,
})

const newScript = () => {
  const userId = `user_${randomUUID().slice(0, 8)}`
  return { userId, script: openScript(stage.world, userId) }
}

/** What was answered about changes and rows, without the times and tokens that differ each time. */
const told = ({ json }: Reply): string =>
  JSON.stringify({ results: json['results'], page: json['page'] }).replaceAll(
    /"(createdAt|updatedAt|at)":\d+/g,
    '"$1":0',
  )

/** Puts the text in as a field of every object of the value, one object at a time. */
const inEveryObject = (value: unknown, field: string): readonly string[] => {
  const text = JSON.stringify(value)
  const places = [...text.matchAll(/\{(?=")/g)].map((match) => match.index + 1)
  return places.map((at) => `${text.slice(0, at)}${field},${text.slice(at)}`)
}

describe('fields that nobody may set', () => {
  const CLAIMS: Fields = {
    userId: 'user_victim',
    user_id: 'user_victim',
    revision: 9_000_000,
    position: 900,
    next_position: 900,
    createdAt: 1,
    created_at: 1,
    updatedAt: 1,
    isDeleted: true,
    is_deleted: true,
    isPurged: true,
    deletedAt: 1,
    clocks: { title: { at: 9e12, deviceId: 'x', changeId: 'y', revision: 9 } },
    by: 'token',
    isAdmin: true,
    outcome: 'applied',
    lastSeq: 400,
    tokenHash: 'x',
  }

  test('change nothing in a change, a row or a round that carries them', async () => {
    const [plain, loaded] = [newScript(), newScript()]
    const heavier = goodChanges().map((change) =>
      Object.fromEntries(
        Object.entries({ ...CLAIMS, ...change }).map(([key, part]) =>
          typeof part === 'object' && part !== null && !Array.isArray(part) && key !== 'row'
            ? [key, { ...CLAIMS, ...part }]
            : [key, part],
        ),
      ),
    )

    const clean = await plain.script.ask('POST /api/sync', { body: goodRound() })
    const dirty = await loaded.script.ask('POST /api/sync', {
      body: { ...CLAIMS, ...goodRound(heavier) },
    })

    expect([clean.status, dirty.status]).toEqual([200, 200])
    expect(told(dirty)).toBe(told(clean))
    expect(told(clean).match(/"outcome":"applied"/g)).toHaveLength(goodChanges().length)
    expect(await stage.people()).not.toContain('user_victim')
  })

  test('are made anew for a row that comes back, whatever it says of itself', async () => {
    const { script, userId } = newScript()
    const [, chat, message] = goodChanges()
    await script.ask('POST /api/sync', { body: goodRound([{ ...chat, seq: 1 }]) })
    const row = {
      entity: 'message',
      ...Object(message?.['message']),
      revision: 900_000,
      position: 77,
      attachments: [],
      metadata: null,
      deviceId: 'x',
      isDeleted: false,
      createdAt: AT,
      updatedAt: AT,
      clocks: { content: { at: 9e14, deviceId: 'x', changeId: 'y', revision: 900_000 } },
      userId: 'user_victim',
      user_id: 'user_victim',
    }

    const reply = await script.ask('POST /api/sync', {
      body: goodRound([{ ...message, kind: 'restore', message: undefined, row, seq: 2 }]),
    })

    expect(reply.json).toMatchObject({ results: [{ outcome: 'applied', revision: 2 }] })
    const found = await stage.query(
      `select user_id, position, revision::int, clocks->'content'->>'at' as at from messages
       where id = 'm1' and revision = 2 and user_id = $1`,
      [userId],
    )
    expect(found).toMatchObject([{ position: 0, revision: 2 }])
    expect(Number(Object(found[0]).at)).toBeLessThanOrEqual(Date.now())
    expect(await stage.people()).not.toContain('user_victim')
  })

  test('change nothing in a sign-in or the name of a device', async () => {
    const browser = await signedInBrowser(stage.world, 'user_plain', 'd1')
    const authorization = `Bearer ${await stage.world.tokens.sign('user_plain')}`
    const body = { ...CLAIMS, deviceId: 'd2', name: 'n', platform: 'p', sub: 'user_victim' }

    const session = await browser.ask('POST /api/session', { headers: { authorization }, body })
    const renamed = await browser.ask('PATCH /api/devices/d1', {
      body: { ...CLAIMS, name: 'renamed', deviceId: 'd2' },
    })

    expect(session.json).toMatchObject({ userId: 'user_plain', deviceId: 'd2' })
    expect(session.json['expiresAt']).toBeLessThan(Date.now() + 31 * 24 * 3600_000)
    expect(renamed.status).toBe(200)
    const devices = await stage.query(
      `select device_id, name, last_seq::int, revoked_at from devices where user_id = 'user_plain' order by 1`,
    )
    expect(devices).toEqual([
      { device_id: 'd1', name: 'renamed', last_seq: 0, revoked_at: null },
      { device_id: 'd2', name: 'n', last_seq: 0, revoked_at: null },
    ])
    expect(await stage.people()).not.toContain('user_victim')
  })
})

describe('keys that poison', () => {
  const POISON = [
    '"__proto__":{"isAdmin":true,"kind":"void","deviceId":"poisoned","userId":"user_victim"}',
    '"constructor":{"prototype":{"isAdmin":true,"kind":"void"}}',
    '"__proto__":null',
    '"toString":1,"hasOwnProperty":null,"valueOf":{}',
  ]

  test('change nothing at any level, and reach no other object', async () => {
    const clean = told(await newScript().script.ask('POST /api/sync', { body: goodRound() }))

    for (const poison of POISON)
      for (const body of inEveryObject(goodRound(), poison)) {
        // Keys of metadata are the person's own, and stay.
        if (/"(metadata|tokens)":\{"(constructor|toString)/.test(body)) continue
        // A clock's name may be any, and what is under it must be a clock.
        if (/"clocks":\{"(constructor|toString)/.test(body)) continue
        const reply = await newScript().script.ask('POST /api/sync', { body })
        expect([reply.status, told(reply)]).toEqual([200, clean])
      }

    expect(Object.keys(Object.prototype)).toEqual([])
    expect(Reflect.get({}, 'isAdmin')).toBeUndefined()
    expect(await stage.people()).not.toContain('user_victim')
  })

  test('are stored as the person’s own where they are metadata', async () => {
    const { script } = newScript()
    const [, chat, message] = goodChanges()
    const text = JSON.stringify(
      goodRound([
        { ...chat, seq: 1 },
        { ...message, seq: 2 },
      ]),
    ).replace('{"tokens"', '{"constructor":{"prototype":{"a":1}},"toString":"b","tokens"')

    const reply = await script.ask('POST /api/sync', { body: text })

    expect(reply.json).toMatchObject({ results: [{ outcome: 'applied' }, { outcome: 'applied' }] })
    expect(reply.text).toContain('"constructor"')
    expect(reply.text).toContain('"toString"')
  })
})

describe('numbers without end', () => {
  const NUMBERS =
    `-1 -0 0 1.5 1e21 1e308 1e400 -1e400 9007199254740993 2147483647 2147483648 4294967296
    9223372036854775807 9223372036854775808 8640000000000001 -8640000000000001 "1" null true [] {} [1]`.split(
      /\s+/,
    )
  const PLACES: readonly (readonly [string, (number: string) => string])[] = [
    ['limit', (n) => `{"direction":"full","deviceId":"d1","limit":${n}}`],
    ['pending', (n) => `{"direction":"full","deviceId":"d1","pending":${n}}`],
    ['sentAt', (n) => `{"direction":"full","deviceId":"d1","sentAt":${n}}`],
    ['protocol', (n) => `{"direction":"full","deviceId":"d1","protocol":${n}}`],
    ['seen', (n) => `{"direction":"full","deviceId":"d1","seen":{"revision":${n},"token":"t"}}`],
    ['seq', (n) => change(`"seq":${n},"editedAt":1,"kind":"void"`)],
    ['editedAt', (n) => change(`"seq":1,"editedAt":${n},"kind":"void"`)],
    ['seenMessages', (n) => change(`${DELETED},"seenMessages":${n}`)],
    ['timestamp', (n) => change(`"seq":1,"editedAt":1,${CHAT},"timestamp":${n}}`)],
  ]
  const DELETED =
    '"seq":1,"editedAt":1,"kind":"chat.set","chatId":"c","field":"deleted","value":true,"base":null'
  const CHAT = '"kind":"chat.create","chat":{"id":"n1","title":"t"'
  const change = (fields: string): string =>
    `{"direction":"full","deviceId":"d${randomUUID()}","changes":[{"changeId":"${randomUUID()}",${fields}}]}`

  test('get a fault or are taken, and never stop what comes next', async () => {
    const { script } = newScript()
    const objections: string[] = []

    for (const [place, write] of PLACES)
      for (const number of NUMBERS) {
        const reply = await script.ask('POST /api/sync', { body: write(number) })
        const why = objectionTo(reply)
        if (reply.status >= 500 || why !== '')
          objections.push(`${place} ${number}: ${reply.status} ${why}`)
      }

    expect(objections).toEqual([])
    const last = await script.ask('POST /api/sync', {
      body: { ...goodRound(), deviceId: 'last' },
    })
    expect(told(last).match(/"outcome":"applied"/g)).toHaveLength(goodChanges().length)
  })

  test('of what waits are told as the greatest count there is', async () => {
    const { script } = newScript()

    const reply = await script.ask('POST /api/sync', {
      body: { direction: 'full', deviceId: 'd1', pending: 2 ** 40 },
    })

    expect(reply.status).toBe(200)
    expect(reply.json).toMatchObject({ status: { devices: [{ pending: 2 ** 31 - 1 }] } })
  })
})

describe('a key that nothing can store', () => {
  const withKey = (key: string): Fields => {
    const [, , message] = goodChanges()
    return { ...message, message: { ...Object(message?.['message']), metadata: { [key]: 1 } } }
  }

  test('[N3] is refused by itself, and what is behind it is taken, now and when it is asked again', async () => {
    const keys = [
      `${'x'.repeat(70)}\u0000`,
      `${'x'.repeat(70)}\ud83d`,
      // Where the reason is cut, a pair is cut in two.
      ...Array.from({ length: 4 }, (_, at) => 'x'.repeat(180 + at) + '🐝'.repeat(20)),
    ]

    for (const key of keys) {
      const { script } = newScript()
      const [, chat] = goodChanges()
      const body = goodRound([
        { ...withKey(key), changeId: 'broken', seq: 1 },
        { ...chat, seq: 2 },
      ])
      const replies = [
        await script.ask('POST /api/sync', { body }),
        await script.ask('POST /api/sync', { body }),
      ]

      expect(replies.map(({ json }) => json)).toMatchObject([
        { results: [{ fault: { code: 'invalid' } }, { outcome: 'applied' }] },
        { results: [{ fault: { code: 'invalid' } }, { outcome: 'duplicate' }] },
      ])
    }
  })

  test('nor a name of any length comes in with a row that is restored', async () => {
    const { script } = newScript()
    const restore = goodChanges().at(-1)
    const row = { ...Object(restore?.['row']), name: 'n'.repeat(700_000) }

    const reply = await script.ask('POST /api/sync', {
      body: goodRound([{ ...restore, row, seq: 1 }]),
    })

    expect(reply.json).toMatchObject({ results: [{ fault: { code: 'too_large' } }] })
  })
})

describe('SQL', () => {
  const WORDS = [
    "'; drop table chats; --",
    "' or '1'='1",
    `"; update messages set user_id = 'user_sql'; --`,
    '$1; select pg_sleep(5); --',
    '\\x27; truncate devices; --',
    "Robert'); delete from folders where ('1'='1",
    '%27%20or%201=1--',
    "a' || (select token_hash from device_sessions limit 1) || '",
    '%_%\\',
    '1) union select user_id, token_hash from device_sessions --',
  ]

  const bystander = async (): Promise<Asker> => {
    const { script } = newScript()
    await script.ask('POST /api/sync', { body: goodRound() })
    return script
  }

  test('in the texts of a person is text', async () => {
    const { script } = newScript()
    const other = await bystander()
    const before = told(await other.ask('POST /api/sync', { body: { direction: 'full' } }))
    const changes = WORDS.flatMap((words, at) => [
      { kind: 'folder.create', folder: { id: `f${at}`, name: words } },
      { kind: 'chat.create', chat: { id: `c${at}`, title: words, timestamp: AT } },
      {
        kind: 'message.append',
        message: {
          id: `m${at}`,
          chatId: `c${at}`,
          parentId: null,
          role: 'user',
          content: words,
          timestamp: AT,
          model: words,
          metadata: { [words]: words },
        },
      },
    ]).map((body, at) => Object.assign({ changeId: `q${at}`, seq: at + 1, editedAt: AT }, body))

    const reply = await script.ask('POST /api/sync', { body: goodRound(changes) })

    const rows = JSON.stringify(Object(reply.json['page']).rows)
    for (const words of WORDS) {
      const quoted = JSON.stringify(words)
      for (const field of ['name', 'title', 'content', 'model', words])
        expect(rows).toContain(`${JSON.stringify(field)}:${quoted}`)
    }
    expect(told(await other.ask('POST /api/sync', { body: { direction: 'full' } }))).toBe(before)
  })

  test('in names of devices is text, and in ids, hashes and cursors is refused', async () => {
    const userId = 'user_sql_devices'
    const browser = await signedInBrowser(stage.world, userId, 'laptop')
    const authorization = `Bearer ${await stage.world.tokens.sign(userId)}`
    for (const words of WORDS) {
      const body = {
        deviceId: 'laptop',
        name: words,
        platform: words,
        appVersion: words.slice(0, 64),
      }
      expect(
        (await browser.ask('POST /api/session', { headers: { authorization }, body })).status,
      ).toBe(200)
      expect(
        (await browser.ask('PATCH /api/devices/laptop', { body: { name: words } })).status,
      ).toBe(200)
      const { json } = await browser.ask('GET /api/devices')
      expect(json).toMatchObject({ devices: [{ name: words, platform: words }] })
      const before = await stage.everything()
      const path = encodeURIComponent(words)
      const refused = [
        await browser.ask(`GET /api/sync?deviceId=${path}`),
        await browser.ask(`DELETE /api/devices/${path}`),
        await browser.ask(`GET /api/attachments/${path}`),
        await browser.ask('POST /api/sync', { body: { direction: 'full', deviceId: words } }),
        await browser.ask('POST /api/sync', { body: { direction: 'full', cursor: words } }),
        await browser.ask('POST /api/sync', { body: { direction: words } }),
        await browser.ask('GET /api/devices', { headers: { 'x-expect-user': words } }),
      ]
      expect(refused.map(({ status }) => status)).toEqual([400, 404, 404, 400, 400, 400, 409])
      expect(refused.map(objectionTo).join('')).toBe('')
      expect(await stage.everything()).toBe(before)
    }
  })

  test('in headers changes no answer', async () => {
    const browser = await signedInBrowser(stage.world, 'user_sql_headers', 'laptop')
    const plain = await browser.ask('GET /api/devices')
    const before = await stage.everything()
    const names = [
      'user-agent',
      'accept-language',
      'x-request-id',
      'x-forwarded-for',
      'referer',
      'if-none-match',
    ]

    for (const words of WORDS)
      for (const name of names) {
        const reply = await browser.ask('GET /api/devices', { headers: { [name]: words } })
        expect([reply.status, reply.text]).toEqual([200, plain.text])
      }
    const cookie = `__Host-chat-sync=${WORDS[0]}`
    expect(
      (await browser.ask('GET /api/devices', { headers: { cookie, origin: ORIGIN } })).status,
    ).toBe(401)
    expect(await stage.everything()).toBe(before)
  })
})
