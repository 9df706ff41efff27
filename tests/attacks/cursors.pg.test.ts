/** Cursors, heads and numbers that were tampered with: never another's row, never a row changed, always an end. */

import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openScript, type Asker, type Reply } from '../world/app.ts'
import { objectionTo, openStage, type Stage } from './stage.ts'

let stage: Stage
let script: Asker

type Body = Readonly<Record<string, unknown>>
const AT = 1_700_000_000_000
const USER = 'user_cursors'
const SECRET = 'words of somebody else'
const CHATS = 6

const round = (body: Body, asker: Asker = script): Promise<Reply> =>
  asker.ask('POST /api/sync', { body: { direction: 'full', ...body } })

const history = (prefix: string, content: string): readonly Body[] =>
  Array.from({ length: CHATS }, (_, at) => [
    { kind: 'folder.create', folder: { id: `${prefix}f${at}`, name: content } },
    { kind: 'chat.create', chat: { id: `${prefix}c${at}`, title: content, timestamp: AT } },
    ...[0, 1, 2].map((nth) => ({
      kind: 'message.append',
      message: {
        id: `${prefix}m${at}-${nth}`,
        chatId: `${prefix}c${at}`,
        parentId: null,
        role: 'user',
        content,
        timestamp: AT,
      },
    })),
  ])
    .flat()
    .map((body, at) =>
      Object.assign({ changeId: `${prefix}${at + 1}`, seq: at + 1, editedAt: AT }, body),
    )

const pageOf = ({ json }: Reply) => {
  const page: unknown = json['page']
  const fields = Object(page)
  return {
    to: typeof fields.to === 'string' ? fields.to : '',
    hasMore: fields.hasMore === true,
    rows: Array.isArray(fields.rows) ? fields.rows.length : 0,
  }
}

beforeAll(async () => {
  stage = await openStage()
  script = openScript(stage.world, USER)
  const other = openScript(stage.world, 'user_other')
  await round({ deviceId: 'd1', changes: history('a', 'my words') })
  await round({ deviceId: 'd1', changes: history('b', SECRET) }, other)
})
afterAll(() => stage.close())

const ROWS = CHATS * 5

/** But for how far each device says that it is: that is what a cursor is for. */
const withoutDevices = async (): Promise<string> =>
  (await stage.everything()).replaceAll(/ devices:\S+/g, '')

/** Cursors of ours from all along a first sync, in pages of so many rows. */
const walk = async (from: string | null, limit: number): Promise<readonly string[]> => {
  const cursors: string[] = []
  let cursor = from
  for (let more = true; more;) {
    const reply = await round({ cursor, limit })
    if (reply.status !== 200) return cursors
    const page = pageOf(reply)
    cursor = page.to
    cursors.push(page.to)
    more = page.hasMore
    if (cursors.length > 3 * ROWS) throw new Error(`no end after ${from}`)
  }
  return cursors
}

const cutOrJoined = (cursors: readonly string[]) =>
  fc
    .tuple(fc.constantFrom(...cursors), fc.constantFrom(...cursors), fc.nat(20))
    .chain(([one, other, at]) => {
      const [a, b] = [one.split('.'), other.split('.')]
      return fc.constantFrom(
        one.slice(0, at),
        one.slice(at),
        `${one}${other}`,
        [...a.slice(0, 2), ...b.slice(2)].join('.'),
        [...b.slice(0, 1), ...a.slice(1)].join('.'),
        a.toReversed().join('.'),
        one.replaceAll(/\d+/g, String(at)),
        one.replace(/^b\.\d+/, `b.${at}`),
        one.replaceAll('a', 'b'),
        one.replace(/m\.\d+/, 'm.999999999'),
        one.replace(/\.[fcm]\..*/, `.f.${'z'.repeat(64)}`),
      )
    })

const anyText = fc.oneof(
  fc.string({ maxLength: 300 }),
  fc.stringMatching(/^[A-Za-z0-9._:-]{1,256}$/),
  fc.stringMatching(/^b\.\d{0,16}\.\d{0,16}\.(s|[fcm]\.[a-z0-9.]{0,20})$/),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
)

describe('a cursor', () => {
  test('[P1] of any text shows own rows or a fault, comes to an end, and changes nothing', async () => {
    const cursors = await walk(null, 2)
    const before = [await withoutDevices(), await stage.rowsOf('user_other')]
    const statuses = new Map<number, number>()

    await fc.assert(
      fc.asyncProperty(
        fc.oneof(anyText, cutOrJoined(cursors)),
        fc.constantFrom(1, 3, 1000),
        async (cursor, limit) => {
          const reply = await round({ cursor, limit })
          statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1)
          expect([200, 400, 409]).toContain(reply.status)
          expect(objectionTo(reply)).toBe('')
          expect(reply.text).not.toContain(SECRET)
          // A chat or a conflict may travel with a row that needs it.
          expect(pageOf(reply).rows).toBeLessThanOrEqual(3 * limit)
          if (reply.status === 200) await walk(cursor, 20)
        },
      ),
      { numRuns: 400, seed: 20_261_126 },
    )

    expect(statuses.get(200)).toBeGreaterThan(30)
    expect(statuses.get(400)).toBeGreaterThan(30)
    expect([await withoutDevices(), await stage.rowsOf('user_other')]).toEqual(before)
  })

  test('beyond the end of the history is another history, whatever its form, and takes no change', async () => {
    const before = await stage.everything()
    const [change] = history('z', 'late')

    for (const cursor of [
      `${ROWS + 1}`,
      '999999999999999',
      `b.${ROWS + 1}.0.s`,
      'b.999999999999999.9.m.1.ac0',
    ])
      for (const changes of [[], [{ ...change, seq: ROWS + 1 }]]) {
        const reply = await round({ deviceId: 'd1', cursor, changes })
        expect([cursor, reply.fault]).toEqual([cursor, 'history_forked'])
      }
    expect(await stage.everything()).toBe(before)
  })

  test('takes no head that another history has', async () => {
    const before = await stage.everything()
    const head = Object((await round({})).json['head'])

    for (const seen of [
      { revision: head.revision, token: 'guessed' },
      { revision: head.revision, token: '' },
      { revision: head.revision + 1, token: head.token },
      { revision: 1, token: head.token },
      { revision: Number.MAX_SAFE_INTEGER, token: head.token },
    ])
      expect((await round({ seen })).fault).toBe('history_forked')
    expect((await round({ seen: head })).status).toBe(200)
    expect(await stage.everything()).toBe(before)
  })
})

describe('the numbers of a device', () => {
  const [first, second] = history('a', 'my words')
  const fresh = (seq: number, more: Body = {}) => ({
    changeId: `n${seq}`,
    seq,
    editedAt: AT,
    kind: 'void',
    ...more,
  })

  test('that leave a gap, repeat or go back are refused whole, and take nothing in', async () => {
    const before = await stage.everything()
    const next = ROWS + 1
    const cases: readonly (readonly [string, readonly unknown[]])[] = [
      ['sequence_gap', [fresh(next + 1)]],
      ['sequence_gap', [fresh(Number.MAX_SAFE_INTEGER)]],
      ['sequence_gap', [fresh(next), fresh(next + 2)]],
      ['device_forked', [fresh(1)]],
      ['device_forked', [fresh(next), fresh(next, { changeId: 'other' })]],
      ['device_forked', [fresh(next), { ...second, seq: 1 }]],
      ['device_forked', [fresh(next), { ...first, changeId: 'other' }]],
      ['invalid', [fresh(0)]],
      ['invalid', [fresh(-1)]],
      ['invalid', [fresh(next, { changeId: '__proto__' })]],
      ['invalid', [fresh(next, { changeId: undefined })]],
    ]

    for (const [code, changes] of cases)
      expect([code, (await round({ deviceId: 'd1', changes })).fault]).toEqual([code, code])
    expect(await stage.everything()).toBe(before)
  })

  test('of a change that took effect stay with it, however it is dressed when it comes again', async () => {
    const disguised = { ...first, kind: 'chat.purge', chatId: 'ac0', editedAt: 9e12 }
    const before = await stage.query(`select * from chats where user_id = '${USER}' order by id`)

    const reply = await round({ deviceId: 'd1', changes: [disguised] })
    const elsewhere = await round({ deviceId: 'd2', changes: [{ ...disguised, seq: 1 }] })

    expect(reply.json).toMatchObject({ results: [{ outcome: 'duplicate' }] })
    expect(elsewhere.json).toMatchObject({ results: [{ outcome: 'duplicate' }] })
    expect(await stage.query(`select * from chats where user_id = '${USER}' order by id`)).toEqual(
      before,
    )
  })
})
