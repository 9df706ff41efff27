/** The rows of one chat: the chat, then its messages by position, in pages; nobody else's, of no other history. */

import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { chatIdSchema } from '../../db/protocol/ids.ts'
import { rowKey } from '../../db/protocol/row-key.ts'
import { rowSchema, type Row } from '../../db/protocol/row.ts'
import { type ChatRowsRequest, readChatRows } from '../../db/server/chat-rows.ts'
import { type Current, onBoth } from './both-databases.ts'
import { append, chatCreate, chatSet, createPen, createTwin, id, NOON, type Pen } from './pen.ts'

interface Whose {
  readonly pen: Pen
  readonly chatId: string
}
type Asked = Partial<Omit<ChatRowsRequest, 'userId' | 'chatId' | 'now'>>

const read = (db: Current, { pen, chatId }: Whose, asked: Asked = {}) =>
  readChatRows(db(), {
    userId: pen.userId,
    chatId: chatIdSchema.parse(chatId),
    after: null,
    limit: 1000,
    seen: null,
    now: NOON,
    ...asked,
  })

const mustRead = async (db: Current, whose: Whose, asked: Asked = {}) => {
  const reading = await read(db, whose, asked)
  if (reading.kind === 'fault') throw new Error(reading.fault.code)
  const rows: unknown = JSON.parse(reading.rowsJson)
  if (!Array.isArray(rows)) throw new Error('rows are no list')
  return { ...reading, rows: rows.map((row): Row => rowSchema.parse(row)) }
}

const withMessages = async (db: Current, count: number, more: object = {}) => {
  const pen = createPen(db)
  const chatId = id()
  await pen.send([pen.change(chatCreate(chatId)), pen.change(chatCreate(id()))])
  for (let at = 0; at < count; at += 1) await pen.send([pen.change(append(chatId, id(), more))])
  return { pen, chatId }
}

/** Only while a message streams is its text set. */
const STREAMING = { role: 'assistant', status: 'streaming' }

/** By position. */
const messagesOf = (pen: Pen): readonly string[] =>
  [...pen.rows.values()]
    .flatMap((row) => (row.entity === 'message' ? row : []))
    .toSorted((a, b) => a.position - b.position)
    .map((row) => row.id)

const edit = (messageId: string | undefined, value: string) => ({
  kind: 'message.set',
  messageId,
  field: 'content',
  value,
  base: null,
})

const told = (row: Row): string =>
  row.entity === 'conflict' ? `${row.entityId} lost ${JSON.stringify(row.lost.value)}` : row.id

onBoth((db) => {
  test('are those that a sync brings, tombstones among them, under the head they were read at', async () => {
    const { pen, chatId } = await withMessages(db, 3)
    const first = [...pen.rows.values()].find((row) => row.entity === 'message')
    const messageId = first?.id ?? ''
    const gone = { kind: 'message.set', messageId, field: 'deleted', value: true, base: null }
    await pen.send([pen.change(gone)])
    const fresh = await createTwin(db, pen)

    const { rows, revision, hasMore } = await mustRead(db, { pen, chatId })

    expect(rows.map((row) => fresh.rows.get(rowKey(row.entity, row.id)))).toEqual(rows)
    expect(rows.map((row) => (row.entity === 'message' ? row.position : row.id))).toEqual([
      chatId,
      0,
      1,
      2,
    ])
    expect({ revision, hasMore }).toEqual({ revision: pen.seen?.revision, hasMore: false })
  })

  test.each([1, 2, 3])('come in pages of %i as they come in one', async (limit) => {
    const { pen, chatId } = await withMessages(db, 5)
    const whole = await mustRead(db, { pen, chatId })

    const rows: Row[] = []
    let after: number | null = null
    for (let hasMore = true; hasMore;) {
      const page = await mustRead(db, { pen, chatId }, { after, limit })
      rows.push(...page.rows)
      ;({ hasMore } = page)
      const last = page.rows.at(-1)
      after = last?.entity === 'message' ? last.position : null
    }

    expect(rows).toEqual(whole.rows)
  })

  test('[K1] come with what lost in them, before the messages, each beside its row', async () => {
    const { pen, chatId } = await withMessages(db, 3, STREAMING)
    const twin = await createTwin(db, pen)
    const [first, second, third] = messagesOf(pen)
    const edits = (value: string) => [
      edit(first, value),
      edit(third, value),
      chatSet(chatId, 'title', value),
    ]
    await pen.send(edits('late').map((body) => pen.change(body)))
    await twin.send(edits('early').map((body) => twin.change(body, NOON - 1)))

    const page = await mustRead(db, { pen, chatId }, { limit: 2 })
    const next = await mustRead(db, { pen, chatId }, { limit: 2, after: 1 })

    const [chat, ...onwards] = page.rows.map(told)
    expect(chat).toBe(chatId)
    const lost = [`${chatId} lost "early"`, `${first} lost "early"`]
    expect(onwards.slice(0, 2).toSorted()).toEqual(lost.toSorted())
    expect(onwards.slice(2)).toEqual([first, second])
    expect(next.rows.map(told)).toEqual([`${third} lost "early"`, third])
  })

  test('end a page by the bytes of what lost as well', async () => {
    const { pen, chatId } = await withMessages(db, 2, STREAMING)
    const twin = await createTwin(db, pen)
    const [first] = messagesOf(pen)
    const long = (): string => randomBytes(150_000).toString('base64')
    await pen.send([pen.change(edit(first, long()))])
    await twin.send([twin.change(edit(first, long()), NOON - 1)])

    const { rows, hasMore } = await mustRead(db, { pen, chatId })

    expect({ entities: rows.map(({ entity }) => entity), hasMore }).toEqual({
      entities: ['chat', 'conflict', 'message'],
      hasMore: true,
    })
  })

  test('end a page by their bytes', async () => {
    const { pen, chatId } = await withMessages(db, 0)
    const content = 'x'.repeat(250_000)
    for (let at = 0; at < 6; at += 1)
      await pen.send([pen.change(append(chatId, id(), { content }))])

    const page = await mustRead(db, { pen, chatId })

    expect(page.hasMore).toBe(true)
    expect(page.rows).toHaveLength(1 + 4)
  })

  test('are a tombstone where the chat was erased for good', async () => {
    const { pen, chatId } = await withMessages(db, 2)
    await pen.send([pen.change({ kind: 'chat.purge', chatId })])

    const { rows, hasMore } = await mustRead(db, { pen, chatId })

    expect(rows).toMatchObject([{ entity: 'chat', id: chatId, isPurged: true, title: '' }])
    expect(hasMore).toBe(false)
  })

  test('[P1] of somebody else are not found, as those of nobody', async () => {
    const { chatId } = await withMessages(db, 2)
    const stranger = createPen(db)
    await stranger.send([stranger.change(chatCreate(id()))])

    const [foreign, nobodys] = [
      await read(db, { pen: stranger, chatId }),
      await read(db, { pen: stranger, chatId: id() }),
    ]

    expect(foreign).toMatchObject({ kind: 'fault', fault: { code: 'not_found' } })
    expect(nobodys).toEqual(foreign)
  })

  test('are not given to a device of another history', async () => {
    const { pen, chatId } = await withMessages(db, 2)
    await pen.send([pen.change(chatSet(chatId, 'title', 'x'))])
    const revision = pen.seen?.revision ?? 0
    const forked = { kind: 'fault', fault: { code: 'history_forked' } }

    expect(await read(db, { pen, chatId }, { seen: pen.seen })).toMatchObject({ kind: 'rows' })
    for (const seen of [
      { revision: revision + 1, token: 'ahead' },
      { revision, token: 'another' },
    ])
      expect(await read(db, { pen, chatId }, { seen })).toMatchObject(forked)
  })
})
