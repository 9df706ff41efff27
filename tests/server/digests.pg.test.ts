/** The database and a device make the same digest of the same rows, whatever is written in them. */

import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { findDiffering } from '../../db/device/compare.ts'
import { digestChat, serverChat, type Sha256 } from '../../db/device/digest.ts'
import { digestsSchema, type ChatDigest, type Digests } from '../../db/protocol/digests.ts'
import { type DigestsRequest, readDigests } from '../../db/server/digests.ts'
import { createDevice, pageOf, type TestDevice } from '../device/device.ts'
import { hostileMessages, hostileName } from '../world/hostile-texts.ts'
import { type Current, onBoth } from './both-databases.ts'
import { append, chatCreate, chatSet, createPen, createTwin, id, NOON, type Pen } from './pen.ts'

export const sha256: Sha256 = async (bytes) =>
  new Uint8Array(createHash('sha256').update(bytes).digest())

type Asked = Partial<Omit<DigestsRequest, 'userId' | 'now'>>

const read = async (db: Current, pen: Pen, asked: Asked = {}): Promise<Digests> => {
  const reading = await readDigests(db(), {
    userId: pen.userId,
    since: 0,
    after: '',
    limit: 500,
    seen: null,
    now: NOON,
    ...asked,
  })
  if (reading.kind === 'fault') throw new Error(reading.fault.code)
  const { chatsJson, ...rest } = reading
  return digestsSchema.parse({ protocol: 1, ...rest, chats: JSON.parse(chatsJson) })
}

/** What any device would hold that has read all of it. */
const deviceOf = async (pen: Pen): Promise<TestDevice> => {
  const device = await createDevice()
  const rows = [...pen.rows.values()]
  await device.receive(pageOf(rows, { from: null, to: pen.seen?.revision ?? 0 }))
  return device
}

const digestsOn = async ({ db }: TestDevice): Promise<readonly ChatDigest[]> => {
  const digests: ChatDigest[] = []
  for (const key of await db.chats.orderBy('id').primaryKeys()) {
    const chat = await serverChat(db, key)
    if (chat !== null) digests.push(await digestChat(db, sha256, chat))
  }
  return digests
}

const AWKWARD: readonly string[] = [
  '',
  ' ',
  '\n\r\n\t',
  `it's "quoted" 'alone' \\ back \\x00 slash \\u0000`,
  'größer, ÇA, ﬁ, ｆｕｌｌ, e\u0301 and é',
  'שלום \u202Eعربى\u202C नमस्ते ไทย 한국어 𝔘𝔫𝔦 日本語 🏖️👩‍👩‍👧‍👦',
  '\u0001\u0007\u001f\u007f\u0085\u2028\u2029\ufeff\ufffe\uffff',
  '1 2 3 0',
  '%s $1 {"a":null} [\\"] NULL null',
  'x'.repeat(200_000),
  ...hostileMessages('https://canary.example'),
]

/** A chat of every kind: long, empty, deleted, renamed, in a folder, with messages that are gone, purged. */
const makeChats = async (db: Current): Promise<Pen> => {
  const pen = createPen(db)
  const [long, empty, binned, gone, folderId] = [id(), id(), id(), id(), id()]
  await pen.send([
    pen.change({ kind: 'folder.create', folder: { id: folderId, name: 'f' } }),
    ...[long, empty, binned, gone].map((chat) => pen.change(chatCreate(chat, hostileName('t')))),
    pen.change(chatSet(empty, 'folderId', folderId)),
    pen.change(chatSet(empty, 'pinned', true)),
    pen.change(append(binned, id())),
    pen.change(chatSet(binned, 'archived', true)),
    pen.change(chatSet(binned, 'deleted', true, { seenMessages: 1 })),
    pen.change({ kind: 'chat.purge', chatId: gone }),
  ])
  for (const content of AWKWARD)
    await pen.send([pen.change(append(long, id(), { content, metadata: { content } }))])
  await pen.send(Array.from({ length: 150 }, () => pen.change(append(long, id()))))
  const some = [...pen.rows.values()].filter((row) => row.entity === 'message').slice(3, 5)
  await pen.send([
    ...some.map((row) =>
      pen.change({
        kind: 'message.set',
        messageId: row.id,
        field: 'deleted',
        value: true,
        base: null,
      }),
    ),
    pen.change(chatSet(long, 'title', '')),
  ])
  return createTwin(db, pen)
}

onBoth((db) => {
  test('[C1] database and device say the same of texts of every kind', async () => {
    const pen = await makeChats(db)

    const theirs = await read(db, pen)
    const device = await deviceOf(pen)

    expect(theirs).toMatchObject({ revision: pen.seen?.revision, cursor: pen.cursor })
    expect(theirs.chats).toHaveLength(3)
    expect(theirs.chats.map(({ messages }) => messages).toSorted((a, b) => a - b)).toEqual([
      0,
      1,
      AWKWARD.length + 150,
    ])
    expect(await digestsOn(device)).toEqual(theirs.chats)
    const page = { chats: theirs.chats, isWhole: true, after: '', upTo: null }
    expect(await findDiffering(device.db, sha256, page)).toEqual([])
  })

  test('pages of any size tell what one page tells', async () => {
    const pen = await makeChats(db)
    const whole = await read(db, pen)

    for (const size of [{ limit: 1 }, { limit: 2 }, { maxMessages: 1 }]) {
      const chats: ChatDigest[] = []
      for (let hasMore = true; hasMore;) {
        const page = await read(db, pen, { ...size, after: chats.at(-1)?.id ?? '' })
        expect(page.chats.length).toBeGreaterThan(0)
        chats.push(...page.chats)
        ;({ hasMore } = page)
      }
      expect(chats).toEqual(whole.chats)
    }
  })

  test('[Q1] only chats with something above a revision are told of', async () => {
    const pen = await makeChats(db)
    const since = pen.seen?.revision ?? 0
    const whole = await read(db, pen)
    const [first, second] = whole.chats.map((chat) => chat.id)

    expect((await read(db, pen, { since })).chats).toEqual([])
    await pen.send([pen.change(append(first ?? '', id()))])
    await pen.send([pen.change(chatSet(second ?? '', 'title', 'new'))])

    const { chats } = await read(db, pen, { since })
    expect(chats.map((chat) => chat.id)).toEqual([first, second])
  })

  test('[P1] of nobody else’s, and to no device of another history', async () => {
    const pen = await makeChats(db)
    const stranger = createPen(db)
    await stranger.send([stranger.change(chatCreate(id()))])
    const revision = pen.seen?.revision ?? 0

    expect((await read(db, stranger)).chats).toHaveLength(1)
    await expect(read(db, pen, { seen: { revision, token: 'another' } })).rejects.toThrow(
      'history_forked',
    )
  })
})
