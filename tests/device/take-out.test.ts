/** A chat is taken out of the cloud: a copy stays here, and the original can be had back from the trash. */

import { describe, expect, test } from 'vitest'
import { saveDraft } from '../../db/device/drafts.ts'
import { readWindow } from '../../db/device/messages.ts'
import { peek } from '../../db/device/outbox.ts'
import { setMode } from '../../db/device/set-mode.ts'
import { readSync } from '../../db/device/sync-state.ts'
import { takeOut } from '../../db/device/take-out.ts'
import {
  applied,
  chatId,
  createDevice,
  messageId,
  messageRow,
  newMessage,
  pageOf,
} from './device.ts'

const CHAT = chatId('chat-1')

const FILE = { sha256: 'a'.repeat(64), name: 'a.txt', mime: 'text/plain', size: 3 }

const textsOf = async (db: Parameters<typeof readWindow>[0], id: typeof CHAT) =>
  (await readWindow(db, { chatId: id, limit: 50 })).messages.map(
    ({ content, state }) => `${content} ${state}`,
  )

describe('a chat that is taken out of the cloud', () => {
  test('[N3] stays here under another id, and the original goes to the trash as it was seen', async () => {
    const device = await createDevice()
    const { db, deps } = device
    await device.holdChat(CHAT, 2)
    await device.write(newMessage('m1', CHAT, { parentId: messageId('chat-1-m1') }))
    await saveDraft(db, { id: CHAT, chatId: CHAT, kind: 'typed', text: 'so far', updatedAt: 1 })

    const outcome = await takeOut(db, deps, CHAT)

    if (outcome.kind !== 'taken') throw new Error(outcome.kind)
    expect(outcome.chatId).not.toBe(CHAT)
    expect(await textsOf(db, outcome.chatId)).toEqual([
      'Content of chat-1-m1 held',
      'Content of m1 held',
    ])
    expect(await db.chats.get(CHAT)).toMatchObject({ shelf: 'trash' })
    expect(await db.chats.get(outcome.chatId)).toMatchObject({
      shelf: 'open',
      title: 'Chat chat-1',
    })
    expect(await db.drafts.get(outcome.chatId)).toMatchObject({ text: 'so far' })
    expect((await peek(db)).changes).toMatchObject([
      { kind: 'void' },
      { kind: 'chat.set', chatId: CHAT, field: 'deleted', value: true, seenMessages: 2 },
    ])
    expect(await textsOf(db, CHAT)).toEqual(['Content of chat-1-m1 synced'])
  })

  test('[N3] takes what was held of it along, and leaves none of it behind', async () => {
    const device = await createDevice()
    const { db, deps } = device
    await device.holdChat(CHAT, 1)
    await setMode(db, deps, { of: { entity: 'chat', id: CHAT }, mode: 'device' })
    await device.write(newMessage('m1', CHAT, { parentId: messageId('chat-1-m0') }))

    const outcome = await takeOut(db, deps, CHAT)

    if (outcome.kind !== 'taken') throw new Error(outcome.kind)
    expect(await textsOf(db, outcome.chatId)).toEqual([
      'Content of chat-1-m0 held',
      'Content of m1 held',
    ])
    expect(await db.keeping.toArray()).toMatchObject([{ id: outcome.chatId }])
    expect((await peek(db)).changes).toMatchObject([{ kind: 'chat.set', field: 'deleted' }])
  })

  test('that nobody else has is simply kept here', async () => {
    const { db, deps, write } = await createDevice()
    await write({ kind: 'chat.create', chat: { id: CHAT, title: 'New', timestamp: 1 } })

    expect(await takeOut(db, deps, CHAT)).toEqual({ kind: 'taken', chatId: CHAT })
    expect((await peek(db)).changes).toMatchObject([{ kind: 'void' }])
  })

  test('is left as it is where its text or a file of it is not here, or a reply is coming', async () => {
    const device = await createDevice()
    const { db, deps } = device
    await device.holdChat(CHAT, 1)
    const { cursor } = await readSync(db)
    const page = pageOf(
      [messageRow('m1', { chatId: CHAT, position: 1, revision: 9, attachments: [FILE] })],
      { from: cursor, to: 9 },
    )
    await device.receive(page)

    expect(await takeOut(db, deps, CHAT)).toEqual({ kind: 'files_missing', count: 1 })
    await db.bodies.put({ chatId: CHAT, state: 'dropped', droppedAt: 1 })
    expect(await takeOut(db, deps, CHAT)).toEqual({ kind: 'text_missing' })
    await db.bodies.delete(CHAT)
    await db.attachments.put({ ...FILE, bytes: new ArrayBuffer(3), isSent: 1, addedAt: 1 })
    await db.drafts.put({
      id: `streamed ${CHAT}`,
      chatId: CHAT,
      kind: 'streamed',
      text: '',
      updatedAt: 1,
    })
    expect(await takeOut(db, deps, CHAT)).toEqual({ kind: 'busy' })

    expect(await db.outbox.count()).toBe(0)
    expect(await db.keeping.count()).toBe(0)
    expect(await db.chats.get(CHAT)).toMatchObject({ shelf: 'open' })
  })

  test('counts on no server for its files until one has taken their message', async () => {
    const device = await createDevice()
    const { db, deps } = device
    await device.holdChat(CHAT)
    const { cursor } = await readSync(db)
    const row = messageRow('m1', { chatId: CHAT, position: 0, revision: 9, attachments: [FILE] })
    await device.receive(pageOf([row], { from: cursor, to: 9 }))
    await db.attachments.put({ ...FILE, bytes: new ArrayBuffer(3), isSent: 1, addedAt: 1 })

    const outcome = await takeOut(db, deps, CHAT)
    if (outcome.kind !== 'taken') throw new Error(outcome.kind)
    expect(await db.attachments.get(FILE.sha256)).toMatchObject({ isSent: 0 })

    await setMode(db, deps, { of: { entity: 'chat', id: outcome.chatId }, mode: null })
    const { changes } = await peek(db)
    await device.receive({ results: changes.map(({ changeId }) => applied(changeId, 12)) })
    expect(await db.attachments.get(FILE.sha256)).toMatchObject({ isSent: 1 })
  })
})
