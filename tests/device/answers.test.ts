/** What the answers to a conflict write, and what taking them back leaves. */

import { describe, expect, test } from 'vitest'
import { answerConflicts, type ConflictAnswer } from '../../db/device/answer-conflicts.ts'
import type { ChangeDraft } from '../../db/device/change-draft.ts'
import { listAnswered, listConflicts, readConflict } from '../../db/device/conflicts.ts'
import { readWindow } from '../../db/device/messages.ts'
import { countConflicts } from '../../db/device/open-conflicts.ts'
import { peek } from '../../db/device/outbox.ts'
import { undoAnswers, undoingOf } from '../../db/device/undo-answers.ts'
import type { ConflictRow } from '../../db/protocol/conflict.ts'
import {
  chatId,
  chatRow,
  clockOf,
  conflictId,
  conflictRow,
  createDevice,
  folderId,
  folderRow,
  messageId,
  messageRow,
  newMessage,
  pageOf,
  rename,
  type TestDevice,
  titleOf,
} from './device.ts'

const CHAT = chatId('chat-1')
const COPY = chatId('copy-1')
const K1 = conflictId('k1')

/** A title that two devices set: theirs stands. */
const holdTitle = async (...more: readonly ConflictRow[]): Promise<TestDevice> => {
  const device = await createDevice()
  const row = chatRow('chat-1', 5, { title: 'Theirs', clocks: { title: clockOf('theirs') } })
  await device.receive(pageOf([row, conflictRow('k1', 6), ...more], { from: null, to: 20 }))
  return device
}

const answer = async (device: TestDevice, ...answers: readonly ConflictAnswer[]) => {
  const outcome = await answerConflicts(device.db, device.deps, answers)
  if (outcome.kind !== 'written') throw new Error(`not answered: ${outcome.kind}`)
  return outcome.undo
}

const sent = async (device: TestDevice) => (await peek(device.db)).changes

const copyOfChat: readonly ChangeDraft[] = [
  {
    kind: 'chat.create',
    chat: { id: COPY, title: 'Mine (from a phone)', timestamp: 6000, parentChatId: CHAT },
  },
  newMessage('copied', COPY),
]

describe('an answer', () => {
  test('for the other value is one step that says of which conflict it is a part', async () => {
    const device = await holdTitle()

    await answer(device, { conflictId: K1, choice: 'lost' })

    expect(await sent(device)).toMatchObject([
      { kind: 'chat.set', value: 'Mine', resolves: 'k1', base: { changeId: 'theirs' } },
      { kind: 'conflict.resolve', conflictId: 'k1', choice: 'lost' },
    ])
    expect(await countConflicts(device.db)).toBe(0)
  })

  test('for both leaves what stands and makes the other beside it', async () => {
    const device = await holdTitle()

    await answer(device, { conflictId: K1, choice: 'kept', beside: copyOfChat })

    expect((await sent(device)).map(({ kind }) => kind)).toEqual([
      'chat.create',
      'message.append',
      'conflict.resolve',
    ])
    expect(await titleOf(device.db, CHAT)).toBe('Theirs')
    expect(await titleOf(device.db, COPY)).toBe('Mine (from a phone)')
  })

  test('in other words puts them in place of both', async () => {
    const device = await holdTitle()

    await answer(device, { conflictId: K1, choice: 'kept', text: 'Ours' })

    expect(await titleOf(device.db, CHAT)).toBe('Ours')
    expect(await sent(device)).toMatchObject([
      { kind: 'chat.set', value: 'Ours', resolves: 'k1' },
      { kind: 'conflict.resolve', choice: 'kept' },
    ])
  })

  test('for a text that is written to its end adds a version and never sets it', async () => {
    const device = await createDevice()
    const text = { ofEntity: 'message', entityId: 'm1', field: 'content' } as const
    const row = messageRow('m1', { chatId: CHAT, position: 0, revision: 6, content: 'Theirs' })
    await device.receive(
      pageOf([chatRow('chat-1', 5), row, conflictRow('k1', 7, text)], { from: null, to: 7 }),
    )

    await answer(device, { conflictId: K1, choice: 'kept', beside: [] })

    const { messages } = await readWindow(device.db, { chatId: CHAT, limit: 9 })
    expect(messages).toMatchObject([{ id: 'm1', content: 'Theirs' }])
    expect(messages[0]?.versions).toHaveLength(2)
    expect(await sent(device)).toMatchObject([
      { kind: 'message.append', message: { content: 'Mine', parentId: null } },
      { kind: 'conflict.resolve', choice: 'kept' },
    ])
    expect(await readConflict(device.db, K1)).toMatchObject({ name: 'Chat chat-1', chatId: CHAT })
  })

  test('that keeps the other text shows its version; taken back, the first is shown again', async () => {
    const device = await createDevice()
    const text = { ofEntity: 'message', entityId: 'm1', field: 'content' } as const
    const row = messageRow('m1', { chatId: CHAT, position: 0, revision: 6, content: 'Theirs' })
    await device.receive(
      pageOf([chatRow('chat-1', 5), row, conflictRow('k1', 7, text)], { from: null, to: 7 }),
    )
    const shown = async () =>
      (await readWindow(device.db, { chatId: CHAT, limit: 9 })).messages.map((one) => one.content)

    const undo = await answer(device, { conflictId: K1, choice: 'lost' })
    expect(await shown()).toEqual(['Mine'])

    await undoAnswers(device.db, device.deps, undo)
    expect(await shown()).toEqual(['Theirs'])
  })

  test('to many at once is all of them or nothing', async () => {
    const folder = { ofEntity: 'folder', entityId: 'f1', field: 'name' } as const
    const device = await holdTitle(
      conflictRow('k2', 8, folder),
      conflictRow('k3', 9, { entityId: 'chat-2' }),
    )
    await device.receive(pageOf([folderRow('f1', 21, { name: 'Theirs' })], { from: '20', to: 21 }))

    const undo = await answer(
      device,
      { conflictId: K1, choice: 'lost' },
      { conflictId: conflictId('k2'), choice: 'lost' },
      { conflictId: conflictId('k3'), choice: 'lost' },
    )

    // The third is of a chat that is not here.
    expect(undo.map((one) => one.conflictId)).toEqual(['k1', 'k2'])
    expect((await device.db.folders.get('f1'))?.name).toBe('Mine')
    expect((await listConflicts(device.db, 9)).map(({ id }) => id)).toEqual(['k3'])
  })

  test('that somebody gave elsewhere meanwhile stands, and nothing is written', async () => {
    const device = await holdTitle()
    const answered = conflictRow('k1', 22, { resolvedAt: 4000, choice: 'kept' })
    await device.receive(pageOf([answered], { from: '20', to: 22 }))

    expect(await answer(device, { conflictId: K1, choice: 'lost' })).toEqual([])
    expect(await sent(device)).toEqual([])
  })
})

describe('an answer taken back', () => {
  test('[N3] puts back what stood and asks again', async () => {
    const device = await holdTitle()
    const undo = await answer(device, { conflictId: K1, choice: 'lost' })

    await undoAnswers(device.db, device.deps, undo)

    expect(await titleOf(device.db, CHAT)).toBe('Theirs')
    expect(await countConflicts(device.db)).toBe(1)
    expect((await sent(device)).slice(2)).toMatchObject([
      { kind: 'chat.set', value: 'Theirs', resolves: 'k1' },
      { kind: 'conflict.resolve', choice: null },
    ])
  })

  test('leaves a value that somebody set since', async () => {
    const device = await holdTitle()
    const undo = await answer(device, { conflictId: K1, choice: 'lost' })
    await device.write(rename(CHAT, 'Newer than both'))

    await undoAnswers(device.db, device.deps, undo)

    expect(await titleOf(device.db, CHAT)).toBe('Newer than both')
    expect(await countConflicts(device.db)).toBe(1)
  })

  test('puts what was made beside into the trash', async () => {
    const device = await holdTitle()
    const folder: ChangeDraft = {
      kind: 'folder.create',
      folder: { id: folderId('f2'), name: 'Mine' },
    }
    const beside = [...copyOfChat, folder]
    const undo = await answer(device, { conflictId: K1, choice: 'kept', beside })

    await undoAnswers(device.db, device.deps, undo)

    expect(await device.db.chats.get(COPY)).toMatchObject({ isDeleted: true, shelf: 'trash' })
    expect(await device.db.folders.get('f2')).toMatchObject({ isDeleted: true })
    expect(await device.db.messages.get(messageId('copied'))).toMatchObject({ isDeleted: false })
  })

  test('days later is so by what the conflict says', async () => {
    const device = await holdTitle()
    await answer(device, { conflictId: K1, choice: 'lost' })
    const answered = await listAnswered(device.db, { since: 0, limit: 9 })

    await undoAnswers(
      device.db,
      device.deps,
      answered.map((one) => undoingOf(one, '')),
    )

    expect(await titleOf(device.db, CHAT)).toBe('Theirs')
    expect(await listAnswered(device.db, { since: 0, limit: 9 })).toEqual([])
  })

  test('days later puts what was made beside into the trash as well', async () => {
    const folder = { ofEntity: 'folder', entityId: 'f1', field: 'name', createdAt: 3000 } as const
    const text = { ofEntity: 'message', entityId: 'm1', field: 'content' } as const
    const device = await holdTitle(conflictRow('k2', 8, folder), conflictRow('k3', 9, text))
    const rows = [
      folderRow('f1', 21, { name: 'Theirs' }),
      messageRow('m1', { chatId: CHAT, position: 0, revision: 22, content: 'Theirs' }),
      chatRow('branch', 23, { title: 'Mine, and mine alone', parentChatId: CHAT }),
    ]
    await device.receive(pageOf(rows, { from: '20', to: 23 }))
    const second: ChangeDraft = {
      kind: 'folder.create',
      folder: { id: folderId('f2'), name: 'Mine' },
    }
    await answer(
      device,
      { conflictId: K1, choice: 'kept', beside: copyOfChat },
      { conflictId: conflictId('k2'), choice: 'kept', beside: [second] },
      { conflictId: conflictId('k3'), choice: 'kept', beside: [] },
    )
    const answered = await listAnswered(device.db, { since: 0, limit: 9 })
    expect(answered).toHaveLength(3)

    await undoAnswers(
      device.db,
      device.deps,
      answered.map((one) => undoingOf(one, 'Mine (from ')),
    )

    const deleted = (await device.db.chats.toArray()).filter(({ isDeleted }) => isDeleted)
    expect(deleted.map(({ id }) => id)).toEqual([COPY])
    expect((await device.db.folders.get('f2'))?.isDeleted).toBe(true)
    expect((await device.db.folders.get('f1'))?.isDeleted).toBe(false)
    const { messages } = await readWindow(device.db, { chatId: CHAT, limit: 9 })
    expect(messages).toMatchObject([{ id: 'm1', content: 'Theirs', versions: ['m1'] }])
  })

  test.each(['at once', 'days later'])('[N3] leaves what was gone on with: %s', async (when) => {
    const device = await holdTitle()
    const folder: ChangeDraft = {
      kind: 'folder.create',
      folder: { id: folderId('f2'), name: 'Mine' },
    }
    const beside = [...copyOfChat, folder]
    const undo = await answer(device, { conflictId: K1, choice: 'kept', beside })
    await device.write(newMessage('more', COPY, { timestamp: 7000, parentId: messageId('copied') }))
    await device.write({ kind: 'chat.set', chatId: CHAT, field: 'folderId', value: folderId('f2') })
    const later = (await listAnswered(device.db, { since: 0, limit: 9 })).map((one) =>
      undoingOf(one, 'Mine (from '),
    )

    await undoAnswers(device.db, device.deps, when === 'at once' ? undo : later)

    expect(await device.db.chats.get(COPY)).toMatchObject({ isDeleted: false, shelf: 'open' })
    expect(await device.db.folders.get('f2')).toMatchObject({ isDeleted: false })
    expect(await countConflicts(device.db)).toBe(1)
  })

  test('of what nobody was asked about there is none to take back', async () => {
    const device = await holdTitle(
      conflictRow('k2', 8, { field: 'pinned', resolvedAt: 3000, choice: 'kept' }),
    )

    expect(await listAnswered(device.db, { since: 0, limit: 9 })).toEqual([])
  })
})
