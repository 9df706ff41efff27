/** A chat that is not the server's is brought right, and nothing of it is lost or claimed meanwhile. */

import { expect, test } from 'vitest'
import { dropBodies } from '../../db/device/bodies.ts'
import { doubtChats } from '../../db/device/doubt.ts'
import { takeChatRows } from '../../db/device/fetch-body.ts'
import { repair } from '../../db/device/repair.ts'
import { settleBodies } from '../../db/device/settle-bodies.ts'
import { readSync } from '../../db/device/sync-state.ts'
import type { Row } from '../../db/protocol/row.ts'
import { chatId, chatRow, createDevice, messageRow, type TestDevice } from './device.ts'

const CHAT = chatId('chat-1')

const row = (at: number, id = `chat-1-m${at}`) =>
  messageRow(id, { chatId: CHAT, position: at, revision: at + 2 })

const doubt = async ({ db }: TestDevice, fetchId: string) => {
  const { cursor, generation } = await readSync(db)
  return doubtChats(db, [CHAT], { stand: { cursor, generation }, fetchId })
}

const take = async (
  { db, deps }: TestDevice,
  { rows, hasMore }: { readonly rows: readonly Row[]; readonly hasMore: boolean },
) => {
  const [{ generation }, body] = await Promise.all([readSync(db), db.bodies.get(CHAT)])
  if (body?.state !== 'fetching') throw new Error('nothing is asked for')
  const answer = { chatId: CHAT, generation, asked: body, now: 2, rows: [...rows], hasMore }
  return takeChatRows(db, deps, answer)
}

test('[N3] found wrong once more on its way, it forgets nothing that had to make room', async () => {
  const device = await createDevice()
  await device.holdChat(CHAT, 3)
  await doubt(device, 'f1')
  const first = [chatRow(CHAT, 1), row(0), row(1, 'other')]
  await take(device, { rows: first, hasMore: true })

  expect(await doubt(device, 'f2')).toEqual({ kind: 'doubted' })
  await take(device, { rows: [...first, row(2)], hasMore: false })

  const waiting = (await device.db.messages.toArray()).map(({ id }) => id)
  expect(waiting).toEqual(['chat-1-m1'])
})

test('text that went to make room goes so again, and is not asked back meanwhile', async () => {
  const device = await createDevice()
  await device.holdChat(CHAT, 2)
  await dropBodies(device.db, [CHAT], 1)
  await device.db.bodies.put({ chatId: CHAT, state: 'dropped', droppedAt: 1, isForSpace: true })
  await doubt(device, 'f1')
  expect(await settleBodies(device.db, 2)).toMatchObject({ wanted: [] })

  await take(device, { rows: [chatRow(CHAT, 1), row(0), row(1)], hasMore: false })

  expect(await device.db.bodies.get(CHAT)).toEqual({
    chatId: CHAT,
    state: 'dropped',
    droppedAt: 1,
    isForSpace: true,
  })
})

test('a repair on the way sends nothing back that had come before it', async () => {
  const device = await createDevice()
  await device.holdChat(CHAT, 3)
  await doubt(device, 'f1')
  await take(device, { rows: [chatRow(CHAT, 1), row(0), row(1)], hasMore: true })

  await repair(device.db)
  const body = await device.db.bodies.get(CHAT)
  const after = body?.state === 'fetching' ? (body.after ?? -1) : Infinity
  const rest = [row(0), row(1), row(2)].filter(({ position }) => position > after)
  await take(device, { rows: [chatRow(CHAT, 1), ...rest], hasMore: false })

  expect(await device.db.outbox.count()).toBe(0)
  expect(await device.db.chats.get(CHAT)).toMatchObject({ messageCount: 3 })
})
