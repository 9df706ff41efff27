/** An answer goes into the tables in one step, and the screen never goes back. */

import { describe, expect, test } from 'vitest'
import { countOutbox, peek } from '../../db/device/outbox.ts'
import { receive } from '../../db/device/receive.ts'
import { readSync } from '../../db/device/sync-state.ts'
import { write } from '../../db/device/write.ts'
import { idOf } from '../../db/protocol/make-id.ts'
import {
  applied,
  changeId,
  chatId,
  chatRow,
  clockOf,
  conflictRow,
  createDevice,
  folderRow,
  messageRow,
  newMessage,
  pageOf,
  parkedIds,
  rejected,
  rename,
  seqs,
  titleOf,
} from './device.ts'

const isOne = <T>(list: readonly T[]): T => {
  const [first] = list
  if (first === undefined || list.length > 1) throw new Error('not exactly one')
  return first
}

describe('an entry', () => {
  test('[N2] leaves the outbox only after its answer and its row', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')
    const renamed = isOne(await device.write(rename(chat, 'New')))

    await device.receive({ results: [applied(renamed, 5)] })
    const afterAnswer = await device.db.outbox.count()
    await device.receive(pageOf([chatRow('chat-1', 4)], { from: '1', to: 4, hasMore: true }))
    const afterOlderRow = await device.db.outbox.count()
    await device.receive(
      pageOf([chatRow('chat-1', 5, { title: 'New' })], { from: '4', to: 5, hasMore: true }),
    )

    expect([afterAnswer, afterOlderRow]).toEqual([1, 1])
    expect(await device.db.outbox.count()).toBe(0)
  })

  test('[N2] whose row came before its answer leaves with the answer', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')
    const renamed = isOne(await device.write(rename(chat, 'New')))
    const row = chatRow('chat-1', 5, { title: 'New' })

    await device.receive(pageOf([row], { from: '1', to: 5, hasMore: true }))
    expect(await device.db.outbox.count()).toBe(1)
    await device.receive({ results: [applied(renamed, 5)] })

    expect(await device.db.outbox.count()).toBe(0)
  })

  test('[N2] that was answered leaves when nothing more is to come', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')
    const renamed = isOne(await device.write(rename(chat, 'New')))

    await device.receive({ results: [applied(renamed, 3)], ...pageOf([], { from: '0', to: 9 }) })
    expect(await device.db.outbox.count()).toBe(1)
    await device.receive(pageOf([], { from: '1', to: 9, hasMore: true }))
    expect(await device.db.outbox.count()).toBe(1)
    await device.receive(pageOf([], { from: '9', to: 9 }))

    expect(await device.db.outbox.count()).toBe(0)
  })

  test('[N2] that is answered late leaves at once where everything up to its answer is here', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')
    const renamed = isOne(await device.write(rename(chat, 'New')))

    await device.receive(pageOf([], { from: '1', to: 9 }))
    expect(await device.db.outbox.count()).toBe(1)
    await device.receive({ results: [applied(renamed, 8)], ...pageOf([], { from: '1', to: 9 }) })

    expect(await device.db.outbox.count()).toBe(0)
  })

  test('[N2] of a new message leaves when the message lies in its block', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1', 3)
    const sent = isOne(await device.write(newMessage('mine', chat)))

    await device.receive({ results: [applied(sent, 9)] })
    expect(await device.db.messages.count()).toBe(1)
    const row = messageRow('mine', { chatId: chat, position: 3, revision: 9 })
    await device.receive(pageOf([row], { from: '4', to: 9 }))

    expect(await device.db.messages.count()).toBe(0)
    expect(await device.db.outbox.count()).toBe(0)
    const block = await device.db.blocks.get([chat, 0])
    expect(block?.messages.map((message) => message.id)).toContain('mine')
    expect((await device.db.chats.get(chat))?.messageCount).toBe(4)
  })
})

describe('the screen', () => {
  test('[V1] shows a rename from writing on, through its answer and older rows, to its row', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')
    const seen: (string | undefined)[] = []
    const look = async (): Promise<void> => void seen.push(await titleOf(device.db, chat))

    const renamed = isOne(await device.write(rename(chat, 'New')))
    await look()
    await device.receive({
      results: [applied(renamed, 8)],
      ...pageOf([chatRow('chat-1', 4, { title: 'Older' })], { from: '1', to: 4, hasMore: true }),
    })
    await look()
    await device.receive(
      pageOf([chatRow('chat-1', 8, { title: 'New' })], { from: '4', to: 8, hasMore: true }),
    )
    await look()

    expect(seen).toEqual(['New', 'New', 'New'])
  })

  test('[V1] a row not newer than the known one changes nothing', async () => {
    const device = await createDevice()
    await device.receive(pageOf([chatRow('chat-1', 7, { title: 'Newer' })], { from: null, to: 7 }))

    const same = await device.receive(pageOf([chatRow('chat-1', 7)], { from: '1', to: 2 }))
    const older = await device.receive(pageOf([chatRow('chat-1', 6)], { from: '1', to: 2 }))

    expect(await titleOf(device.db, chatId('chat-1'))).toBe('Newer')
    expect([same.rows, older.rows]).toEqual([0, 0])
  })

  test('[V1] an older row of a message that has changes does not show through', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')
    const row = { chatId: chat, position: 0 }
    const newer = messageRow('m', { ...row, revision: 9, status: 'complete' })
    await device.receive(pageOf([newer], { from: '1', to: 9 }))
    await device.write({
      kind: 'message.set',
      chatId: chat,
      messageId: newer.id,
      field: 'deleted',
      value: true,
    })

    const older = messageRow('m', { ...row, revision: 5, status: 'streaming' })
    await device.receive(pageOf([older], { from: '3', to: 5 }))

    expect(await device.db.messages.get('m')).toMatchObject({ status: 'complete', isDeleted: true })
  })

  test('[O1] folds changes in the order they were written, whatever their numbers and ids', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')
    const written = { now: device.deps.now, newId: () => ids.pop() ?? '' }
    const ids = ['a-later', 'z-earlier']
    await write(device.db, written, [rename(chat, 'First'), rename(chat, 'Second')])
    await device.db.outbox.update('z-earlier', { seq: 12 })
    await device.db.outbox.update('a-later', { seq: 11 })

    await device.receive(pageOf([chatRow('chat-1', 4)], { from: '1', to: 4 }))

    expect(await titleOf(device.db, chat)).toBe('Second')
  })

  test('[K1] shows the winner where its own change lost, and keeps the conflict', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')
    const mine = isOne(await device.write(rename(chat, 'Mine')))
    const theirs = chatRow('chat-1', 6, { title: 'Theirs', clocks: { title: clockOf('theirs') } })

    await device.receive({
      results: [{ changeId: mine, outcome: 'conflict', revision: 6 }],
      ...pageOf([theirs, conflictRow('k1', 7)], { from: '1', to: 7 }),
    })

    expect(await titleOf(device.db, chat)).toBe('Theirs')
    expect(await device.db.conflicts.where('isOpen').equals(1).count()).toBe(1)
    expect(await device.db.outbox.count()).toBe(0)
  })

  test('keeps what it knows of a chat beside its row', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1', 3)

    await device.receive(pageOf([chatRow('chat-1', 9, { title: 'New' })], { from: '4', to: 9 }))

    expect(await device.db.chats.get(chat)).toMatchObject({
      title: 'New',
      activeAt: 2002,
      messageCount: 3,
    })
  })
})

describe('the cursor', () => {
  test('does not move for a page that does not start at it, though its rows are taken', async () => {
    const device = await createDevice()
    await device.holdChat('chat-1')

    const ahead = await device.receive(
      pageOf([chatRow('chat-9', 30)], { from: '20', to: 30, hasMore: true }),
    )
    const behind = await device.receive(
      pageOf([chatRow('chat-8', 1)], { from: null, to: 1, hasMore: true }),
    )

    expect((await readSync(device.db)).cursor).toBe('1')
    expect([ahead.isCursorMoved, behind.isCursorMoved]).toEqual([false, false])
    expect(await device.db.chats.count()).toBe(3)
  })

  test('[D1] stays before messages of a chat that is yet to come, and they are counted once', async () => {
    const device = await createDevice()
    await device.holdChat('chat-1')
    const chat = chatId('chat-2')
    const message = messageRow('m', { chatId: chat, position: 0, revision: 25 })

    await device.receive(pageOf([message], { from: '20', to: 25 }))
    const early = await device.db.blocks.count()
    await device.receive(pageOf([chatRow('chat-2', 15), message], { from: '1', to: 25 }))

    expect(early).toBe(0)
    expect(await device.db.chats.get(chat)).toMatchObject({ messageCount: 1, activeAt: 2000 })
  })

  test('is not ahead of its rows: both land or neither', async () => {
    const device = await createDevice()

    await device.receive(pageOf([chatRow('chat-1', 5)], { from: null, to: 5 }))

    expect(await readSync(device.db)).toMatchObject({ cursor: '5', left: 0 })
    expect(await device.db.chats.count()).toBe(1)
  })

  test('`seen` moves only forward', async () => {
    const device = await createDevice()
    const seenAfter = async (revision: number): Promise<number | undefined> => {
      await device.receive({ head: { revision, token: `t${revision}` } })
      return (await readSync(device.db)).seen?.revision
    }

    expect([await seenAfter(7), await seenAfter(3), await seenAfter(8)]).toEqual([7, 7, 8])
  })
})

describe('an answer', () => {
  test('from an earlier generation is thrown away whole', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')
    const renamed = isOne(await device.write(rename(chat, 'New')))

    const outcome = await receive(device.db, {
      generation: 0,
      results: [applied(renamed, 5)],
      sent: [{ changeId: renamed, seq: 1 }],
      ...pageOf([chatRow('chat-2', 5)], { from: '1', to: 5 }),
      serverTime: 1,
      now: 1,
    })

    expect(outcome).toEqual({ kind: 'stale' })
    expect(await readSync(device.db)).toMatchObject({ cursor: '1', seen: { revision: 1 } })
    expect(await device.db.chats.count()).toBe(1)
    expect((await device.db.outbox.get(renamed))?.state).toBe('waiting')
  })

  test('[I1] received again and again changes nothing more', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1', 2)
    const [renamed, sent] = await device.write(rename(chat, 'New'), newMessage('mine', chat))
    const answer = {
      results: [applied(changeId(String(renamed)), 5), applied(changeId(String(sent)), 6)],
      ...pageOf(
        [
          chatRow('chat-1', 5, { title: 'New' }),
          messageRow('mine', { chatId: chat, position: 2, revision: 6 }),
        ],
        { from: '3', to: 6 },
      ),
    }

    await device.receive(answer)
    const once = await dump(device.db)
    await device.receive(answer)
    await device.receive(answer)

    expect(await dump(device.db)).toEqual(once)
  })

  test('with a row of a kind from the future takes the others', async () => {
    const device = await createDevice()
    const strange: object = { entity: 'mood', id: 'x', revision: 3 }
    const rows = [chatRow('chat-1', 2), folderRow('f', 4)]
    const { page, head } = pageOf(rows, { from: null, to: 4 })
    if (page !== null) Reflect.apply(Array.prototype.push, page.rows, [strange])

    await device.receive({ page, head })

    expect(await device.db.chats.count()).toBe(1)
    expect(await device.db.folders.count()).toBe(1)
    expect((await readSync(device.db)).cursor).toBe('4')
  })
})

describe('a refused change', () => {
  test('[N3] of a new chat is parked with its messages, and the others go on', async () => {
    const device = await createDevice()
    const other = await device.holdChat('other')
    const mine = chatId('mine')
    const [create = '', first = '', second = '', rest = ''] = await device.write(
      { kind: 'chat.create', chat: { id: mine, title: 'Mine', timestamp: 1 } },
      newMessage('m1', mine),
      newMessage('m2', mine, { parentId: newMessage('m1', mine).message.id }),
      rename(other, 'Goes on'),
    )

    await device.receive({ results: [rejected(changeId(create), 'invalid')] })

    expect(await parkedIds(device.db)).toEqual([create, first, second])
    expect(await titleOf(device.db, mine)).toBe('Mine')
    expect(await device.db.messages.toArray()).toMatchObject([
      { id: 'm1', state: 'parked', fault: { code: 'needs_parent' } },
      { id: 'm2', state: 'parked' },
    ])
    const { changes, pending } = await peek(device.db)
    expect(changes.map(({ seq, kind }) => [seq, kind])).toEqual([
      [2, 'void'],
      [3, 'void'],
      [4, 'chat.set'],
    ])
    expect(pending).toBe(1)
    await device.receive({ results: [applied(changeId(`void.2.${first}`), 9)] })
    expect(await seqs(device.db)).toEqual([3, 4])
    expect(rest).not.toBe('')
  })

  test('of a message drags the ones that answer it along, not its siblings', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')
    const parentId = newMessage('m1', chat).message.id
    const [m1 = '', m2 = '', m3 = ''] = await device.write(
      newMessage('m1', chat),
      newMessage('m2', chat, { parentId }),
      newMessage('m3', chat),
    )

    await device.receive({ results: [rejected(changeId(m1), 'id_reuse')] })

    expect(await parkedIds(device.db)).toEqual([m1, m2])
    expect((await device.db.outbox.get(m3))?.state).toBe('waiting')
  })

  test('of a message marks it, whatever else is changed on it', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')
    const [sent = ''] = await device.write(newMessage('m1', chat, { status: 'streaming' }))
    await device.receive({ results: [rejected(changeId(sent), 'invalid')] })
    const messageId = newMessage('m1', chat).message.id
    const set = { kind: 'message.set', chatId: chat, messageId } as const

    const [held = ''] = await device.write({ ...set, field: 'status', value: 'complete' })
    expect(await device.db.messages.get('m1')).toMatchObject({ state: 'parked' })
    await device.receive({ results: [rejected(changeId(held), 'unsupported')] })

    expect(await device.db.messages.get('m1')).toMatchObject({
      state: 'parked',
      status: 'complete',
      fault: { code: 'invalid' },
    })
  })

  test('of a field gives way to the value of the server, and stays in the list', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')
    const renamed = isOne(await device.write(rename(chat, 'Refused')))

    await device.receive({ results: [rejected(renamed, 'invalid')] })

    expect(await titleOf(device.db, chat)).toBe('Chat chat-1')
    expect(await parkedIds(device.db)).toEqual([renamed])
    expect(await seqs(device.db)).toEqual([])
  })

  test('that is only held waits with its number, and so does what is behind it', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')
    const [held = '', behind = ''] = await device.write(
      newMessage('m1', chat),
      rename(chat, 'Behind'),
    )

    const received = await device.receive({ results: [rejected(changeId(held), 'unsupported')] })

    expect(received.held).toMatchObject({ changeId: held, fault: { code: 'unsupported' } })
    expect(received.parked).toBe(0)
    expect(await seqs(device.db)).toEqual([1, 2])
    expect((await device.db.outbox.get(held))?.fault?.code).toBe('unsupported')
    expect((await device.db.outbox.get(behind))?.state).toBe('waiting')
  })
})

describe('a chat that was erased for good elsewhere', () => {
  test('[N3] goes with its messages, while what was never sent is parked', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1', 100)
    const kept = await device.holdChat('chat-2', 2)
    await device.receive(pageOf([conflictRow('k1', 200)], { from: '104', to: 200 }))
    const [mine = ''] = await device.write(newMessage('mine', chat, { content: 'My words' }))
    const erased = chatRow('chat-1', 300, { title: '', isPurged: true })

    await device.receive(pageOf([erased], { from: '200', to: 300 }))

    expect((await device.db.blocks.toArray()).map((block) => block.chatId)).toEqual([kept])
    expect(await device.db.conflicts.count()).toBe(0)
    expect(await device.db.chats.get(chat)).toMatchObject({ shelf: 'purged', messageCount: 0 })
    expect(await parkedIds(device.db)).toEqual([mine])
    expect(await device.db.messages.toArray()).toMatchObject([
      { id: 'mine', content: 'My words', state: 'parked' },
    ])
    expect((await peek(device.db)).changes.map((change) => change.kind)).toEqual(['void'])
  })

  test('[F1] is why a change in it was refused, also where the server could not say so', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1', 1)
    const set = { kind: 'message.set', chatId: chat, messageId: idOf('chat-1-m0') } as const
    const [deletion = changeId('none')] = await device.write({
      ...set,
      field: 'deleted',
      value: true,
    })
    const erased = chatRow('chat-1', 9, { isPurged: true })

    await device.receive({
      results: [rejected(deletion, 'needs_parent')],
      ...pageOf([erased], { from: '2', to: 9 }),
    })

    expect(await device.db.outbox.get(deletion)).toMatchObject({
      state: 'parked',
      fault: { code: 'purged' },
    })
  })

  test('[C1] takes its conflicts along, also one that has just been resolved', async () => {
    const device = await createDevice()
    await device.holdChat('chat-1', 1)
    const conflict = conflictRow('k1', 3)
    await device.receive(pageOf([conflict], { from: '2', to: 3 }))
    const act = { conflictId: conflict.id, choice: 'kept' } as const
    const [resolution = changeId('none')] = await device.write({ kind: 'conflict.resolve', ...act })
    const erased = chatRow('chat-1', 9, { isPurged: true })

    await device.receive(pageOf([erased], { from: '3', to: 9 }))
    const between = await device.db.conflicts.count()
    await device.receive({ results: [rejected(resolution, 'needs_parent')] })

    expect(between).toBe(0)
    expect(await device.db.conflicts.count()).toBe(0)
    expect(await device.db.outbox.count()).toBe(0)
    expect(await device.db.shadow.count()).toBe(0)
  })

  test('does not come back with a late page', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1', 2)
    await device.receive(pageOf([chatRow('chat-1', 9, { isPurged: true })], { from: '3', to: 9 }))

    await device.receive(
      pageOf([messageRow('late', { chatId: chat, position: 1, revision: 3 })], {
        from: '2',
        to: 3,
      }),
    )

    expect(await device.db.blocks.count()).toBe(0)
  })
})

describe('the shadow', () => {
  test('exists exactly while the outbox has entries for the row', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')
    const shadowKeys = async (): Promise<readonly string[]> =>
      device.db.shadow.toCollection().primaryKeys()

    expect(await shadowKeys()).toEqual([])
    const [one = '', two = ''] = await device.write(rename(chat, 'One'), rename(chat, 'Two'))
    expect(await shadowKeys()).toEqual(['chat:chat-1'])
    await device.receive({
      results: [applied(changeId(one), 4)],
      ...pageOf([chatRow('chat-1', 4, { title: 'One' })], { from: '1', to: 4 }),
    })
    expect(await shadowKeys()).toEqual(['chat:chat-1'])
    expect(await titleOf(device.db, chat)).toBe('Two')
    await device.receive({
      results: [applied(changeId(two), 5)],
      ...pageOf([chatRow('chat-1', 5, { title: 'Two' })], { from: '4', to: 5 }),
    })

    expect(await shadowKeys()).toEqual([])
    expect(await countOutbox(device.db)).toMatchObject({ waiting: 0, answered: 0, parked: 0 })
  })
})

const dump = async (db: Awaited<ReturnType<typeof createDevice>>['db']): Promise<object> => {
  const tables = await Promise.all(
    db.tables
      .filter((table) => table.name !== 'sync')
      .map(async (table) => [table.name, await table.toArray()] as const),
  )
  const { lastReceivedAt: _, lastSentAt: __, ...sync } = await readSync(db)
  return { ...Object.fromEntries(tables), sync }
}
