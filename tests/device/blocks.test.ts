/** Messages lie packed: the right block whatever their order, one write a block, each message once. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ChatDatabase } from '../../db/device/database.ts'
import { mergeBlock } from '../../db/device/blocks.ts'
import { readWindow } from '../../db/device/messages.ts'
import { BLOCK_SIZE } from '../../db/protocol/limits.ts'
import type { MessageRow } from '../../db/protocol/message.ts'
import {
  chatId,
  chatRow,
  createDevice,
  messageId,
  messageRow,
  newMessage,
  pageOf,
} from './device.ts'
import { layWire } from './storage-wire.ts'

const CHAT = chatId('chat-1')

const rowsOf = (count: number): readonly MessageRow[] =>
  Array.from({ length: count }, (_, position) =>
    messageRow(`m${position}`, { chatId: CHAT, position, revision: 10 + position }),
  )

const blocksOf = async (db: ChatDatabase) =>
  (await db.blocks.toArray()).map(({ index, messages }) => ({
    index,
    ids: messages.map((message) => message.id),
  }))

describe('blocks', () => {
  test('[N4] take 1,000 messages in any order and any pages to the same places', async () => {
    const rows = rowsOf(1000)
    const ordered = await createDevice()
    await ordered.receive(pageOf([chatRow('chat-1', 1), ...rows], { from: null, to: 2000 }))
    const expected = await blocksOf(ordered.db)

    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...rows], { minLength: rows.length }),
        fc.integer({ min: 20, max: 400 }),
        async (shuffled, size) => {
          const device = await createDevice()
          await device.receive(pageOf([chatRow('chat-1', 1)], { from: null, to: 1 }))
          for (let at = 0; at < shuffled.length; at += size)
            await device.receive(pageOf(shuffled.slice(at, at + size), { from: 'x', to: 2000 }))

          expect(await blocksOf(device.db)).toEqual(expected)
          expect((await device.db.chats.get(CHAT))?.messageCount).toBe(1000)
        },
      ),
      { numRuns: 5 },
    )

    expect(expected.map((block) => block.index)).toEqual(
      Array.from({ length: Math.ceil(1000 / BLOCK_SIZE) }, (_, at) => at),
    )
  })

  test('[C1] are the same from a bootstrap, newest first, and from ordinary pages', async () => {
    const rows = rowsOf(300)
    const ordinary = await createDevice()
    const bootstrap = await createDevice()

    for (let at = 0; at < 300; at += 70)
      await ordinary.receive(
        pageOf(at === 0 ? [chatRow('chat-1', 1), ...rows.slice(0, 70)] : rows.slice(at, at + 70), {
          from: at === 0 ? null : String(at + 9),
          to: at + 79,
        }),
      )
    const newestFirst = rows.toReversed()
    await bootstrap.receive(
      pageOf([...newestFirst.slice(0, 40), chatRow('chat-1', 1)], { from: null, to: 1 }),
    )
    for (let at = 0; at < 300; at += 55)
      await bootstrap.receive(
        pageOf(newestFirst.slice(at, at + 55), { from: String(at + 1), to: at + 56 }),
      )

    expect(await bootstrap.db.blocks.toArray()).toEqual(await ordinary.db.blocks.toArray())
    expect(await bootstrap.db.chats.toArray()).toEqual(await ordinary.db.chats.toArray())
  })

  test('a late edit rewrites one block', async () => {
    const device = await createDevice()
    await device.receive(pageOf([chatRow('chat-1', 1), ...rowsOf(640)], { from: null, to: 900 }))
    const wire = layWire(device.db)
    device.db.close({ disableAutoOpen: false })
    await device.db.open()
    wire.reset()
    const late = messageRow('m70', { chatId: CHAT, position: 70, revision: 999, isDeleted: true })

    await device.receive(pageOf([late], { from: '900', to: 999 }))

    expect((await device.db.blocks.get([CHAT, 1]))?.messages[6]).toEqual(late)
    // The block, its chat and the sync row.
    expect(wire.recordsWritten()).toBe(3)
  })

  test('cost one read and one write each, whatever lies in a page', async () => {
    const device = await createDevice()
    await device.receive(pageOf([chatRow('chat-1', 1), ...rowsOf(100)], { from: null, to: 200 }))
    const wire = layWire(device.db)
    device.db.close({ disableAutoOpen: false })
    await device.db.open()
    wire.reset()

    await device.receive(pageOf(rowsOf(1100).slice(100), { from: '200', to: 1200 }))

    const blocks = Math.ceil(1100 / BLOCK_SIZE) - Math.floor(100 / BLOCK_SIZE)
    expect(wire.recordsWritten()).toBe(blocks + 2)
    expect(wire.recordsRead()).toBeLessThan(blocks + 10)
  })

  test('a message whose position changed stands once', async () => {
    const rows = rowsOf(10)
    const [third] = rows.slice(3)
    if (third === undefined) throw new Error('no row')
    const moved = { ...third, position: 12, revision: 50 }

    const { block, added } = mergeBlock({ chatId: CHAT, index: 0, messages: rows }, [moved])

    expect(block.messages.filter((message) => message.id === moved.id)).toEqual([moved])
    expect(added).toBe(0)
    const stale = mergeBlock(block, [third])
    expect([stale.news, stale.block.messages]).toEqual([0, block.messages])
  })

  test('[V1] an older row of a message does not cover a newer one, whenever it comes', async () => {
    const device = await createDevice()
    const at = { chatId: CHAT, position: 0 }
    const newer = messageRow('m0', { ...at, revision: 9, isDeleted: true })
    await device.receive(pageOf([chatRow('chat-1', 1), newer], { from: null, to: 9 }))

    await device.receive(pageOf([messageRow('m0', { ...at, revision: 2 })], { from: '1', to: 2 }))

    expect((await device.db.blocks.get([CHAT, 0]))?.messages).toEqual([newer])
  })

  test('a message that lies in two blocks is read once, the later of the two', async () => {
    const device = await createDevice()
    await device.receive(pageOf([chatRow('chat-1', 1), ...rowsOf(10)], { from: null, to: 30 }))
    const moved = messageRow('m3', { chatId: CHAT, position: 100, revision: 40, content: 'Later' })

    await device.receive(pageOf([moved], { from: '30', to: 40 }))
    await device.db.branches.put({ chatId: CHAT, leafId: messageId('m3') })

    const { messages } = await readWindow(device.db, { chatId: CHAT, limit: 10 })
    expect(messages.map(({ id, content }) => [id, content])).toEqual([['m3', 'Later']])
    expect(messages[0]?.versions.filter((id) => id === 'm3')).toHaveLength(1)
  })

  test('a message on its way is shown from the overlay, and once', async () => {
    const device = await createDevice()
    await device.receive(pageOf([chatRow('chat-1', 1)], { from: null, to: 1 }))
    await device.write(newMessage('mine', CHAT))
    const row = messageRow('mine', { chatId: CHAT, position: 0, revision: 2 })
    await device.receive(pageOf([row], { from: '1', to: 2, hasMore: true }))

    const { messages } = await readWindow(device.db, { chatId: CHAT, limit: 10 })

    expect(messages).toMatchObject([{ id: 'mine', position: 0, state: 'waiting' }])
  })
})
