/** A chat that is only on this device: what is written to it is not sent until the person says so. */

import { describe, expect, test } from 'vitest'
import { adoptLocal } from '../../db/device/adopt.ts'
import { recoverFromFork } from '../../db/device/fork.ts'
import { countUnsent } from '../../db/device/forget.ts'
import { readWindow } from '../../db/device/messages.ts'
import { countOutbox, entriesIn, listOutbox, oldestWaiting, peek } from '../../db/device/outbox.ts'
import { retry } from '../../db/device/park.ts'
import { setMode } from '../../db/device/set-mode.ts'
import { readSync } from '../../db/device/sync-state.ts'
import type { Mode } from '../../db/device/modes.ts'
import { write } from '../../db/device/write.ts'
import type { ChatId, FolderId } from '../../db/protocol/ids.ts'
import {
  applied,
  changeId,
  chatId,
  chatRow,
  conflictRow,
  createDevice,
  folderId,
  folderRow,
  messageRow,
  newMessage,
  pageOf,
  parkedIds,
  rejected,
  rename,
  seqs,
  type TestDevice,
  titleOf,
} from './device.ts'

const CHAT = chatId('chat-1')
const FOLDER = folderId('f1')

const newChat = (id: string, more: { folderId?: FolderId; parentChatId?: ChatId } = {}) =>
  ({ kind: 'chat.create', chat: { id: chatId(id), title: id, timestamp: 1, ...more } }) as const

const set = async (
  { db, deps }: Pick<TestDevice, 'db' | 'deps'>,
  of: { entity: 'chat' | 'folder'; id: string },
  mode: Mode | null,
) => expect(await setMode(db, deps, { of, mode })).toEqual({ kind: 'set' })

const ofChat = (id: string = CHAT) => ({ entity: 'chat', id }) as const
const ofFolder = (id: string = FOLDER) => ({ entity: 'folder', id }) as const

const kinds = async ({ db }: TestDevice) => (await peek(db)).changes.map(({ kind }) => kind)

const sentIds = async ({ db }: TestDevice) =>
  (await peek(db)).changes.map((change) => change.changeId)

const heldKinds = async ({ db }: TestDevice) =>
  (await entriesIn(db, 'held').toArray()).map(({ body }) => body.kind)

const move = (id: string) =>
  ({ kind: 'chat.set', chatId: chatId(id), field: 'folderId', value: FOLDER }) as const

describe('a chat that is only on this device', () => {
  test('[N3] keeps what is written to it, shows it, and sends nothing of it', async () => {
    const device = await createDevice()
    await device.holdChat(CHAT, 1)
    await set(device, ofChat(), 'device')

    await device.write(newMessage('m1', CHAT), rename(CHAT, 'Private'))

    expect(await kinds(device)).toEqual([])
    expect(await countOutbox(device.db)).toMatchObject({ waiting: 0, parked: 0 })
    expect(await oldestWaiting(device.db)).toBeNull()
    expect(await titleOf(device.db, CHAT)).toBe('Private')
    const { messages } = await readWindow(device.db, { chatId: CHAT, limit: 10 })
    expect(messages.map(({ id, state }) => `${id} ${state}`)).toContain('m1 held')
    expect(await countUnsent(device.db)).toMatchObject({ heldChats: 1, waiting: 0 })
  })

  test('holds what waited already, and gives its numbers up', async () => {
    const device = await createDevice()
    await device.holdChat(CHAT)
    await device.holdChat('other')
    await device.write(rename(CHAT, 'One'), rename(chatId('other'), 'Two'), newMessage('m1', CHAT))

    await set(device, ofChat(), 'device')

    expect(await kinds(device)).toEqual(['void', 'chat.set', 'void'])
    expect(await seqs(device.db)).toEqual([1, 2, 3])
    expect(await countOutbox(device.db)).toMatchObject({ waiting: 1 })
    expect(await listOutbox(device.db, { state: 'waiting', limit: 9 })).toHaveLength(1)
  })

  test('[I1] gives no number up under which the server has taken a change meanwhile', async () => {
    const device = await createDevice()
    await device.holdChat(CHAT)
    await device.holdChat('other')
    const [first = ''] = await device.write(rename(CHAT, 'One'))
    await device.write(rename(chatId('other'), 'Two'))

    await set(device, ofChat(), 'device')
    expect(await kinds(device)).toEqual(['void', 'chat.set'])
    await device.receive({ results: [applied(changeId(first), 9)] })

    expect(await kinds(device)).toEqual(['chat.set'])
    expect(await seqs(device.db)).toEqual([2])
    expect(await device.db.outbox.filter(({ state }) => state === 'void').count()).toBe(0)
  })

  test('[I1] gives up the number that was not used, however often it was switched meanwhile', async () => {
    const device = await createDevice()
    await device.holdChat(CHAT)
    const [first = ''] = await device.write(rename(CHAT, 'One'))
    for (const mode of ['device', null, 'device', null] as const) await set(device, ofChat(), mode)
    expect(await seqs(device.db)).toEqual([1, 2, 3])
    const answer = { results: [applied(changeId(first), 9)] }
    const sent = [{ changeId: changeId(first), seq: 1 }]

    await device.receive({ ...answer, sent })
    expect(await kinds(device)).toEqual(['void', 'void'])
    expect(await seqs(device.db)).toEqual([2, 3])

    await device.receive({ ...answer, sent: [{ changeId: changeId(first), seq: 3 }] })
    expect(await seqs(device.db)).toEqual([2])
  })

  test('[I1] uses no number twice where what was sent is kept here when the answer comes', async () => {
    const device = await createDevice()
    await device.holdChat(CHAT)
    const [first = ''] = await device.write(rename(CHAT, 'One'))
    for (const mode of ['device', null, 'device'] as const) await set(device, ofChat(), mode)

    const sent = [{ changeId: changeId(first), seq: 1 }]
    await device.receive({ results: [applied(changeId(first), 9)], sent })

    expect(await kinds(device)).toEqual(['void'])
    expect(await seqs(device.db)).toEqual([2])
  })

  test('[O1] sends everything in the order written, once it is to be everywhere', async () => {
    const device = await createDevice()
    await device.holdChat(CHAT)
    const [first] = await device.write(rename(CHAT, 'One'))
    await set(device, ofChat(), 'device')
    const [second] = await device.write(newMessage('m1', CHAT))
    const [third] = await device.write(rename(CHAT, 'Two'))

    await set(device, ofChat(), null)

    const [gap, ...rest] = await sentIds(device)
    expect(gap).toMatch(/^void/)
    expect(rest).toEqual([first, second, third])
    expect(await seqs(device.db)).toEqual([1, 2, 3, 4])
    expect(await device.db.keeping.count()).toBe(0)
  })

  test('gives up one number after another when it is switched again and again', async () => {
    const device = await createDevice()
    await device.holdChat(CHAT)
    await device.write(rename(CHAT, 'One'))

    for (const mode of ['device', null, 'device', null] as const) await set(device, ofChat(), mode)

    expect(await kinds(device)).toEqual(['void', 'void', 'chat.set'])
    expect(await seqs(device.db)).toEqual([1, 2, 3])
    expect(await countOutbox(device.db)).toMatchObject({ waiting: 1 })
  })

  test('[V1] takes rows of others beneath what is held', async () => {
    const device = await createDevice()
    await device.holdChat(CHAT)
    await set(device, ofChat(), 'device')
    await device.write(rename(CHAT, 'Mine'))
    const { cursor } = await readSync(device.db)

    await device.receive(
      pageOf(
        [
          chatRow(CHAT, 8, { title: 'Theirs', pinned: true }),
          messageRow('theirs', { chatId: CHAT, position: 0, revision: 9 }),
        ],
        { from: cursor, to: 9 },
      ),
    )

    expect(await device.db.chats.get(CHAT)).toMatchObject({ title: 'Mine', pinned: true })
    const { messages } = await readWindow(device.db, { chatId: CHAT, limit: 10 })
    expect(messages.map(({ id }) => id)).toEqual(['theirs'])
  })

  test('[N2] takes the answer to what was under way when it became so', async () => {
    const device = await createDevice()
    await device.holdChat(CHAT)
    const [sent = changeId('none')] = await device.write(newMessage('m1', CHAT))
    await set(device, ofChat(), 'device')
    const { cursor } = await readSync(device.db)

    await device.receive({
      results: [applied(sent, 5)],
      ...pageOf([messageRow('m1', { chatId: CHAT, position: 0, revision: 5 })], {
        from: cursor,
        to: 5,
      }),
    })

    expect(await device.db.outbox.get(sent)).toBeUndefined()
    const { messages } = await readWindow(device.db, { chatId: CHAT, limit: 10 })
    expect(messages.map(({ id, state }) => `${id} ${state}`)).toEqual(['m1 synced'])
  })

  test('is not asked for a file whose message was under way', async () => {
    const device = await createDevice()
    await device.holdChat(CHAT)
    const [sent = changeId('none')] = await device.write(newMessage('m1', CHAT))
    await set(device, ofChat(), 'device')

    const received = await device.receive({ results: [rejected(sent, 'needs_attachment')] })

    expect(received.held).toBeNull()
    expect(await device.db.outbox.get(sent)).toMatchObject({ state: 'held', tries: 0 })
  })

  test('[N3] parks what cannot be without a message that was refused, in its order', async () => {
    const device = await createDevice()
    await device.holdChat(CHAT)
    const [sent = changeId('none')] = await device.write(newMessage('m1', CHAT))
    await set(device, ofChat(), 'device')
    await device.write(newMessage('m2', CHAT, { parentId: newMessage('m1', CHAT).message.id }))

    await device.receive({ results: [rejected(sent, 'invalid')] })

    expect(await parkedIds(device.db)).toHaveLength(2)
    expect(await retry(device.db, device.deps, 'all')).toBe(2)
    expect(await countOutbox(device.db)).toMatchObject({ waiting: 0, parked: 0 })
    expect(await device.db.outbox.where('[chatId+state]').equals([CHAT, 'held']).count()).toBe(2)
  })

  test('[N3] keeps it when the server lost its history, and under a new identity', async () => {
    const device = await createDevice()
    await device.holdChat(CHAT, 1)
    await set(device, ofChat(), 'device')
    await device.write(newMessage('m1', CHAT), rename(CHAT, 'Private'))

    for (const code of ['device_forked', 'history_forked'] as const) {
      const { generation } = await readSync(device.db)
      await recoverFromFork(device.db, device.deps, { code, generation })
    }

    expect(await kinds(device)).toEqual(['restore', 'restore'])
    expect(await titleOf(device.db, CHAT)).toBe('Private')
    const { messages } = await readWindow(device.db, { chatId: CHAT, limit: 10 })
    expect(messages.map(({ id, state }) => `${id} ${state}`)).toEqual(['m1 held'])
  })

  test('stays so when what was written before signing in joins an account', async () => {
    const local = await createDevice({ name: 'chat_local', prefix: 'l' })
    const device = await createDevice({ name: 'chat_anna', disk: local.disk })
    await local.write(newChat('private'), newMessage('m1', chatId('private')), newChat('open'))
    await set(local, ofChat('private'), 'device')

    await adoptLocal(local.db, device.db)

    expect(await kinds(device)).toEqual(['chat.create'])
    expect(await countUnsent(device.db)).toMatchObject({ heldChats: 1, waiting: 1 })
    await set(device, ofChat('private'), null)
    expect(await kinds(device)).toEqual(['chat.create', 'chat.create', 'message.append'])
  })

  test('holds the choice in a conflict with what it chose', async () => {
    const device = await createDevice()
    await device.holdChat(CHAT)
    const { cursor } = await readSync(device.db)
    await device.receive(pageOf([conflictRow('x1', 7)], { from: cursor, to: 7 }))
    await device.write({
      kind: 'conflict.resolve',
      conflictId: conflictRow('x1', 7).id,
      choice: 'kept',
    })

    await set(device, ofChat(), 'device')
    expect(await kinds(device)).toEqual(['void'])
    await set(device, ofChat(), null)
    expect(await kinds(device)).toEqual(['void', 'conflict.resolve'])
  })

  test('[N3] parks what was held of a chat that another device erased', async () => {
    const device = await createDevice()
    await device.holdChat(CHAT)
    await set(device, ofChat(), 'device')
    await device.write(newMessage('m1', CHAT))
    const { cursor } = await readSync(device.db)

    await device.receive(pageOf([chatRow(CHAT, 9, { isPurged: true })], { from: cursor, to: 9 }))

    expect(await listOutbox(device.db, { state: 'parked', limit: 9 })).toMatchObject([
      { excerpt: 'Content of m1', fault: { code: 'purged' } },
    ])
    expect(await device.db.keeping.count()).toBe(0)
  })

  test('erased for good, is gone here with what was held, and elsewhere', async () => {
    const device = await createDevice()
    await device.holdChat(CHAT)
    await set(device, ofChat(), 'device')
    await device.write(newMessage('m1', CHAT))

    await device.write({ kind: 'chat.purge', chatId: CHAT })

    expect(await kinds(device)).toEqual(['chat.purge'])
    expect(await device.db.outbox.count()).toBe(1)
    expect(await device.db.messages.count()).toBe(0)
    expect(await device.db.keeping.count()).toBe(0)
  })
})

describe('a folder that is only on this device', () => {
  const holdFolder = async (device: TestDevice): Promise<void> => {
    const { cursor } = await readSync(device.db)
    await device.receive(
      pageOf(
        [
          folderRow('f1', 3),
          folderRow('f2', 4, { parentId: FOLDER }),
          chatRow('in', 5, { folderId: FOLDER }),
          chatRow('deep', 6, { folderId: folderId('f2') }),
          chatRow('out', 7),
        ],
        { from: cursor, to: 7 },
      ),
    )
  }

  test('holds what is written to what is in it, at any depth, and to itself', async () => {
    const device = await createDevice()
    await holdFolder(device)
    await device.write(rename(chatId('deep'), 'Waits'))

    await set(device, ofFolder(), 'device')
    await device.write(
      rename(chatId('in'), 'One'),
      rename(chatId('deep'), 'Two'),
      { kind: 'folder.set', folderId: FOLDER, field: 'name', value: 'Private' },
      rename(chatId('out'), 'Open'),
    )

    expect(await kinds(device)).toEqual(['void', 'chat.set'])
    expect(await titleOf(device.db, chatId('deep'))).toBe('Two')

    await set(device, ofFolder(), null)
    expect(await kinds(device)).toEqual([
      'void',
      'chat.set',
      'chat.set',
      'chat.set',
      'chat.set',
      'folder.set',
    ])
    expect(await device.db.keeping.count()).toBe(0)
  })

  test('has its new chats only here, and what is branched off from a kept one', async () => {
    const device = await createDevice()
    await holdFolder(device)
    await set(device, ofFolder(), 'device')

    await device.write(newChat('born', { folderId: FOLDER }), newMessage('m1', chatId('born')))
    await device.write(newChat('branch', { parentChatId: chatId('born') }))
    await device.write(newMessage('m2', chatId('branch')))

    expect(await kinds(device)).toEqual([])
    expect(await countUnsent(device.db)).toMatchObject({ heldChats: 2 })
  })

  test('keeps a chat that is moved into it, and one that is moved out again', async () => {
    const device = await createDevice()
    await holdFolder(device)
    await set(device, ofFolder(), 'device')
    const moved = chatId('out')
    await device.write(rename(moved, 'Waits'))

    await device.write({ kind: 'chat.set', chatId: moved, field: 'folderId', value: FOLDER })
    expect(await kinds(device)).toEqual(['void'])

    await device.write({ kind: 'chat.set', chatId: moved, field: 'folderId', value: null })
    await set(device, ofFolder(), null)
    expect(await kinds(device)).toEqual(['void'])

    await set(device, ofChat(moved), null)
    expect(await kinds(device)).toEqual(['void', 'chat.set', 'chat.set', 'chat.set'])
  })

  test('hands on nothing to be sent of what a write moves into it, and holds all of that', async () => {
    const device = await createDevice()
    await device.receive(pageOf([folderRow(FOLDER, 1), chatRow('c1', 2)], { from: null, to: 2 }))
    await set(device, ofFolder(), 'device')
    const known = [newMessage('m1', chatId('c1')), move('c1')]
    const made = [newChat('c2'), newMessage('m2', chatId('c2')), move('c2')]

    for (const acts of [known, made])
      expect(await write(device.db, device.deps, acts)).toMatchObject({ next: null })

    expect(await kinds(device)).not.toContain('message.append')
    expect(await heldKinds(device)).toEqual([...known, ...made].map(({ kind }) => kind))
  })

  test('keeps a folder, with its chats, that is moved into it', async () => {
    const device = await createDevice()
    await holdFolder(device)
    const { cursor } = await readSync(device.db)
    await device.receive(
      pageOf([folderRow('f3', 8), chatRow('there', 9, { folderId: folderId('f3') })], {
        from: cursor,
        to: 9,
      }),
    )
    await set(device, ofFolder(), 'device')
    await device.write(rename(chatId('there'), 'Waits'))

    await device.write({
      kind: 'folder.set',
      folderId: folderId('f3'),
      field: 'parentId',
      value: FOLDER,
    })
    await device.write(rename(chatId('there'), 'Held'))

    expect(await kinds(device)).toEqual(['void'])
  })
})
