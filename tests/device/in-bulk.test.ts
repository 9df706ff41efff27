/** Many records in few requests: the same as one by one, whatever lies between them. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deleteMany, getMany, keysAmong, keysAround } from '../../db/device/in-bulk.ts'
import { chatId, createDevice } from './device.ts'
import { layWire } from './storage-wire.ts'

const name = (at: number): string => `m${String(at).padStart(5, '0')}`
const draftOf = (at: number) => ({
  id: name(at),
  chatId: null,
  kind: 'typed' as const,
  text: `text ${at}`,
  updatedAt: at,
})

const numbers = fc.uniqueArray(fc.nat(200), { maxLength: 120 })

describe('many records', () => {
  test('are the same as when they are asked for one by one', async () => {
    const { db } = await createDevice()
    await fc.assert(
      fc.asyncProperty(numbers, numbers, async (there, asked) => {
        await db.drafts.clear()
        await db.drafts.bulkAdd(there.map(draftOf))
        const keys = asked.map(name)
        const found = await db.drafts.bulkGet([...keys])
        expect(await getMany(db.drafts, keys)).toEqual(found)
        expect((await keysAmong(db.drafts, keys)).toSorted()).toEqual(
          found.flatMap((draft) => draft?.id ?? []).toSorted(),
        )
        await deleteMany(db.drafts, keys)
        const left = there.map(name).filter((key) => !keys.includes(key))
        expect(await db.drafts.toCollection().primaryKeys()).toEqual(left.toSorted())
      }),
      { numRuns: 60 },
    )
  })

  test('with keys of two parts as well', async () => {
    const { db } = await createDevice()
    const chat = chatId('a')
    const all = Array.from({ length: 600 }, (_, index) => ({
      chatId: chat,
      index,
      text: '',
      roles: '',
      files: '',
      times: [],
    }))
    await db.searchBlocks.bulkAdd(all)
    const keys = all
      .filter(({ index }) => index % 100 !== 3)
      .map(({ index }): [string, number] => [chat, index])

    const elsewhere: [string, number] = ['b', 1]
    const found = await getMany(db.searchBlocks, [...keys, elsewhere])
    expect(found.map((block) => block?.index)).toEqual([...keys.map((key) => key[1]), undefined])
    await deleteMany(db.searchBlocks, keys)
    const left = (await db.searchBlocks.toArray()).map(({ index }) => index)
    expect(left).toEqual([3, 103, 203, 303, 403, 503])
  })

  test('of one index are all among those around', async () => {
    const { db, write } = await createDevice()
    for (let at = 0; at < 30; at += 1) {
      const chat = { id: chatId(name(at)), title: 'A chat', timestamp: at }
      await write({ kind: 'chat.create', chat })
    }
    const asked = Array.from({ length: 12 }, (_, at) => `chat:${name(2 * at)}`)
    const around = await getMany(db.outbox, await keysAround(db.outbox, 'rowKey', asked))
    const rowKeys = around.map((entry) => entry?.rowKey)
    for (const key of asked) expect(rowKeys).toContain(key)
  })
})

describe('500 records that were written together', () => {
  test('take three requests to read and two to delete, between 5,000 others', async () => {
    const { db } = await createDevice()
    await db.drafts.bulkAdd(Array.from({ length: 5500 }, (_, at) => draftOf(at)))
    db.close()
    const wire = layWire(db)
    await db.open()
    const keys = Array.from({ length: 500 }, (_, at) => name(2000 + at))

    wire.reset()
    expect((await getMany(db.drafts, keys)).filter(Boolean)).toHaveLength(500)
    expect(wire.operations()).toBeLessThanOrEqual(3)
    wire.reset()
    await deleteMany(db.drafts, keys)
    expect(wire.operations()).toBeLessThanOrEqual(3)
    expect(wire.recordsWritten()).toBe(0)
    expect(await db.drafts.count()).toBe(5000)
  })
})
