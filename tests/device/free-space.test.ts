/** Making room: only what the cloud has goes, the old first, and what is wanted again comes back. */

import { expect, test } from 'vitest'
import { dropBodies, readBody } from '../../db/device/bodies.ts'
import {
  freeFiles,
  freeText,
  measureFreeable,
  OLD_MS,
  oldChats,
} from '../../db/device/free-space.ts'
import { likelyChats, likelyFiles } from '../../db/device/likely.ts'
import { settleBodies } from '../../db/device/settle-bodies.ts'
import {
  chatId,
  chatRow,
  createDevice,
  messageRow,
  newMessage,
  pageOf,
  rename,
  type TestDevice,
} from './device.ts'

const NOW = 1_800_000_000_000
const OLD = NOW - 2 * OLD_MS
const file = (name: string, size = 10) => ({
  sha256: name.repeat(64),
  name: `${name}.png`,
  mime: 'image/png',
  size,
})

/** Chats whose last message is of these moments, each with one file. */
const holding = async (moments: Readonly<Record<string, number>>): Promise<TestDevice> => {
  const device = await createDevice()
  const rows = Object.entries(moments).flatMap(([name, timestamp], at) => [
    chatRow(name, 2 * at + 1, { timestamp: 1, pinned: name.startsWith('pinned') }),
    messageRow(`${name}-m`, {
      chatId: chatId(name),
      position: 0,
      revision: 2 * at + 2,
      timestamp,
      attachments: [file(String(at))],
    }),
  ])
  await device.receive(pageOf(rows, { from: null, to: rows.length }))
  return device
}

const keep = ({ db }: TestDevice, name: string, isSent: 0 | 1) =>
  db.attachments.add({ ...file(name), bytes: new ArrayBuffer(10), isSent, addedAt: 1 })

test('[N3] what is old goes; what is pinned, new, unsent, a draft or kept here stays', async () => {
  const device = await holding({ a: OLD, b: OLD, c: OLD, d: OLD, e: NOW, pinned: OLD, f: OLD })
  const { db } = device
  await device.write(rename(chatId('b'), 'Mine'))
  await db.drafts.add({ id: 'c', chatId: chatId('c'), kind: 'typed', text: 'x', updatedAt: 1 })
  await db.keeping.add({ id: 'd', entity: 'chat', mode: 'device', from: 'person' })
  await dropBodies(db, [chatId('f')], 1)

  expect(await oldChats(db, NOW)).toEqual(['a', 'b', 'c'])
  const measured = await measureFreeable(db, NOW)
  expect(measured).toMatchObject({ chats: 3, away: 0 })
  expect(measured.textBytes).toBeGreaterThan(0)
  expect(await freeText(db, ['a', 'b', 'c', 'd'].map(chatId), NOW)).toBe(1)

  expect(await db.bodies.orderBy('chatId').primaryKeys()).toEqual(['a', 'f'])
  expect(await readBody(db, chatId('a'))).toMatchObject({ state: 'dropped', isForSpace: true })
  expect(await measureFreeable(db, NOW)).toMatchObject({ away: 1 })
})

test('[N3] nothing goes while rows are still to come', async () => {
  const { db } = await holding({ a: OLD })
  await db.sync.update('sync', { left: 3 })

  expect(await freeText(db, [chatId('a')], NOW)).toBe(0)
})

test('what went to make room stays away until it is wanted: pinned, or gone on with elsewhere', async () => {
  const device = await holding({ a: OLD, b: OLD, c: OLD })
  const { db } = device
  await freeText(db, ['a', 'b', 'c'].map(chatId), NOW)

  expect(await settleBodies(db, NOW)).toMatchObject({ wanted: [] })
  expect(await likelyChats(db, 5)).toEqual([])
  await device.receive(
    pageOf(
      [
        messageRow('new', { chatId: chatId('b'), position: 1, revision: 7, timestamp: NOW + 1 }),
        chatRow('c', 8, { pinned: true }),
      ],
      { from: '6', to: 8 },
    ),
  )

  expect(await likelyChats(db, 5)).toEqual(['c', 'b'])
  expect(await likelyChats(db, 1)).toEqual(['c'])
})

test('[N3] files go where the server has them and nothing unsent names them', async () => {
  const device = await holding({ a: NOW, b: OLD })
  const { db } = device
  await keep(device, '0', 1)
  await keep(device, '1', 0)
  await keep(device, '2', 1)
  await device.write(newMessage('own', chatId('a'), { attachments: [file('2')] }))
  expect(await measureFreeable(db, NOW)).toMatchObject({ files: 1, fileBytes: 10 })

  await db.sync.update('sync', { filesAfter: '' })
  expect(await freeFiles(db, NOW)).toBe(0)
  await db.sync.update('sync', { filesAfter: undefined })
  expect(await freeFiles(db, NOW)).toBe(10)

  expect(await db.attachments.toCollection().primaryKeys()).toEqual([
    file('1').sha256,
    file('2').sha256,
  ])
})

test('files of recent chats are likely, but not those that the person let go of', async () => {
  const device = await holding({ a: NOW, b: OLD, pinned: OLD })
  const { db } = device

  expect((await likelyFiles(db, NOW, 9)).map(({ sha256 }) => sha256[0])).toEqual(['2', '0'])
  await keep(device, '0', 1)
  expect(await likelyFiles(db, NOW, 9)).toHaveLength(1)
  await freeFiles(db, NOW)
  expect(await likelyFiles(db, NOW, 9)).toEqual([])
})
