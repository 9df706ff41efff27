/** A chat is taken out of the cloud: a copy stays here, and the original can be had back from the trash. */

import { describe, expect, test } from 'vitest'
import { recoverFromFork } from '../../db/device/fork.ts'
import { saveDraft } from '../../db/device/drafts.ts'
import { readWindow } from '../../db/device/messages.ts'
import { peek } from '../../db/device/outbox.ts'
import { setMode } from '../../db/device/set-mode.ts'
import type { ChatRecord } from '../../db/device/records.ts'
import { readModes } from '../../db/device/chat-modes.ts'
import { readStanding } from '../../db/device/standing.ts'
import { chatsUnder } from '../../db/device/keep-tree.ts'
import { takeOutFolder } from '../../db/device/take-out-folder.ts'
import { readSync } from '../../db/device/sync-state.ts'
import { takeOut } from '../../db/device/take-out.ts'
import {
  applied,
  chatId,
  chatRow,
  createDevice,
  folderId,
  folderRow,
  messageId,
  messageRow,
  newMessage,
  pageOf,
} from './device.ts'

const CHAT = chatId('chat-1')
const FOLDER = folderId('f1')

const shelfOf = ({ shelf }: ChatRecord): string => shelf

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

  test('[D1] goes to the trash there as well while its rows are on their way back to a server', async () => {
    const device = await createDevice()
    const { db, deps } = device
    await device.holdChat(CHAT, 2)
    const { generation } = await readSync(db)
    await recoverFromFork(db, deps, { code: 'history_forked', generation })
    await db.sync.update('sync', { left: 0 })
    const of = { entity: 'chat', id: CHAT } as const

    expect(await readStanding(db, of)).toMatchObject({ isOnlyHere: false })
    expect(await takeOut(db, deps, CHAT)).toMatchObject({ kind: 'taken' })

    expect((await peek(db)).changes).toMatchObject([
      { kind: 'restore' },
      { kind: 'restore' },
      { kind: 'restore' },
      { kind: 'chat.set', field: 'deleted', value: true, seenMessages: 2 },
    ])
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

  test('is not taken out of the trash, nor twice, nor while it is erased', async () => {
    const device = await createDevice()
    const { db, deps } = device
    await device.holdChat(CHAT, 1)
    expect(await takeOut(db, deps, CHAT)).toMatchObject({ kind: 'taken' })
    expect(await takeOut(db, deps, CHAT)).toEqual({ kind: 'missing' })
    await device.write({ kind: 'chat.purge', chatId: CHAT })
    expect(await takeOut(db, deps, CHAT)).toEqual({ kind: 'missing' })

    expect(await db.chats.filter(({ isDeleted }) => !isDeleted).count()).toBe(1)
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

describe('a folder that is taken out of the cloud', () => {
  const holdFolder = async () => {
    const device = await createDevice()
    const rows = [
      folderRow('f1', 1),
      folderRow('f2', 2, { parentId: FOLDER }),
      chatRow('in', 3, { folderId: FOLDER }),
      chatRow('deep', 4, { folderId: folderId('f2') }),
      chatRow('own', 5, { folderId: folderId('f2'), syncMode: 'everywhere' }),
      chatRow('out', 6),
      chatRow('gone', 7, { folderId: FOLDER, isDeleted: true }),
      messageRow('m1', { chatId: chatId('deep'), position: 0, revision: 8 }),
    ]
    await device.receive(pageOf(rows, { from: null, to: 8 }))
    return device
  }

  test('[D1] takes what lies in the folders in it along, and has the originals deleted', async () => {
    const { db, deps, write } = await holdFolder()
    await write({ kind: 'chat.set', chatId: chatId('deep'), field: 'title', value: 'Waits' })

    expect(await takeOutFolder(db, deps, FOLDER)).toEqual({ kind: 'taken' })

    const sent = (await peek(db)).changes.flatMap((change) =>
      change.kind === 'void' ? [] : [change],
    )
    expect(sent.map((change) => ('chatId' in change ? change.chatId : ''))).toEqual([
      'in',
      'own',
      'deep',
    ])
    expect(sent.every((change) => 'field' in change && change.field === 'deleted')).toBe(true)
    expect((await db.chats.where('id').anyOf('in', 'deep', 'own').toArray()).map(shelfOf)).toEqual([
      'trash',
      'trash',
      'trash',
    ])
    const copies = await db.chats
      .where('[shelf+activeAt]')
      .between(['open'], ['open', []])
      .toArray()
    expect(copies.map(({ title }) => title).toSorted()).toEqual([
      'Chat in',
      'Chat out',
      'Chat own',
      'Waits',
    ])
    const modes = await readModes(db, copies)
    expect(copies.filter(({ id }) => modes.get(id) !== 'device').map(({ id }) => id)).toEqual([
      'out',
    ])
  })

  test('is left as it is where one chat is not all here, which is named', async () => {
    const { db, deps } = await holdFolder()
    await db.bodies.put({ chatId: chatId('deep'), state: 'dropped', droppedAt: 1 })

    expect(await takeOutFolder(db, deps, FOLDER)).toEqual({ kind: 'text_missing', chatId: 'deep' })

    expect(await db.outbox.count()).toBe(0)
    expect(await db.keeping.count()).toBe(0)
  })

  test('[D1] does not keep back the deletion of a chat that went out of it before', async () => {
    const { db, deps, write } = await holdFolder()
    await takeOut(db, deps, chatId('in'))
    await write({ kind: 'chat.set', chatId: chatId('deep'), field: 'deleted', value: true })
    await write({ kind: 'chat.purge', chatId: chatId('gone') })

    await setMode(db, deps, { of: { entity: 'folder', id: FOLDER }, mode: 'device' })

    expect((await peek(db)).changes).toMatchObject([
      { chatId: 'in', field: 'deleted' },
      { chatId: 'deep', field: 'deleted' },
      { kind: 'chat.purge', chatId: 'gone' },
    ])
  })

  test('keeps what a chat says that was never sent, also where it was deleted since', async () => {
    const { db, deps, write } = await holdFolder()
    await write(newMessage('secret', chatId('in')))
    await write({ kind: 'chat.set', chatId: chatId('in'), field: 'deleted', value: true })

    await setMode(db, deps, { of: { entity: 'folder', id: FOLDER }, mode: 'device' })

    expect((await peek(db)).changes.map(({ kind }) => kind)).toEqual(['void', 'void'])
  })

  test('is not only here while a chat in it is not', async () => {
    const { db, write } = await holdFolder()
    const of = { entity: 'folder', id: 'f9' } as const
    await write({ kind: 'folder.create', folder: { id: folderId('f9'), name: 'New' } })
    expect(await readStanding(db, of)).toMatchObject({ isOnlyHere: true })

    await write({
      kind: 'chat.set',
      chatId: chatId('out'),
      field: 'folderId',
      value: folderId('f9'),
    })

    expect(await readStanding(db, of)).toMatchObject({ isOnlyHere: false })
  })

  test('says how much is in it, and what does not go by its word', async () => {
    const { db, deps } = await holdFolder()
    expect(await chatsUnder(db, FOLDER)).toMatchObject({ folders: 1, apart: 1 })
    await setMode(db, deps, { of: { entity: 'folder', id: 'f2' }, mode: 'cloud' })

    const { chats, apart } = await chatsUnder(db, FOLDER)

    expect(chats.map(({ id }) => id)).toEqual(['in', 'own', 'deep'])
    expect(apart).toBe(2)
  })
})
