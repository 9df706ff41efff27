/** What the screen reads: a window of the chats, a window of one branch, and no more than it shows. */

import { describe, expect, test } from 'vitest'
import { countChats, listChatIds, listChats, readChats } from '../../db/device/chats.ts'
import { resolveConflict } from '../../db/device/answer-conflicts.ts'
import { listConflicts } from '../../db/device/conflicts.ts'
import { countByChat } from '../../db/device/count-by-chat.ts'
import { draftOfValue } from '../../db/device/draft-of-value.ts'
import { saveDraft, readDraft } from '../../db/device/drafts.ts'
import { countUnsent, forgetDatabase } from '../../db/device/forget.ts'
import {
  changeIdentity,
  endIdentity,
  MetaDatabase,
  readIdentity,
  saveIdentity,
} from '../../db/device/identity.ts'
import { chooseBranch, eachMessage, readWindow } from '../../db/device/messages.ts'
import { countConflicts, firstConflictName } from '../../db/device/open-conflicts.ts'
import { countOutbox, listOutbox, peek } from '../../db/device/outbox.ts'
import { discard, giveUp, listDependents, retry, withdraw } from '../../db/device/park.ts'
import { addLog, addRun, listLog, listRuns } from '../../db/device/runs.ts'
import { CHANGE_FAULTS } from '../../db/protocol/fault.ts'
import { userIdSchema } from '../../db/protocol/ids.ts'
import type { MessageRow } from '../../db/protocol/message.ts'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import {
  applied,
  changeId,
  chatId,
  chatRow,
  clockOf,
  conflictId,
  conflictRow,
  createDevice,
  folderId,
  messageId,
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
import { layWire } from './storage-wire.ts'

const CHAT = chatId('chat-1')

/** Messages by `id<parent`, in order of arrival; a `-` before an id deletes it. */
const holdTree = async (device: TestDevice, tree: string): Promise<void> => {
  const rows = tree.split(' ').map((word, position): MessageRow => {
    const [id = '', parent] = word.replace('-', '').split('<')
    return messageRow(id, {
      chatId: CHAT,
      position,
      revision: position + 2,
      parentId: parent === undefined ? null : messageId(parent),
      isDeleted: word.startsWith('-'),
    })
  })
  await device.receive(pageOf([chatRow('chat-1', 1), ...rows], { from: null, to: rows.length + 1 }))
}

const path = async (device: TestDevice, limit = 100): Promise<string> => {
  const { messages } = await readWindow(device.db, { chatId: CHAT, limit })
  return messages.map((message) => message.id).join(' ')
}

describe('the list of chats', () => {
  test('of 10,000 reads its window and no more', async () => {
    const device = await createDevice()
    const rows = Array.from({ length: 10_000 }, (_, at) =>
      chatRow(`chat-${at}`, at + 1, { timestamp: at }),
    )
    await device.receive(pageOf(rows, { from: null, to: 10_000 }))
    const wire = layWire(device.db)
    device.db.close({ disableAutoOpen: false })
    await device.db.open()
    wire.reset()

    const chats = await listChats(device.db, { shelf: 'open', limit: 50 })

    expect(chats.map((chat) => chat.id)).toEqual(
      Array.from({ length: 50 }, (_, at) => `chat-${9999 - at}`),
    )
    expect(wire.recordsRead()).toBeLessThanOrEqual(51)
    const ids = await listChatIds(device.db, { shelf: 'open' })
    expect([ids.length, ids[0], ids.at(-1)]).toEqual([10_000, 'chat-9999', 'chat-0'])
    expect(await readChats(device.db, ids.slice(500, 502))).toMatchObject([
      { id: 'chat-9499' },
      { id: 'chat-9498' },
    ])
  })

  test('has each chat on one shelf, and by folder', async () => {
    const device = await createDevice()
    const f = folderId('f')
    await device.receive(
      pageOf(
        [
          chatRow('a', 1, { folderId: f }),
          chatRow('b', 2, { pinned: true, folderId: f }),
          chatRow('c', 3, { archived: true, pinned: true }),
          chatRow('d', 4, { isDeleted: true, archived: true }),
          chatRow('e', 5, { isPurged: true }),
        ],
        { from: null, to: 5 },
      ),
    )

    const shelves = ['open', 'pinned', 'archived', 'trash', 'purged'] as const
    const ids = await Promise.all(shelves.map(async (shelf) => listChatIds(device.db, { shelf })))
    expect(ids).toEqual([['a'], ['b'], ['c'], ['d'], ['e']])
    expect(await countChats(device.db, { shelf: 'open', folderId: f })).toBe(1)
    await device.write({ kind: 'chat.set', chatId: chatId('a'), field: 'pinned', value: true })
    expect(await countChats(device.db, { shelf: 'pinned', folderId: f })).toBe(2)
  })

  test('puts the chat of the newest message first', async () => {
    const device = await createDevice()
    await device.holdChat('old', 1)
    await device.holdChat('new', 3)

    await device.write(newMessage('m', chatId('old')))

    expect(await listChatIds(device.db, { shelf: 'open' })).toEqual(['old', 'new'])
  })
})

describe('the active branch', () => {
  test('goes through the newest message', async () => {
    const device = await createDevice()
    await holdTree(device, 'a b<a c<b d<b e<d')

    expect(await path(device)).toBe('a b d e')
    const { messages, leafId } = await readWindow(device.db, { chatId: CHAT, limit: 100 })
    expect(messages.map((message) => message.versions.join(''))).toEqual(['a', 'b', 'cd', 'e'])
    expect(leafId).toBe('e')
  })

  test('stays where the person looks, and follows its newest replies', async () => {
    const device = await createDevice()
    await holdTree(device, 'a b<a c<b d<b e<d')

    await chooseBranch(device.db, CHAT, messageId('c'))
    expect(await path(device)).toBe('a b c')
    await device.receive(
      pageOf(
        [
          messageRow('f', { chatId: CHAT, position: 5, revision: 9, parentId: messageId('c') }),
          messageRow('g', { chatId: CHAT, position: 6, revision: 10, parentId: messageId('d') }),
        ],
        { from: '6', to: 10 },
      ),
    )

    expect(await path(device)).toBe('a b c f')
  })

  test('goes to what is written', async () => {
    const device = await createDevice()
    await holdTree(device, 'a b<a c<b')

    await device.write(newMessage('mine', CHAT, { parentId: messageId('a') }))

    expect(await path(device)).toBe('a mine')
  })

  test('shows no deleted message, and leaves a version that is deleted to its end', async () => {
    const device = await createDevice()
    await holdTree(device, 'a -b<a c<b d<c -e<c')

    expect(await path(device)).toBe('a c d')
    await chooseBranch(device.db, CHAT, messageId('e'))
    expect(await path(device)).toBe('a c d')
  })

  test('is read window by window', async () => {
    const device = await createDevice()
    const chain = Array.from({ length: 1000 }, (_, at) => (at === 0 ? 'm0' : `m${at}<m${at - 1}`))
    await holdTree(device, chain.join(' '))
    const wire = layWire(device.db)
    device.db.close({ disableAutoOpen: false })
    await device.db.open()
    wire.reset()

    const last = await readWindow(device.db, { chatId: CHAT, limit: 50 })

    expect(last.messages.map((message) => message.id)).toEqual(
      Array.from({ length: 50 }, (_, at) => `m${950 + at}`),
    )
    expect(last.hasEarlier).toBe(true)
    expect(wire.recordsRead()).toBeLessThan(8)
    const all = await readWindow(device.db, { chatId: CHAT, limit: 2000 })
    expect([all.messages.length, all.hasEarlier]).toEqual([1000, false])
    expect((await path(device, 1000)).split(' ')).toHaveLength(1000)
  })

  test('knows all versions of the topmost message of a window', async () => {
    const device = await createDevice()
    const chain = Array.from({ length: 300 }, (_, at) => (at === 0 ? 'm0' : `m${at}<m${at - 1}`))
    await holdTree(device, ['root', 'other', ...chain].join(' '))

    const { messages } = await readWindow(device.db, { chatId: CHAT, limit: 300 })

    expect(messages[0]?.versions).toEqual(['root', 'other', 'm0'])
  })

  test('of an empty chat is empty', async () => {
    const device = await createDevice()
    await device.holdChat('chat-1')

    const window = await readWindow(device.db, { chatId: CHAT, limit: 10 })

    expect(window).toEqual({ messages: [], leafId: null, hasEarlier: false })
  })

  test('is not all there is: every message is visited once, in order of arrival', async () => {
    const device = await createDevice()
    await holdTree(device, 'a b<a c<a')
    await device.write(newMessage('mine', CHAT))
    const seen: string[] = []

    await eachMessage(device.db, CHAT, (messages) => seen.push(...messages.map(({ id }) => id)))

    expect(seen).toEqual(['a', 'b', 'c', 'mine'])
  })
})

describe('parked changes', () => {
  const park = async (device: TestDevice): Promise<readonly string[]> => {
    const ids = await device.write(
      { kind: 'chat.create', chat: { id: CHAT, title: 'Mine', timestamp: 1 } },
      newMessage('m1', CHAT),
      rename(CHAT, 'Better'),
      rename(CHAT, 'Best'),
    )
    await device.receive({ results: [rejected(changeId(String(ids[0])), 'invalid')] })
    return ids
  }

  test('[N3] stay on the screen, and are listed in words with their reason', async () => {
    const device = await createDevice()
    await park(device)

    expect(await titleOf(device.db, CHAT)).toBe('Best')
    expect(await path(device)).toBe('m1')
    const lines = await listOutbox(device.db, { state: 'parked', limit: 10 })
    expect(lines).toMatchObject([
      { kind: 'chat.create', name: 'Best', excerpt: 'Mine', fault: { code: 'invalid' } },
      { kind: 'message.append', excerpt: 'Content of m1', fault: { code: 'needs_parent' } },
      { kind: 'chat.set', field: 'title', value: 'Better' },
      { kind: 'chat.set', field: 'title', value: 'Best' },
    ])
    const counts = await countByChat(device.db, [CHAT])
    expect(counts.get(CHAT)).toEqual({ waiting: 0, parked: 4, conflicts: 0 })
  })

  test('are counted chat by chat, whether few entries wait or many', async () => {
    const device = await createDevice()
    await park(device)
    const other = chatId('chat-2')
    await device.write(
      { kind: 'chat.create', chat: { id: other, title: 'Other', timestamp: 1 } },
      rename(other, 'Second'),
    )
    const counts = await countByChat(device.db, [CHAT, other, chatId('c3')])
    expect([...counts]).toEqual([
      [CHAT, { waiting: 0, parked: 4, conflicts: 0 }],
      [other, { waiting: 2, parked: 0, conflicts: 0 }],
    ])

    for (let at = 0; at < 50; at += 1) await device.write(rename(other, `Title ${at}`))
    const many = await countByChat(device.db, [CHAT, other, chatId('c3')])
    expect([...many]).toEqual([
      [CHAT, { waiting: 0, parked: 4, conflicts: 0 }],
      [other, { waiting: 52, parked: 0, conflicts: 0 }],
    ])
  })

  test('are sent again with what they need, under new ids, each on the one before', async () => {
    const device = await createDevice()
    const ids = await park(device)

    expect(await retry(device.db, device.deps, [changeId(String(ids[1]))])).toBe(4)

    const { changes } = await peek(device.db, { maxChanges: 100 })
    const again = changes.filter((change) => change.kind !== 'void')
    expect(again.map((change) => change.kind)).toEqual([
      'chat.create',
      'message.append',
      'chat.set',
      'chat.set',
    ])
    expect(again.map((change) => change.seq)).toEqual([5, 6, 7, 8])
    expect(again.some((change) => ids.includes(change.changeId))).toBe(false)
    const [, , better, best] = again
    expect(best).toMatchObject({ base: { changeId: better?.changeId } })
    expect(await device.db.messages.get('m1')).toMatchObject({ state: 'waiting' })
    expect((await device.db.messages.get('m1'))?.fault).toBeUndefined()
    expect(await titleOf(device.db, CHAT)).toBe('Best')
  })

  test('of a field are written anew on top of the value that stands', async () => {
    const device = await createDevice()
    await device.holdChat('chat-1')
    const [refused = ''] = await device.write(rename(CHAT, 'Mine'))
    const theirs = chatRow('chat-1', 5, { title: 'Theirs', clocks: { title: clockOf('theirs') } })
    await device.receive({
      results: [rejected(changeId(refused), 'invalid')],
      ...pageOf([theirs], { from: '1', to: 5 }),
    })
    expect(await titleOf(device.db, CHAT)).toBe('Theirs')

    await retry(device.db, device.deps, 'all')

    expect(await titleOf(device.db, CHAT)).toBe('Mine')
    expect((await peek(device.db)).changes).toMatchObject([
      { seq: 2, value: 'Mine', base: { changeId: 'theirs' } },
    ])
    expect(await parkedIds(device.db)).toEqual([])
  })

  test('go only when the person says so, with what cannot be without them', async () => {
    const device = await createDevice()
    const ids = await park(device)
    const create = changeId(String(ids[0]))
    expect(await listDependents(device.db, [create])).toEqual(ids)

    expect(await discard(device.db, [create])).toEqual(ids)

    expect(await device.db.chats.count()).toBe(0)
    expect(await device.db.messages.count()).toBe(0)
    expect(await device.db.shadow.count()).toBe(0)
    expect(await device.db.branches.count()).toBe(0)
  })

  test('leave the branch that was looked at where they were', async () => {
    const device = await createDevice()
    await holdTree(device, 'a b<a c<b')
    const b = messageId('b')
    const [sent = ''] = await device.write(
      newMessage('m1', CHAT, { parentId: b }),
      newMessage('m2', CHAT, { parentId: messageId('m1') }),
    )
    await device.receive({ results: [rejected(changeId(sent), 'id_reuse')] })
    expect(await path(device)).toBe('a b m1 m2')

    await discard(device.db, [changeId(sent)])

    expect(await path(device)).toBe('a b c')
    expect((await device.db.branches.get(CHAT))?.leafId).toBe('b')
  })

  test('that wait or were answered are not discarded', async () => {
    const device = await createDevice()
    const [renamed = '', sent = ''] = await (async () => {
      await device.holdChat('chat-1')
      return device.write(rename(CHAT, 'New'), newMessage('m1', CHAT))
    })()
    await device.receive({ results: [applied(changeId(sent), 9)] })

    expect(await discard(device.db, [changeId(renamed), changeId(sent)])).toEqual([])
    expect(await device.db.outbox.count()).toBe(2)
  })

  test('[N2] that wait are withdrawn only by a word of its own; their numbers go out empty', async () => {
    const device = await createDevice()
    await device.holdChat('chat-1')
    const [first = '', answer = '', renamed = ''] = await device.write(
      newMessage('m1', CHAT),
      newMessage('m2', CHAT, { parentId: messageId('m1') }),
      rename(CHAT, 'New'),
    )
    expect(await listDependents(device.db, [changeId(first)], 'waiting')).toEqual([first, answer])

    expect(await withdraw(device.db, [changeId(first)])).toEqual([first, answer])

    expect((await peek(device.db)).changes).toMatchObject([
      { seq: 1, kind: 'void' },
      { seq: 2, kind: 'void' },
      { seq: 3, changeId: renamed },
    ])
    expect(await countOutbox(device.db)).toMatchObject({ waiting: 1, parked: 0 })
    expect(await device.db.messages.count()).toBe(0)
    expect(await titleOf(device.db, CHAT)).toBe('New')
  })

  test('[N2] a withdrawn change that had reached the server after all comes back', async () => {
    const device = await createDevice()
    await device.holdChat('chat-1')
    const [sent = ''] = await device.write(newMessage('m1', CHAT))
    await withdraw(device.db, [changeId(sent)])

    const row = messageRow('m1', { chatId: CHAT, position: 0, revision: 2 })
    await device.receive({
      results: [applied(changeId(sent), 2)],
      ...pageOf([row], { from: '1', to: 2 }),
    })

    expect((await device.db.blocks.get([CHAT, 0]))?.messages).toMatchObject([{ id: 'm1' }])
    expect(await device.db.chats.get(CHAT)).toMatchObject({ messageCount: 1 })
  })

  test('can be ones that the server cannot answer for: their number is given up', async () => {
    const device = await createDevice()
    await device.holdChat('chat-1')
    const [poison = ''] = await device.write(newMessage('m1', CHAT), rename(CHAT, 'New'))
    const fault = { code: 'too_large', message: CHANGE_FAULTS.too_large.sentence } as const

    expect(await giveUp(device.db, changeId(poison), fault)).toBe(true)

    expect(await parkedIds(device.db)).toEqual([poison])
    expect(await seqs(device.db)).toEqual([1, 2])
    expect((await peek(device.db)).changes.map((change) => change.kind)).toEqual([
      'void',
      'chat.set',
    ])
    expect(await giveUp(device.db, changeId(poison), fault)).toBe(false)
  })
})

describe('conflicts', () => {
  const hold = async (): Promise<TestDevice> => {
    const device = await createDevice()
    const row = chatRow('chat-1', 5, { title: 'Theirs', clocks: { title: clockOf('theirs') } })
    await device.receive(pageOf([row, conflictRow('k1', 6)], { from: null, to: 6 }))
    return device
  }

  test('[K1] wait with both values until someone chooses', async () => {
    const device = await hold()

    expect(await countConflicts(device.db)).toBe(1)
    expect(await firstConflictName(device.db)).toBe('Theirs')
    expect(await listConflicts(device.db, 10)).toMatchObject([
      { name: 'Theirs', kept: { value: 'Theirs' }, lost: { value: 'Mine' } },
    ])
  })

  test('the lost value is written on top of the kept one', async () => {
    const device = await hold()

    const outcome = await resolveConflict(device.db, device.deps, {
      conflictId: conflictId('k1'),
      choice: 'lost',
    })

    expect(outcome.kind).toBe('written')
    expect(await titleOf(device.db, CHAT)).toBe('Mine')
    expect(await countConflicts(device.db)).toBe(0)
    expect((await peek(device.db)).changes).toMatchObject([
      { kind: 'chat.set', field: 'title', value: 'Mine', base: { changeId: 'theirs' } },
      { kind: 'conflict.resolve', choice: 'lost' },
    ])
  })

  test('the kept value stays, and only the choice is sent', async () => {
    const device = await hold()

    await resolveConflict(device.db, device.deps, {
      conflictId: conflictId('k1'),
      choice: 'kept',
    })

    expect(await titleOf(device.db, CHAT)).toBe('Theirs')
    expect((await peek(device.db)).changes.map((change) => change.kind)).toEqual([
      'conflict.resolve',
    ])
  })

  test('every field of every kind of row can be set again to a lost value', () => {
    const lost = (ofEntity: 'chat' | 'folder' | 'message', field: string, value: unknown) =>
      draftOfValue({ ofEntity, entityId: 'x', chatId: CHAT, field, value })?.kind ?? null

    expect([
      ...['title', 'folderId'].map((field) => lost('chat', field, 'text')),
      ...['pinned', 'archived', 'deleted'].map((field) => lost('chat', field, true)),
    ]).toEqual(Array.from({ length: 5 }, () => 'chat.set'))
    expect([
      ...['name', 'parentId'].map((field) => lost('folder', field, 'text')),
      lost('folder', 'deleted', false),
    ]).toEqual(Array.from({ length: 3 }, () => 'folder.set'))
    expect([
      lost('message', 'content', 'text'),
      lost('message', 'status', 'complete'),
      lost('message', 'deleted', true),
    ]).toEqual(Array.from({ length: 3 }, () => 'message.set'))
  })

  test.each([
    ['chat', 'title', 7],
    ['chat', 'mood', 'good'],
    ['chat', 'folderId', 'no id!'],
    ['folder', 'deleted', 'yes'],
    ['message', 'status', 'toString'],
  ] as const)('a lost value that this version cannot set is none: %s.%s = %s', (...lost) => {
    const [ofEntity, field, value] = lost

    expect(draftOfValue({ ofEntity, entityId: 'x', chatId: CHAT, field, value })).toBeNull()
  })

  test('a deletion that lost is written again, with what is known by now', async () => {
    const device = await createDevice()
    await device.holdChat('chat-1', 4)
    const undone = { field: 'deleted', kept: { value: false, clock: null } }
    const lost = { value: true, clock: clockOf('mine') }
    await device.receive(pageOf([conflictRow('k1', 9, { ...undone, lost })], { from: '5', to: 9 }))

    await resolveConflict(device.db, device.deps, {
      conflictId: conflictId('k1'),
      choice: 'lost',
    })

    expect((await peek(device.db)).changes[0]).toMatchObject({
      field: 'deleted',
      value: true,
      seenMessages: 4,
    })
  })

  test('on a message is resolved in its chat', async () => {
    const device = await createDevice()
    await device.holdChat('chat-1', 100)
    const ofMessage = { ofEntity: 'message', entityId: 'chat-1-m3', field: 'deleted' } as const
    const lost = { value: true, clock: clockOf('mine') }
    await device.receive(
      pageOf([conflictRow('k1', 200, { ...ofMessage, lost })], { from: '101', to: 200 }),
    )

    await resolveConflict(device.db, device.deps, {
      conflictId: conflictId('k1'),
      choice: 'lost',
    })

    expect((await peek(device.db)).changes[0]).toMatchObject({
      messageId: 'chat-1-m3',
      value: true,
    })
    expect(await device.db.messages.get('chat-1-m3')).toMatchObject({
      isDeleted: true,
      position: 3,
    })
  })
})

describe('beside the chats', () => {
  test('drafts are kept until they are empty', async () => {
    const { db } = await createDevice()
    const draft = { id: CHAT, chatId: CHAT, kind: 'typed', text: 'Hel', updatedAt: 1 } as const

    await saveDraft(db, draft)
    expect(await readDraft(db, CHAT)).toEqual(draft)
    await saveDraft(db, { ...draft, text: '' })

    expect(await readDraft(db, CHAT)).toBeUndefined()
  })

  test('runs and log are bounded, newest first', async () => {
    const { db } = await createDevice()
    const figures = { durationMs: 1, requests: 1, sent: 0, received: 0, bytesSent: 1 }
    const run = { trigger: 'timer', direction: 'full', outcome: 'done', bytesReceived: 1 } as const
    for (let at = 0; at < 205; at += 1) await addRun(db, { ...run, ...figures, startedAt: at })
    for (let at = 0; at < 3; at += 1) await addLog(db, { at, level: 'note', code: 'n' })

    expect(await db.runs.count()).toBe(200)
    expect((await listRuns(db, 2)).map((kept) => kept.startedAt)).toEqual([204, 203])
    expect((await listLog(db, 9)).map((line) => line.at)).toEqual([2, 1, 0])
  })

  test('[P1] the identity is of one person, and changes of another do nothing', async () => {
    const meta = new MetaDatabase({ indexedDB: new IDBFactory(), IDBKeyRange })
    const anna = userIdSchema.parse('anna')
    const identity = {
      displayName: 'Anna',
      signedInAt: 1,
      expiresAt: null,
      state: 'active',
    } as const

    expect(await readIdentity(meta)).toBeNull()
    await saveIdentity(meta, { ...identity, userId: anna })
    const other = await changeIdentity(meta, userIdSchema.parse('ben'), { state: 'expired' })
    const own = await changeIdentity(meta, anna, { state: 'signing_out' })

    expect([other, own]).toEqual([false, true])
    expect(await readIdentity(meta)).toMatchObject({ userId: anna, state: 'signing_out' })
    await endIdentity(meta, { userId: anna, signedInAt: 2 })
    expect(await readIdentity(meta)).not.toBeNull()
    await endIdentity(meta, { userId: anna, signedInAt: 1 })
    expect(await readIdentity(meta)).toBeNull()
    meta.close()
  })

  test('[P1] forgetting leaves no trace, and says before what would be lost', async () => {
    const device = await createDevice()
    await device.holdChat('chat-1')
    await device.write(newMessage('m1', CHAT))
    expect(await countUnsent(device.db)).toEqual({
      waiting: 1,
      parked: 0,
      drafts: 0,
      attachments: 0,
      heldChats: 0,
    })

    await forgetDatabase(device.db)

    expect(await device.disk.databases()).toEqual([])
  })
})
