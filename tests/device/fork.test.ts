/** Where the server's history and the device's part: a new identity, and everything known goes back. */

import { describe, expect, test } from 'vitest'
import { recoverFromFork, type ForkCode } from '../../db/device/fork.ts'
import { readWindow } from '../../db/device/messages.ts'
import { countOutbox, oldestWaiting, peek } from '../../db/device/outbox.ts'
import { readSync } from '../../db/device/sync-state.ts'
import type { Change } from '../../db/protocol/change.ts'
import { rowKey } from '../../db/protocol/row-key.ts'
import {
  applied,
  changeId,
  chatId,
  chatRow,
  clockOf,
  conflictRow,
  createDevice,
  folderId,
  folderRow,
  messageId,
  messageRow,
  newMessage,
  pageOf,
  parkedIds,
  rejected,
  rename,
  type TestDevice,
  titleOf,
} from './device.ts'

const recover = async (device: TestDevice, code: ForkCode) => {
  const { generation } = await readSync(device.db)
  return recoverFromFork(device.db, device.deps, { code, generation })
}

const sent = async (device: TestDevice): Promise<readonly Change[]> =>
  (await peek(device.db)).changes

const named = (change: Change): string =>
  change.kind === 'restore' ? rowKey(change.row.entity, change.row.id) : change.kind

describe.each(['device_forked', 'sequence_gap'] as const)('[F1] after %s', (code) => {
  test('the same changes go out under a new id, numbered anew, in the same order', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1', 2)
    const [done = ''] = await device.write(newMessage('m1', chat))
    await device.receive({ results: [applied(changeId(done), 90)] })
    const rest = await device.write(rename(chat, 'A'), rename(chat, 'B'))
    const before = await readSync(device.db)
    const orders = (await device.db.outbox.orderBy('order').toArray()).map((entry) => entry.order)

    await recover(device, code)

    const after = await readSync(device.db)
    expect(after).toMatchObject({
      retires: before.deviceId,
      generation: before.generation + 1,
      cursor: before.cursor,
      seen: before.seen,
      nextSeq: 4,
    })
    expect(after.deviceId).not.toBe(before.deviceId)
    const changes = await sent(device)
    expect(changes.map(({ changeId: id, seq }) => [id, seq])).toEqual([
      [done, 1],
      [rest[0], 2],
      [rest[1], 3],
    ])
    const entries = await device.db.outbox.orderBy('order').toArray()
    expect(entries.map((entry) => entry.order)).toEqual(orders)
    expect(await titleOf(device.db, chat)).toBe('B')
  })

  test('numbers that were given up are forgotten, parked changes stay parked', async () => {
    const device = await createDevice()
    const chat = chatId('mine')
    const [create = '', message = ''] = await device.write(
      { kind: 'chat.create', chat: { id: chat, title: 'Mine', timestamp: 1 } },
      newMessage('m1', chat),
    )
    await device.receive({ results: [rejected(changeId(create), 'invalid')] })

    await recover(device, code)

    expect(await sent(device)).toEqual([])
    expect(await parkedIds(device.db)).toEqual([create, message])
    expect((await readSync(device.db)).nextSeq).toBe(1)
  })
})

describe('[F1] after history_forked', () => {
  test('everything known goes back, parents first, before what was written', async () => {
    const device = await createDevice()
    const child = chatRow('chat-a', 3, {
      parentChatId: chatId('chat-z'),
      folderId: folderId('f-a'),
    })
    const rows = [
      folderRow('f-a', 1, { parentId: folderId('f-z') }),
      folderRow('f-z', 2),
      child,
      chatRow('chat-z', 4),
      messageRow('m0', { chatId: chatId('chat-z'), position: 0, revision: 5 }),
      messageRow('m1', {
        chatId: chatId('chat-z'),
        position: 1,
        revision: 6,
        parentId: messageId('m0'),
      }),
      conflictRow('k1', 7, { entityId: 'chat-z' }),
    ]
    await device.receive(pageOf(rows, { from: null, to: 7 }))
    await device.write(rename(chatId('chat-z'), 'Mine'), newMessage('mine', chatId('chat-z')))

    const outcome = await recover(device, 'history_forked')

    expect(outcome).toEqual({ kind: 'recovered', restoring: 7 })
    const changes = await sent(device)
    expect(changes.map(named)).toEqual([
      'folder:f-z',
      'folder:f-a',
      'chat:chat-z',
      'chat:chat-a',
      'message:m0',
      'message:m1',
      'conflict:k1',
      'chat.set',
      'message.append',
    ])
    expect(changes.map((change) => change.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(await readSync(device.db)).toMatchObject({ cursor: null, seen: null, generation: 2 })
  })

  test('the rows go back with their clocks, without their revisions; bases are kept', async () => {
    const device = await createDevice()
    const clock = { ...clockOf('theirs', 77), revision: 4 }
    await device.receive(
      pageOf([chatRow('chat-1', 4, { title: 'Theirs', clocks: { title: clock } })], {
        from: null,
        to: 4,
      }),
    )
    await device.write(rename(chatId('chat-1'), 'Mine'))

    await recover(device, 'history_forked')

    const [restore, set] = await sent(device)
    expect(restore).toMatchObject({
      kind: 'restore',
      row: { title: 'Theirs', revision: 0, clocks: { title: { ...clock, revision: 0 } } },
    })
    expect(set).toMatchObject({ kind: 'chat.set', base: { changeId: 'theirs' } })
  })

  test('[V1] the screen shows what it showed', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1', 150)
    await device.write(rename(chat, 'Mine'), newMessage('mine', chat))
    const look = async () => {
      const { messages } = await readWindow(device.db, { chatId: chat, limit: 500 })
      const { title, activeAt, shelf } = { ...(await device.db.chats.get(chat)) }
      return { title, activeAt, shelf, contents: messages.map((message) => message.content) }
    }
    const before = await look()

    await recover(device, 'history_forked')

    expect(await look()).toEqual(before)
    expect(await device.db.blocks.count()).toBe(0)
  })

  test('[V1] an older value that the restored server has does not show through', async () => {
    const device = await createDevice()
    const chat = chatId('chat-1')
    const newer = chatRow('chat-1', 8, { title: 'Newer', clocks: { title: clockOf('c8', 80) } })
    const older = chatRow('chat-1', 3, { title: 'Older', clocks: { title: clockOf('c3', 30) } })
    const message = { chatId: chat, position: 0 }
    const gone = messageRow('m', {
      ...message,
      revision: 7,
      isDeleted: true,
      clocks: { deleted: clockOf('c7', 70) },
    })
    await device.receive(pageOf([newer, gone], { from: null, to: 8 }))

    await recover(device, 'history_forked')
    const there = messageRow('m', { ...message, revision: 2 })
    await device.receive(pageOf([older, there], { from: null, to: 3, hasMore: true }))

    expect(await titleOf(device.db, chat)).toBe('Newer')
    expect((await device.db.messages.get('m'))?.isDeleted).toBe(true)
  })

  test('[N3] an answered change is unanswered again, and an unfinished recovery goes on', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1', 2)
    const [renamed = ''] = await device.write(rename(chat, 'Mine'))
    await device.receive({ results: [applied(changeId(renamed), 9)] })
    await recover(device, 'history_forked')
    const [first, second] = await sent(device)
    if (first === undefined || second === undefined) throw new Error('nothing restored')
    await device.receive({
      results: [applied(first.changeId, 5)],
      ...pageOf([chatRow('chat-1', 5)], { from: null, to: 5, hasMore: true }),
    })

    await recover(device, 'history_forked')

    const changes = await sent(device)
    expect(changes.map(named)).toEqual([
      'chat:chat-1',
      'message:chat-1-m0',
      'message:chat-1-m1',
      'chat.set',
    ])
    expect(changes[1]?.changeId).toBe(second.changeId)
    expect(changes[3]?.changeId).toBe(renamed)
    expect(await countOutbox(device.db)).toMatchObject({ waiting: 4, restoring: 3 })
    // A restored row carries its own old time; it is the rename that waits since it was written.
    expect(await oldestWaiting(device.db)).toMatchObject({ changeId: renamed })
    expect(await titleOf(device.db, chat)).toBe('Mine')
  })

  test('messages come back to new positions, each standing once', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1', 3)
    await recover(device, 'history_forked')
    const changes = await sent(device)
    const results = changes.map((change, at) => applied(change.changeId, 20 + at))
    const rows = [
      chatRow('chat-1', 20),
      messageRow('theirs', { chatId: chat, position: 0, revision: 10 }),
      messageRow('chat-1-m0', { chatId: chat, position: 1, revision: 21 }),
      messageRow('chat-1-m1', { chatId: chat, position: 2, revision: 22 }),
      messageRow('chat-1-m2', { chatId: chat, position: 3, revision: 23 }),
    ]

    await device.receive({ results, ...pageOf(rows, { from: null, to: 23 }) })

    const block = await device.db.blocks.get([chat, 0])
    expect(block?.messages.map((message) => message.id)).toEqual([
      'theirs',
      'chat-1-m0',
      'chat-1-m1',
      'chat-1-m2',
    ])
    expect(await device.db.messages.count()).toBe(0)
    expect(await device.db.outbox.count()).toBe(0)
    expect(await device.db.shadow.count()).toBe(0)
    expect((await device.db.chats.get(chat))?.messageCount).toBe(4)
  })

  test('a chat that was erased for good is erased once more, and nobody is asked', async () => {
    const device = await createDevice()
    await device.receive(
      pageOf([chatRow('chat-1', 3, { title: '', isPurged: true })], { from: null, to: 3 }),
    )

    await recover(device, 'history_forked')
    const changes = await sent(device)
    expect(changes.map(named)).toEqual(['chat:chat-1', 'chat.purge'])
    await device.receive({
      results: changes.map((change) => rejected(change.changeId, 'purged')),
    })

    expect(await device.db.outbox.count()).toBe(0)
  })

  test('a refused set stays refused', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')
    const [refused = ''] = await device.write(rename(chat, 'Refused'))
    await device.receive({ results: [rejected(changeId(refused), 'invalid')] })

    await recover(device, 'history_forked')

    expect(await parkedIds(device.db)).toEqual([refused])
    expect(await titleOf(device.db, chat)).toBe('Chat chat-1')
  })

  test('is recovered from once, where page and worker both met it', async () => {
    const device = await createDevice()
    await device.holdChat('chat-1')
    const fork = { code: 'history_forked', generation: 1 } as const

    const first = await recoverFromFork(device.db, device.deps, fork)
    const second = await recoverFromFork(device.db, device.deps, fork)

    expect([first.kind, second.kind]).toEqual(['recovered', 'stale'])
    expect((await readSync(device.db)).generation).toBe(2)
  })
})
