/** A chat whose text was let go of: nothing unsent goes with it, nothing comes to it, and all of it comes back. */

import { expect, test } from 'vitest'
import { resolveConflict } from '../../db/device/answer-conflicts.ts'
import { dropBodies, readBody } from '../../db/device/bodies.ts'
import { blocksOf } from '../../db/device/blocks.ts'
import { beginFetch, takeChatRows, type ChatRowsAnswer } from '../../db/device/fetch-body.ts'
import { recoverFromFork } from '../../db/device/fork.ts'
import { readWindow } from '../../db/device/messages.ts'
import { readSync } from '../../db/device/sync-state.ts'
import type { Row } from '../../db/protocol/row.ts'
import {
  applied,
  changeId,
  chatId,
  chatRow,
  conflictId,
  conflictRow,
  createDevice,
  messageId,
  messageRow,
  newMessage,
  pageOf,
  rejected,
  type TestDevice,
} from './device.ts'

const CHAT = chatId('chat-1')

const row = (at: number, revision: number, content?: string) =>
  messageRow(`chat-1-m${at}`, {
    chatId: CHAT,
    position: at,
    revision,
    ...(content === undefined ? {} : { content }),
  })

const stored = async ({ db }: TestDevice): Promise<readonly string[]> =>
  (await blocksOf(db, CHAT).toArray()).flatMap(({ messages }) => messages.map(({ id }) => id))

const shown = async ({ db }: TestDevice): Promise<readonly string[]> =>
  (await readWindow(db, { chatId: CHAT, limit: 100 })).messages.map(({ content }) => content)

const dropped = async (messages: number): Promise<TestDevice> => {
  const device = await createDevice()
  await device.holdChat('chat-1', messages)
  await dropBodies(device.db, [CHAT], 1)
  return device
}

/** What the fetch under way asks with, answered with these rows. */
const answer = async (
  { db }: TestDevice,
  rows: readonly Row[],
  more: Partial<ChatRowsAnswer> = {},
): Promise<ChatRowsAnswer> => {
  const body = await readBody(db, CHAT)
  if (body?.state !== 'fetching') throw new Error('nothing is asked for')
  const { generation } = await readSync(db)
  return { chatId: CHAT, generation, asked: body, rows: [...rows], hasMore: false, now: 2, ...more }
}

test('what was let go of leaves the blocks, and its count stays', async () => {
  const device = await dropped(70)

  expect(await stored(device)).toEqual([])
  expect(await readBody(device.db, CHAT)).toEqual({ chatId: CHAT, state: 'dropped', droppedAt: 1 })
  expect(await device.db.chats.get(CHAT)).toMatchObject({ messageCount: 70 })
})

test('[N2] what has unanswered changes stays, and leaves when it is answered', async () => {
  const device = await createDevice()
  await device.holdChat('chat-1', 2)
  const [removed = '', added = ''] = await device.write(
    {
      kind: 'message.set',
      chatId: CHAT,
      messageId: messageId('chat-1-m1'),
      field: 'deleted',
      value: true,
    },
    newMessage('own', CHAT),
  )

  await dropBodies(device.db, [CHAT], 1)
  expect(await stored(device)).toEqual(['chat-1-m1'])
  expect(await shown(device)).toEqual(['Content of own'])
  await device.receive({
    results: [applied(changeId(removed), 4), applied(changeId(added), 5)],
    ...pageOf(
      [
        { ...row(1, 4), isDeleted: true },
        messageRow('own', { chatId: CHAT, position: 2, revision: 5 }),
      ],
      { from: '3', to: 5 },
    ),
  })

  expect(await device.db.outbox.count()).toBe(0)
  expect(await device.db.messages.count()).toBe(0)
  expect(await stored(device)).toEqual(['chat-1-m1', 'own'])
  await dropBodies(device.db, [CHAT], 9)
  expect(await stored(device)).toEqual([])
  expect(await readBody(device.db, CHAT)).toMatchObject({ droppedAt: 1 })
})

test('[V1] an own message that is changed again before its row has come keeps its text', async () => {
  const device = await dropped(2)
  const [added = ''] = await device.write(newMessage('own', CHAT))
  const [changed = ''] = await device.write({
    kind: 'message.set',
    chatId: CHAT,
    messageId: messageId('own'),
    field: 'status',
    value: 'interrupted',
  })
  const own = messageRow('own', { chatId: CHAT, position: 2, revision: 4 })

  await device.receive({
    results: [applied(changeId(added), 4)],
    ...pageOf([own], { from: '3', to: 4 }),
  })
  await device.receive({ results: [applied(changeId(changed), 9)] })

  expect(await device.db.messages.get(messageId('own'))).toMatchObject({
    content: 'Content of own',
    status: 'interrupted',
  })
})

test('rows that arrive for it are not stored, lift it in the list, and count once', async () => {
  const device = await dropped(2)

  await device.receive(pageOf([row(2, 4), row(0, 5, 'edited')], { from: '3', to: 5 }))

  expect(await stored(device)).toEqual([])
  expect(await device.db.chats.get(CHAT)).toMatchObject({ messageCount: 3, activeAt: 2002 })
  expect((await readSync(device.db)).cursor).toBe('5')
})

test('[N4] it comes back in pages, with what a sync brought meanwhile', async () => {
  const device = await dropped(2)
  expect(await beginFetch(device.db, CHAT, { goal: 'here', fetchId: 'f1' })).toMatchObject({
    kind: 'next',
  })

  const first = await answer(device, [chatRow('chat-1', 1), row(0, 2)], { hasMore: true })
  // Changed and added after the server read the first page.
  await device.receive(pageOf([row(0, 5, 'edited'), row(2, 6)], { from: '3', to: 6 }))
  expect(await takeChatRows(device.db, device.deps, first)).toEqual({
    kind: 'taken',
    isWhole: false,
  })
  const second = await answer(device, [row(1, 3)])
  expect(second.asked.after).toBe(0)
  expect(await takeChatRows(device.db, device.deps, second)).toEqual({
    kind: 'taken',
    isWhole: true,
  })

  expect(await stored(device)).toEqual(['chat-1-m0', 'chat-1-m1', 'chat-1-m2'])
  const [block] = await blocksOf(device.db, CHAT).toArray()
  expect(block?.messages[0]).toMatchObject({ content: 'edited', revision: 5 })
  expect(await readBody(device.db, CHAT)).toBeUndefined()
  expect(await device.db.chats.get(CHAT)).toMatchObject({ messageCount: 3 })
})

test('[I1] a page twice, or after it was let go again, changes nothing', async () => {
  const device = await dropped(2)
  await beginFetch(device.db, CHAT, { goal: 'here', fetchId: 'f1' })
  const first = await answer(device, [chatRow('chat-1', 1), row(0, 2)], { hasMore: true })
  await takeChatRows(device.db, device.deps, first)

  expect(await takeChatRows(device.db, device.deps, first)).toEqual({
    kind: 'taken',
    isWhole: false,
  })
  expect(await readBody(device.db, CHAT)).toMatchObject({ after: 0 })
  await dropBodies(device.db, [CHAT], 3)
  expect(await takeChatRows(device.db, device.deps, first)).toEqual({ kind: 'stale' })
  // What the first fetch had asked for is older than what was not stored meanwhile.
  await device.receive(pageOf([row(0, 4, 'edited')], { from: '3', to: 4 }))
  await beginFetch(device.db, CHAT, { goal: 'here', fetchId: 'f2' })
  expect(await takeChatRows(device.db, device.deps, first)).toEqual({ kind: 'stale' })
  expect(await stored(device)).toEqual([])
})

test('an answer of an earlier generation is thrown away, and after a lost history all is asked for anew', async () => {
  const device = await dropped(2)
  await beginFetch(device.db, CHAT, { goal: 'here', fetchId: 'f1' })
  await takeChatRows(
    device.db,
    device.deps,
    await answer(device, [chatRow('chat-1', 1), row(0, 2)], { hasMore: true }),
  )
  const late = await answer(device, [row(1, 3)])

  const { generation } = await readSync(device.db)
  await recoverFromFork(device.db, device.deps, { code: 'history_forked', generation })

  expect(await takeChatRows(device.db, device.deps, late)).toEqual({ kind: 'stale' })
  expect(await readBody(device.db, CHAT)).toMatchObject({ state: 'fetching', after: null })
})

test('for a visit it stays marked; to stay outdoes a visit', async () => {
  const device = await dropped(1)
  await beginFetch(device.db, CHAT, { goal: 'visiting', fetchId: 'f1' })
  await takeChatRows(
    device.db,
    device.deps,
    await answer(device, [chatRow('chat-1', 1), row(0, 2)]),
  )

  expect(await readBody(device.db, CHAT)).toEqual({ chatId: CHAT, state: 'visiting', since: 2 })
  expect(await beginFetch(device.db, CHAT, { goal: 'visiting', fetchId: 'f2' })).toEqual({
    kind: 'here',
  })
  await beginFetch(device.db, CHAT, { goal: 'here', fetchId: 'f3' })
  expect(await readBody(device.db, CHAT)).toBeUndefined()
})

test('where it was erased for good meanwhile, nothing of it is left', async () => {
  const device = await dropped(2)
  await beginFetch(device.db, CHAT, { goal: 'visiting', fetchId: 'f1' })

  const gone = chatRow('chat-1', 9, { title: '', isPurged: true })
  expect(await takeChatRows(device.db, device.deps, await answer(device, [gone]))).toMatchObject({
    isWhole: true,
  })

  expect(await readBody(device.db, CHAT)).toBeUndefined()
  expect(await device.db.chats.get(CHAT)).toMatchObject({ shelf: 'purged', messageCount: 0 })
})

test('[F1] where it was erased for good, a conflict on its text is closed with its answer', async () => {
  const device = await dropped(2)
  const onText = { ofEntity: 'message', entityId: 'chat-1-m1', field: 'deleted' } as const
  const gone = chatRow('chat-1', 6, { isPurged: true, isDeleted: true })
  await device.receive(pageOf([conflictRow('k1', 5, onText)], { from: '3', to: 5 }))
  await device.receive(pageOf([gone], { from: '5', to: 6 }))

  const answered = { conflictId: conflictId('k1'), choice: 'kept' } as const
  const outcome = await resolveConflict(device.db, device.deps, answered)
  const ids = outcome.kind === 'written' ? outcome.changeIds : []
  await device.receive({ results: ids.map((id) => rejected(id, 'needs_parent')) })

  expect(ids).toHaveLength(1)
  expect(await device.db.conflicts.count()).toBe(0)
  expect(await device.db.outbox.count()).toBe(0)
  expect(await device.db.shadow.count()).toBe(0)
})
