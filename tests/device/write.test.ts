/** The only pen: one act, one transaction, and nothing that a server would refuse for its form. */

import { IDBDatabase, IDBFactory } from 'fake-indexeddb'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import type { ChatDatabase } from '../../db/device/database.ts'
import { peek } from '../../db/device/outbox.ts'
import { readWindow } from '../../db/device/messages.ts'
import { giveUp } from '../../db/device/park.ts'
import { write } from '../../db/device/write.ts'
import { changeBodySchema } from '../../db/protocol/change.ts'
import { MAX_CONTENT_BYTES, MAX_TITLE_LENGTH } from '../../db/protocol/limits.ts'
import { utf8Length } from '../../db/protocol/text.ts'
import {
  changeId,
  chatId,
  chatRow,
  clockOf,
  createDevice,
  folderId,
  messageId,
  newMessage,
  pageOf,
  rejected,
  rename,
  seqs,
  titleOf,
} from './device.ts'
import { layWire } from './storage-wire.ts'

const remove = (ofChat: ReturnType<typeof chatId>) =>
  ({ kind: 'chat.set', chatId: ofChat, field: 'deleted', value: true }) as const

describe('a write', () => {
  test('numbers changes without a gap and shows them at once', async () => {
    const device = await createDevice()
    const chat = chatId('new')

    await device.write(
      { kind: 'chat.create', chat: { id: chat, title: 'New', timestamp: 1 } },
      newMessage('m1', chat),
      rename(chat, 'Better'),
    )

    expect(await seqs(device.db)).toEqual([1, 2, 3])
    expect(await device.db.chats.get(chat)).toMatchObject({
      title: 'Better',
      activeAt: 5000,
      shelf: 'open',
    })
  })

  test('names the change whose value its author saw', async () => {
    const device = await createDevice()
    await device.receive(
      pageOf([chatRow('chat-1', 1, { clocks: { title: clockOf('theirs') } })], {
        from: null,
        to: 1,
      }),
    )
    const chat = chatId('chat-1')

    const [first] = await device.write(rename(chat, 'One'))
    await device.write(rename(chat, 'Two'))

    const bases = (await peek(device.db)).changes.map((change) =>
      change.kind === 'chat.set' ? change.base?.changeId : null,
    )
    expect(bases).toEqual(['theirs', first])
  })

  test('[K1] that waits goes on naming what its author saw, whatever row comes under it', async () => {
    const device = await createDevice()
    const titled = (id: string, revision: number) =>
      chatRow('chat-1', revision, { title: id, clocks: { title: clockOf(id) } })
    await device.receive(pageOf([titled('seen', 1)], { from: null, to: 1 }))
    await device.write(rename(chatId('chat-1'), 'Mine'))

    await device.receive(pageOf([titled('unseen', 2)], { from: '1', to: 2 }))

    const { changes } = await peek(device.db)
    expect(changes).toMatchObject([{ field: 'title', base: { changeId: 'seen' } }])
    expect((await device.db.shadow.get('chat:chat-1'))?.row).toMatchObject({ title: 'unseen' })
  })

  test('[T1] is shown in the order of writing, whatever the clock says', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')
    const year = 365 * 24 * 3600 * 1000
    const clock = [Date.now() + year, Date.now() - year, 0]
    const deps = { ...device.deps, now: () => clock.shift() ?? 0 }

    await write(device.db, deps, rename(chat, 'First'))
    await write(device.db, deps, rename(chat, 'Second'))
    await device.receive(pageOf([chatRow('chat-1', 5)], { from: '1', to: 5 }))

    expect(await titleOf(device.db, chat)).toBe('Second')
    const [first, second] = (await peek(device.db)).changes
    expect(second).toMatchObject({ value: 'Second', base: { changeId: first?.changeId } })
  })

  test('of the value that stands already is no change', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')

    expect(await device.write(rename(chat, 'Chat chat-1'))).toEqual([])
    expect(await device.db.shadow.count()).toBe(0)
  })

  test('is all or nothing where one of several acts cannot be', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')

    const outcome = await write(device.db, device.deps, [
      rename(chat, 'New'),
      rename(chatId('nowhere'), 'New'),
    ])

    expect(outcome).toEqual({ kind: 'missing', rowKey: 'chat:nowhere' })
    expect(await titleOf(device.db, chat)).toBe('Chat chat-1')
    expect(await device.db.outbox.count()).toBe(0)
  })

  test('takes the draft it was typed in along', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')
    const typed = { id: chat, chatId: chat, kind: 'typed', text: 'Hel', updatedAt: 1 } as const
    await device.db.drafts.put(typed)

    await device.write({ ...newMessage('m1', chat), fromDraft: chat })

    expect(await device.db.drafts.count()).toBe(0)
  })

  test('keeps the files of a message until they are sent', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')
    const file = { sha256: 'a'.repeat(64), name: 'a.txt', mime: 'text/plain', size: 1 }

    await device.write({
      ...newMessage('m1', chat, { attachments: [file] }),
      files: [{ ...file, bytes: new ArrayBuffer(1) }],
    })

    expect(await device.db.attachments.toArray()).toMatchObject([{ size: 1, isSent: 0 }])
  })

  test('[N1] asks for strict durability', async () => {
    const begin = vi.spyOn(IDBDatabase.prototype, 'transaction')
    const device = await createDevice()

    await device.write({ kind: 'folder.create', folder: { id: folderId('f'), name: 'F' } })
    const writing = begin.mock.calls.filter(([, mode]) => mode === 'readwrite')
    begin.mockRestore()

    expect(writing.length).toBeGreaterThan(0)
    expect(writing.map(([, , options]) => options?.durability)).toEqual(writing.map(() => 'strict'))
  })

  test('reads a few records, however many messages there are', async () => {
    const disk = new IDBFactory()
    const writer = await createDevice({ disk })
    const chat = await writer.holdChat('chat-1', 2000)
    await writer.db.blocks.bulkPut(
      Array.from({ length: 1500 }, (_, index) => ({
        chatId: chat,
        index: index + 100,
        messages: [],
      })),
    )
    writer.db.close()
    const device = await createDevice({ disk, prefix: 'd' })
    const wire = layWire(device.db)
    await device.db.open()
    wire.reset()

    await device.write(newMessage('m1', chat), rename(chat, 'New'))
    await device.write({
      kind: 'message.set',
      chatId: chat,
      messageId: messageId('chat-1-m1999'),
      position: 1999,
      field: 'deleted',
      value: true,
    })

    expect(wire.recordsRead()).toBeLessThan(20)
    expect(wire.recordsWritten()).toBeLessThan(20)
  })
})

describe('the deletion of a chat', () => {
  test('[D1] says how many messages were seen, its own on the way included', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1', 70)
    await device.write(newMessage('m1', chat))

    await device.write(newMessage('m2', chat), remove(chat))

    const { changes } = await peek(device.db)
    expect(changes.at(-1)).toMatchObject({ field: 'deleted', seenMessages: 72 })
    expect((await device.db.chats.get(chat))?.shelf).toBe('trash')
  })

  test('[D1] does not count a message that the server refused', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1', 3)
    const [sent = ''] = await device.write(newMessage('m1', chat))
    await device.receive({ results: [rejected(changeId(sent), 'id_reuse')] })

    await device.write(remove(chat))

    expect((await peek(device.db)).changes.at(-1)).toMatchObject({ seenMessages: 3 })
  })

  test('[D1] counts a message no more that is refused while the deletion waits, nor its answers', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1', 3)
    const [sent = ''] = await device.write(newMessage('m1', chat))
    await device.write(newMessage('m2', chat, { parentId: messageId('m1') }))
    await device.write(remove(chat))

    await device.receive({ results: [rejected(changeId(sent), 'id_reuse')] })
    await device.receive({ results: [rejected(changeId(sent), 'id_reuse')] })

    expect((await peek(device.db)).changes.at(-1)).toMatchObject({ seenMessages: 3 })
  })

  test('[D1] still counts what was written before a message that is given up', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1', 3)
    await device.write(remove(chat))
    await device.write({ kind: 'chat.set', chatId: chat, field: 'deleted', value: false })
    const [sent = ''] = await device.write(newMessage('m1', chat))

    await giveUp(device.db, changeId(sent), { code: 'invalid', message: 'No.' })

    const { changes } = await peek(device.db)
    expect(changes[0]).toMatchObject({ field: 'deleted', seenMessages: 3 })
  })

  test('[D1] counts a message once whose row came while a change of it waits', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1', 3)
    await device.write({
      kind: 'message.set',
      chatId: chat,
      messageId: messageId('chat-1-m1'),
      field: 'deleted',
      value: true,
    })

    await device.write(remove(chat))

    expect((await peek(device.db)).changes.at(-1)).toMatchObject({ seenMessages: 3 })
  })
})

describe('what a person wrote', () => {
  const PASTE = 'x '.repeat(100_000)
  const TEXTS = [
    '👩‍👩‍👧‍👦 family',
    'שלום עולם',
    'مرحبا',
    'e\u0301 é',
    '\u202eRTL\u202c',
    '```ts\nconst a = 1\n```',
    PASTE,
  ]

  test('[N1] survives byte for byte: 50 messages of emoji, right-to-left text, code and 200 KB', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')
    const contents = Array.from({ length: 50 }, (_, at) => `${at} ${TEXTS[at % TEXTS.length]}`)

    let parentId: ReturnType<typeof messageId> | null = null
    for (const [at, content] of contents.entries()) {
      await device.write(newMessage(`m${at}`, chat, { content, parentId }))
      parentId = messageId(`m${at}`)
    }

    const shown = await readWindow(device.db, { chatId: chat, limit: 100 })
    expect(shown.messages.map((message) => message.content)).toEqual(contents)
    const sent = await sendAll(device.db)
    expect(
      sent.map((change) => change.kind === 'message.append' && change.message.content),
    ).toEqual(contents)
  })

  test('is always a change of the agreed form, whatever it was', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 700 })
    const device = await createDevice()
    let run = 0
    await fc.assert(
      fc.asyncProperty(text, text, text, async (title, content, name) => {
        const id = chatId(`chat-${(run += 1)}`)
        const metadata = { [name.slice(0, 64)]: [title] }
        await device.write(
          { kind: 'chat.create', chat: { id, title, timestamp: 1 } },
          newMessage(`m${run}`, id, { content, model: name, metadata }),
          { kind: 'folder.create', folder: { id: folderId(`f${run}`), name } },
          rename(id, `${content}!`),
        )

        const entries = await device.db.outbox
          .where('seq')
          .above(4 * (run - 1))
          .toArray()
        for (const { body } of entries)
          expect(changeBodySchema.safeParse(body).error).toBeUndefined()
      }),
    )
  })

  test('has half characters and U+0000 replaced, not refused', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')

    await device.write(newMessage('m1', chat, { content: 'a\ud83db\u0000c' }))

    expect((await device.db.messages.get('m1'))?.content).toBe('a\ufffdb\ufffdc')
  })

  test('is cut where a title is too long, never within a character', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')

    await device.write(rename(chat, `${'a'.repeat(MAX_TITLE_LENGTH - 1)}👩`))

    expect(await titleOf(device.db, chat)).toBe('a'.repeat(MAX_TITLE_LENGTH - 1))
  })

  test('is not stored where it is larger than a message may be, and the person is told', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')
    const content = '€'.repeat(MAX_CONTENT_BYTES / 3 + 1)

    const outcome = await write(device.db, device.deps, newMessage('m1', chat, { content }))

    expect(outcome).toEqual({ kind: 'too_large', rowKey: 'message:m1' })
    expect(await device.db.messages.count()).toBe(0)
  })
})

describe('a batch', () => {
  test('holds no more than asked for, by count and by bytes, and always something', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')
    for (let at = 0; at < 8; at += 1)
      await device.write(newMessage(`m${at}`, chat, { content: 'y'.repeat(200 * 1024) }))

    const counted = await peek(device.db, { maxChanges: 3 })
    const weighed = await peek(device.db)
    const single = await peek(device.db, { maxBytes: 10 })

    expect(counted.changes.map((change) => change.seq)).toEqual([1, 2, 3])
    expect(utf8Length(JSON.stringify(weighed.changes))).toBeLessThan(1024 * 1024)
    expect(weighed.changes).toHaveLength(5)
    expect(single.changes).toHaveLength(1)
    expect([counted.hasMore, weighed.pending]).toEqual([true, 8])
  })

  test('holds 500 changes at most, in order', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')
    await device.write(...Array.from({ length: 520 }, (_, at) => newMessage(`m${at}`, chat)))

    const { changes, hasMore } = await peek(device.db)

    expect(changes.map((change) => change.seq)).toEqual(
      Array.from({ length: 500 }, (_, at) => at + 1),
    )
    expect(hasMore).toBe(true)
  })

  test('ends at a gap in the numbers', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')
    const [, second = ''] = await device.write(
      newMessage('m1', chat),
      newMessage('m2', chat),
      newMessage('m3', chat),
    )
    await device.db.outbox.delete(second)

    expect(await seqs(device.db)).toEqual([1])
  })
})

/** All that waits, batch after batch. */
const sendAll = async (db: ChatDatabase) => {
  const { changes } = await peek(db, { maxBytes: Number.MAX_SAFE_INTEGER })
  return changes
}
