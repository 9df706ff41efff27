/** A deletion claims all that came of a chat whose text is away, and nothing that never came. */

import { expect, test } from 'vitest'
import { dropBodies } from '../../db/device/bodies.ts'
import { doubtChats } from '../../db/device/doubt.ts'
import { beginFetch, takeChatRows } from '../../db/device/fetch-body.ts'
import { recoverFromFork } from '../../db/device/fork.ts'
import { repair } from '../../db/device/repair.ts'
import { readSync } from '../../db/device/sync-state.ts'
import type { Row } from '../../db/protocol/row.ts'
import {
  chatId,
  chatRow,
  createDevice,
  messageRow,
  newMessage,
  pageOf,
  type TestDevice,
} from './device.ts'

const CHAT = chatId('chat-1')

const row = (at: number, revision = at + 2) =>
  messageRow(`chat-1-m${at}`, { chatId: CHAT, position: at, revision })

const dropped = async (messages: number): Promise<TestDevice> => {
  const device = await createDevice()
  await device.holdChat(CHAT, messages)
  await dropBodies(device.db, [CHAT], 1)
  return device
}

const fetched = async (
  { db, deps }: TestDevice,
  { rows, hasMore }: { readonly rows: readonly Row[]; readonly hasMore: boolean },
): Promise<void> => {
  const [{ generation }, body] = await Promise.all([readSync(db), db.bodies.get(CHAT)])
  if (body?.state !== 'fetching') throw new Error('nothing is asked for')
  const answer = { chatId: CHAT, generation, asked: body, now: 2, rows: [...rows], hasMore }
  await takeChatRows(db, deps, answer)
}

/** What a deletion says it has seen; it is taken back. */
const claimed = async (device: TestDevice): Promise<number | undefined> => {
  const [id = ''] = await device.write({
    kind: 'chat.set',
    chatId: CHAT,
    field: 'deleted',
    value: true,
  })
  const body = (await device.db.outbox.get(id))?.body
  await device.write({ kind: 'chat.set', chatId: CHAT, field: 'deleted', value: false })
  return body?.kind === 'chat.set' && body.field === 'deleted' ? body.seenMessages : undefined
}

test('[D1] what was passed over counts, in any order, and once', async () => {
  const device = await dropped(2)

  await device.receive(pageOf([row(4, 9)], { from: '8', to: 9 }))
  await device.receive(pageOf([row(4, 10)], { from: '9', to: 10 }))
  await device.receive(pageOf([row(4, 11)], { from: '10', to: 11 }))
  expect(await claimed(device)).toBe(3)

  await device.receive(pageOf([row(2), row(3), row(4, 11)], { from: '3', to: 11 }))
  expect(await claimed(device)).toBe(5)
})

test('[D1] text with a gap in it goes, and what came again is not taken for the rest', async () => {
  const device = await createDevice()
  await device.holdChat(CHAT, 2)
  await device.receive(pageOf([row(4, 9)], { from: '8', to: 9 }))
  await dropBodies(device.db, [CHAT], 1)

  await device.receive(pageOf([row(4, 10)], { from: '9', to: 10 }))

  expect(await claimed(device)).toBe(3)
})

test('[D1] a fetch that was begun and failed takes nothing from what was known', async () => {
  const device = await dropped(3)
  await beginFetch(device.db, CHAT, { goal: 'visiting', fetchId: 'f1' })
  expect(await claimed(device)).toBe(3)

  await fetched(device, { rows: [chatRow(CHAT, 1), row(0)], hasMore: true })
  await device.receive(pageOf([row(3, 9)], { from: '4', to: 9 }))
  expect(await claimed(device)).toBe(4)
  await dropBodies(device.db, [CHAT], 2)
  expect(await claimed(device)).toBe(4)

  await beginFetch(device.db, CHAT, { goal: 'here', fetchId: 'f2' })
  const all = [chatRow(CHAT, 1), row(0), row(1), row(2), row(3, 9)]
  await fetched(device, { rows: all, hasMore: false })
  expect(await claimed(device)).toBe(4)
  expect(await device.db.bodies.count()).toBe(0)
})

test('[D1] an own message counts once, on its way and when it has come', async () => {
  const device = await dropped(2)
  await device.write(newMessage('own', CHAT))
  expect(await claimed(device)).toBe(3)

  const own = messageRow('own', { chatId: CHAT, position: 2, revision: 9 })
  await device.receive(pageOf([own], { from: '3', to: 9 }))

  expect(await claimed(device)).toBe(3)
})

test('[D1] after a repair it is known as before, and once', async () => {
  const device = await dropped(3)
  await repair(device.db)
  expect(await claimed(device)).toBe(3)

  const rows = [chatRow(CHAT, 1), row(0), row(1), row(2)]
  await device.receive(pageOf(rows, { from: null, to: 4 }))

  expect(await claimed(device)).toBe(3)
})

test('[D1] of a history that was lost nothing is claimed but what comes again', async () => {
  const device = await dropped(4)
  const { generation } = await readSync(device.db)
  await recoverFromFork(device.db, device.deps, { code: 'history_forked', generation })
  expect(await claimed(device)).toBe(0)

  await device.receive(pageOf([chatRow(CHAT, 1), row(0), row(3)], { from: null, to: 5 }))

  expect(await claimed(device)).toBe(2)
})

test('[D1] found wrong, it claims no message twice while they come again', async () => {
  const device = await dropped(4)
  const { cursor, generation } = await readSync(device.db)
  await doubtChats(device.db, [CHAT], { stand: { cursor, generation }, fetchId: 'f1' })

  await fetched(device, { rows: [chatRow(CHAT, 1), row(0), row(1)], hasMore: true })
  expect(await claimed(device)).toBe(4)
  await fetched(device, { rows: [row(2)], hasMore: false })

  expect(await claimed(device)).toBe(3)
})
