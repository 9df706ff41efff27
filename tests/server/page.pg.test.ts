/** Pages: the rows next above a cursor, never a message without its chat, and the same rows by any page size. */

import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { MAX_PAGE_BYTES } from '../../db/protocol/limits.ts'
import { rowSchema, type Row } from '../../db/protocol/row.ts'
import { askPage } from '../../db/server/page.ts'
import { askAsUser } from '../../db/server/with-user.ts'
import { type Current, onBoth } from './both-databases.ts'
import {
  append,
  chatCreate,
  chatSet,
  conflictsOf,
  createPen,
  createTwin,
  findChat,
  id,
  NOON,
  type Pen,
  rowsIn,
} from './pen.ts'

const DAY = 24 * 60 * 60 * 1000

/** Three chats with four messages each, conflicts, a folder, tombstones of every kind. */
export const makeHistory = async (db: Current): Promise<Pen> => {
  const one = createPen(db)
  const chats = [id(), id(), id(), id()]
  const folderId = id()
  await one.send(chats.map((chat) => one.change(chatCreate(chat, `chat ${chat}`))))
  for (let round = 0; round < 4; round += 1)
    await one.send(chats.map((chat) => one.change(append(chat, id()))))
  await one.send([
    one.change({ kind: 'folder.create', folder: { id: folderId, name: 'work' } }),
    one.change({ kind: 'folder.create', folder: { id: id(), name: 'home' } }),
    one.change({ kind: 'folder.set', folderId, field: 'deleted', value: true, base: null }),
  ])
  const two = await createTwin(db, one)
  const [a = '', b = '', c = '', gone = ''] = chats
  await one.send([
    one.change(chatSet(a, 'title', 'early'), NOON - 1000),
    one.change(chatSet(b, 'pinned', true), NOON - 1000),
    one.change(chatSet(c, 'deleted', true, { seenMessages: 4 })),
  ])
  await two.send([
    two.change(chatSet(a, 'title', 'late')),
    two.change(chatSet(b, 'pinned', false)),
    two.change({ kind: 'chat.purge', chatId: gone }),
  ])
  await two.send([
    two.change({ kind: 'conflict.resolve', conflictId: conflictOn(two, b), choice: 'kept' }),
  ])
  return two
}

const conflictOn = (pen: Pen, chatId: string): string => {
  const found = [...pen.rows.values()].find(
    (row) => row.entity === 'conflict' && row.entityId === chatId,
  )
  return found?.id ?? ''
}

const all = (pen: Pen): readonly Row[] =>
  [...pen.rows.values()].toSorted((a, b) => a.revision - b.revision)

const ordinary = (db: Current) => {
  test.each([1, 3, 7])('pages of %i rows give what one page gives', async (limit) => {
    const history = await makeHistory(db)
    const [whole, small] = [createPen(db, history.userId), createPen(db, history.userId)]
    whole.cursor = '0'
    small.cursor = '0'

    await whole.pull()
    await small.pull({ limit })

    expect(all(small)).toEqual(all(whole))
    expect(small.cursor).toBe(whole.cursor)
    expect(whole.cursor).toBe(String(whole.seen?.revision))
  })

  test('pages of rows of one kind alone miss none of them', async () => {
    const pen = createPen(db)
    await pen.send([1, 2, 3, 4, 5].map(() => pen.change(chatCreate(id()))))
    const fresh = createPen(db, pen.userId)
    fresh.cursor = '0'

    await fresh.pull({ limit: 2 })

    expect(all(fresh).map((row) => row.revision)).toEqual([1, 2, 3, 4, 5])
  })

  test('a page holds the rows next above its cursor, each after what it belongs to', async () => {
    const history = await makeHistory(db)
    const pen = createPen(db, history.userId)

    const reply = await pen.send([], { cursor: '4', limit: 12 })

    const rows = rowsIn(reply)
    const order = ['folder', 'chat', 'message', 'conflict']
    const kinds = rows.map((row) => order.indexOf(row.entity))
    expect(kinds).toEqual(kinds.toSorted((a, b) => a - b))
    const taken = rows.filter((row) => row.revision <= Number(reply.page.to))
    const whole = createPen(db, history.userId)
    whole.cursor = '4'
    await whole.pull()
    const next = all(whole).map((row) => row.revision)
    expect(taken.map((row) => row.revision).toSorted((a, b) => a - b)).toEqual(next.slice(0, 12))
    expect(reply.page.hasMore).toBe(true)
    expect(reply.page.left).toBe(reply.head.revision - Number(reply.page.to))
  })

  test('a message travels with its chat where the chat has moved behind the page', async () => {
    const pen = createPen(db)
    const chat = id()
    await pen.send([pen.change(chatCreate(chat)), pen.change(append(chat, id()))])
    for (let more = 0; more < 5; more += 1) await pen.send([pen.change(chatCreate(id()))])
    await pen.send([pen.change(chatSet(chat, 'title', 'moved behind'))])
    const fresh = createPen(db, pen.userId)

    const reply = await fresh.send([], { cursor: '0', limit: 1 })

    expect(rowsIn(reply).map((row) => row.entity)).toEqual(['chat', 'message'])
    expect(reply.page.to).toBe('2')
    expect(findChat(fresh, chat).title).toBe('moved behind')
  })

  test('[K1] a row travels with the conflicts recorded on it', async () => {
    const pen = createPen(db)
    const chat = id()
    await pen.send([pen.change(chatCreate(chat))])
    const twin = await createTwin(db, pen)
    await pen.send([pen.change(chatSet(chat, 'title', 'early'), NOON - 1000)])
    await twin.send([twin.change(chatSet(chat, 'title', 'late'))])
    const fresh = createPen(db, pen.userId)

    const reply = await fresh.send([], { cursor: '2', limit: 1 })

    expect(rowsIn(reply).map((row) => row.entity)).toEqual(['chat', 'conflict'])
    expect(reply.page).toMatchObject({ to: '3', hasMore: true })
  })

  test.each([
    { cursor: '1', page: 'an ordinary page' },
    { cursor: (chat: string) => `b.2.1.c.${chat}`, page: 'a first sync' },
  ])('[K1] so does the chat that is added for a message to $page', async ({ cursor }) => {
    const pen = createPen(db)
    const chat = id()
    await pen.send([pen.change(chatCreate(chat)), pen.change(append(chat, id()))])
    const twin = await createTwin(db, pen)
    await pen.send([pen.change(chatSet(chat, 'title', 'early'), NOON - 1000)])
    await twin.send([twin.change(chatSet(chat, 'title', 'late'))])
    const fresh = createPen(db, pen.userId)
    const from = typeof cursor === 'string' ? cursor : cursor(chat)

    const reply = await fresh.send([], { cursor: from, limit: 1 })

    const entities = rowsIn(reply).map((row) => row.entity)
    expect(entities).toEqual(['chat', 'message', 'conflict'])
  })

  test('a page closes at its bytes, and one row that is larger travels alone', async () => {
    const pen = createPen(db)
    const chat = id()
    const content = 'x'.repeat(200_000)
    await pen.send([pen.change(chatCreate(chat))])
    for (let more = 0; more < 3; more += 1)
      await pen.send([1, 2, 3].map(() => pen.change(append(chat, id(), { content }))))
    const fresh = createPen(db, pen.userId)

    const reply = await fresh.send([], { cursor: '0' })

    expect(reply.page.rowsJson.length).toBeLessThan(MAX_PAGE_BYTES)
    expect(reply.page.rowCount).toBe(6)
    const alone = await askAsUser(
      db(),
      pen.userId,
      askPage({ userId: pen.userId, cursor: '1', limit: 100, maxBytes: 1000 }),
    )
    expect(alone).toMatchObject({ kind: 'page', page: { rowCount: 1, to: '2', hasMore: true } })
  })

  test('every row on the wire fits its schema', async () => {
    const history = await makeHistory(db)

    const reading = await askAsUser(
      db(),
      history.userId,
      askPage({ userId: history.userId, cursor: '0', limit: 1000 }),
    )

    if (reading.kind === 'fault') throw new Error(reading.fault.code)
    const rows: unknown = JSON.parse(reading.page.rowsJson)
    expect(Array.isArray(rows) && rows.map((row) => rowSchema.parse(row))).toEqual(rows)
  })

  test('[Q1] a person who has nothing gets an empty page at revision 0', async () => {
    const pen = createPen(db)

    const reply = await pen.send([])

    expect(reply.page).toEqual({
      from: null,
      to: '0',
      hasMore: false,
      rowsJson: '[]',
      rowCount: 0,
    })
    expect(reply.head).toEqual({ revision: 0, token: '' })
  })

  test('[Q1] with nothing to do a round writes nothing', async () => {
    const pen = createPen(db)
    await pen.send([pen.change(chatCreate(id()))])
    await pen.send([], { pending: 0 })
    const before = await sql<{ xmin: string }>`
      select xmin::text from devices where user_id = ${pen.userId}`.execute(db().db)

    const reply = await pen.send([], { pending: 0 })

    const after = await sql<{ xmin: string }>`
      select xmin::text from devices where user_id = ${pen.userId}`.execute(db().db)
    expect(after.rows).toEqual(before.rows)
    expect(reply.page.rowCount).toBe(0)
  })
}

const messagesWithoutChat = (pen: Pen): readonly Row[] =>
  [...pen.rows.values()].filter(
    (row) => row.entity === 'message' && !pen.rows.has(`chat:${row.chatId}`),
  )

const firstSync = (db: Current) => {
  /** What a first sync leaves out: what is gone for good, or had its answer long ago. */
  const isLeftOut = (row: Row): boolean =>
    (row.entity === 'chat' && row.isPurged) ||
    (row.entity === 'folder' && row.isPurged === true) ||
    (row.entity === 'conflict' && row.resolvedAt !== null && row.resolvedAt < NOON - 30 * DAY)

  const ordinaryRows = async (history: Pen) => {
    const pen = createPen(db, history.userId)
    pen.cursor = '0'
    await pen.pull()
    return all(pen)
  }

  test.each([1, 3, 10, 1000])(
    'a first sync by pages of %i gives what ordinary pages give',
    async (limit) => {
      const history = await makeHistory(db)
      const pen = createPen(db, history.userId)

      await pen.pull({ limit })

      const expected = (await ordinaryRows(history)).filter((row) => !isLeftOut(row))
      expect(all(pen)).toEqual(expected)
      expect(pen.cursor).toBe(String(history.seen?.revision))
    },
  )

  test('[K1] what lost in a chat is told for 30 days after its answer, and a text only until then', async () => {
    const one = createPen(db)
    const [chat, lately, text] = [id(), id(), id()]
    const growing = append(chat, text, { status: 'streaming', content: '' })
    await one.send([chatCreate(chat), chatCreate(lately), growing].map((body) => one.change(body)))
    const two = await createTwin(db, one)
    const textSet = (content: string) => ({
      kind: 'message.set',
      chatId: chat,
      messageId: text,
      field: 'content',
      value: content,
      base: null,
    })
    const differ = async (bodies: readonly ((value: string) => object)[], now: number) => {
      await one.send(
        bodies.map((body) => one.change(body('early'), now - 1000)),
        { now },
      )
      await two.send(
        bodies.map((body) => two.change(body('late'), now)),
        { now },
      )
      const open = conflictsOf(two).filter(({ resolvedAt }) => resolvedAt === null)
      const answer = { kind: 'conflict.resolve', choice: 'kept' }
      await two.send(
        open.map((conflict) => two.change({ ...answer, conflictId: conflict.id })),
        { now },
      )
    }
    await differ([(value) => chatSet(chat, 'title', value)], NOON - 31 * DAY)
    await differ([(value) => chatSet(lately, 'title', value), textSet], NOON)

    const fresh = createPen(db, one.userId)
    await fresh.pull()

    expect(
      conflictsOf(two)
        .map(({ entityId }) => entityId)
        .toSorted(),
    ).toEqual([chat, lately, text].toSorted())
    expect(conflictsOf(fresh)).toMatchObject([
      { entityId: lately, field: 'title', lost: { value: 'early' }, choice: 'kept' },
    ])
  })

  test('what fits into one page is one request', async () => {
    const history = await makeHistory(db)

    const reply = await createPen(db, history.userId).send([])

    expect(reply.page).toMatchObject({ hasMore: false, to: String(reply.head.revision) })
  })

  test('the first page shows the newest messages with their chats, and counts what is left', async () => {
    const pen = createPen(db)
    const chats = [id(), id(), id()]
    await pen.send(chats.map((chat) => pen.change(chatCreate(chat))))
    for (const chat of chats) await pen.send([1, 2, 3].map(() => pen.change(append(chat, id()))))
    const fresh = createPen(db, pen.userId)

    const reply = await fresh.send([], { limit: 4 })

    const rows = rowsIn(reply)
    const messages = rows.filter((row) => row.entity === 'message')
    expect(messages.map((row) => row.revision).toSorted((a, b) => b - a)).toEqual([12, 11, 10, 9])
    const named = new Set(messages.map((row) => row.chatId))
    expect(new Set(rows.filter((row) => row.entity === 'chat').map((row) => row.id))).toEqual(named)
    expect(reply.page).toMatchObject({ hasMore: true, left: 12 })
    const lefts: (number | undefined)[] = []
    for (
      let page = await fresh.send([], { limit: 4 });
      ;
      page = await fresh.send([], { limit: 4 })
    ) {
      lefts.push(page.page.left)
      if (!page.page.hasMore) break
    }
    expect(lefts).toEqual([8, 4, undefined])
  })

  test.each([1, 4])(
    '[N1] what is written between its pages (of %i) is not missed',
    async (limit) => {
      const history = await makeHistory(db)
      const writer = await createTwin(db, history)
      const pen = createPen(db, history.userId)
      const known = [...writer.rows.values()].find((row) => row.entity === 'chat')

      let hasMore = true
      for (let page = 0; hasMore; page += 1) {
        hasMore = (await pen.send([], { limit })).page.hasMore
        expect(messagesWithoutChat(pen)).toEqual([])
        if (page > 12) continue
        const chat = id()
        await writer.send([
          writer.change(chatCreate(chat)),
          writer.change(append(chat, id())),
          writer.change(append(known?.id ?? '', id())),
          writer.change(chatSet(known?.id ?? '', 'title', `title ${page}`)),
        ])
      }

      const expected = (await ordinaryRows(history)).filter((row) => !isLeftOut(row))
      expect(all(pen).filter((row) => !isLeftOut(row))).toEqual(expected)
      expect(pen.cursor).toBe(String(writer.seen?.revision))
    },
  )

  test('[N1] a chat that is purged between its pages is gone at the end', async () => {
    const history = await makeHistory(db)
    const writer = await createTwin(db, history)
    const pen = createPen(db, history.userId)
    await pen.send([], { limit: 1 })
    const known = [...pen.rows.values()].find((row) => row.entity === 'chat')

    await writer.send([writer.change({ kind: 'chat.purge', chatId: known?.id ?? '' })])
    await pen.pull({ limit: 1 })

    expect(findChat(pen, known?.id ?? '').isPurged).toBe(true)
  })

  test('a first sync of a history that ended before its ceiling is history_forked', async () => {
    const pen = createPen(db)
    await pen.send([pen.change(chatCreate(id()))])

    expect(await pen.ask([], { seen: null, cursor: 'b.5.3.s' })).toMatchObject({
      kind: 'fault',
      fault: { code: 'history_forked' },
    })
  })
}

onBoth((db) => {
  describe('an ordinary page', () => {
    ordinary(db)
  })
  describe('a first sync', () => {
    firstSync(db)
  })
})
