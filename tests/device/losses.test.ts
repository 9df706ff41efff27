/** The browser ends a connection under a step: the step is made again, whole and once. */

import { describe, expect, test } from 'vitest'
import type { ChatDatabase } from '../../db/device/database.ts'
import { recoverFromFork } from '../../db/device/fork.ts'
import { receive } from '../../db/device/receive.ts'
import { write } from '../../db/device/write.ts'
import {
  chatId,
  chatRow,
  createDevice,
  messageRow,
  newMessage,
  pageOf,
  rename,
  titleOf,
  type TestDevice,
} from './device.ts'
import { layWire, type StorageWire } from './storage-wire.ts'

interface Wired extends TestDevice {
  readonly wire: StorageWire
}

const createWired = async (): Promise<Wired> => {
  const device = await createDevice()
  const wire = layWire(device.db)
  device.db.close({ disableAutoOpen: false })
  await device.db.open()
  const chat = await device.holdChat('chat-1', 3)
  await device.write(rename(chat, 'First'), newMessage('m1', chat))
  return { ...device, wire }
}

/** All tables, without the ids that were used up by a first try. */
const dump = async (db: ChatDatabase): Promise<string> => {
  const tables = await Promise.all(
    db.tables.map(async (table) => [table.name, await table.toArray()] as const),
  )
  return JSON.stringify(tables).replaceAll(/"c\d{6}"|1800000\d+/g, '"…"')
}

type Step = (device: Wired) => Promise<{ readonly kind: string }>

const chat = chatId('chat-1')
const rows = [chatRow('chat-1', 9), messageRow('m9', { chatId: chat, position: 3, revision: 10 })]

const STEPS: readonly (readonly [string, Step])[] = [
  ['written', ({ db, deps }) => write(db, deps, [rename(chat, 'Second'), newMessage('m2', chat)])],
  [
    'received',
    ({ db }) =>
      receive(db, {
        generation: 1,
        results: [],
        sent: [],
        ...pageOf(rows, { from: '4', to: 10 }),
        serverTime: null,
        now: 1,
      }),
  ],
  [
    'recovered',
    ({ db, deps }) => recoverFromFork(db, deps, { code: 'history_forked', generation: 1 }),
  ],
]

describe('[N1] [F1] a step whose connection ends', () => {
  test.each(STEPS)(
    'is %s once, at whichever operation that was',
    { timeout: 30_000 },
    async (kind, step) => {
      const whole = await createWired()
      whole.wire.reset()
      await step(whole)
      const operations = whole.wire.operations()
      const wanted = await dump(whole.db)

      for (let at = 1; at <= operations; at += 1) {
        const device = await createWired()
        device.wire.loseAt(at)

        const outcome = await step(device)

        expect([at, outcome.kind]).toEqual([at, kind])
        expect(await dump(device.db)).toBe(wanted)
      }
      expect(operations).toBeGreaterThan(5)
    },
  )

  test('again and again says so, stores nothing, and works once the storage answers', async () => {
    const device = await createWired()
    const before = await dump(device.db)
    device.wire.loseAt(1, 100)

    const outcome = await write(device.db, device.deps, rename(chat, 'Second'))
    device.wire.loseAt(0, 0)

    expect(outcome).toEqual({ kind: 'lost' })
    expect(await dump(device.db)).toBe(before)
    expect(await write(device.db, device.deps, rename(chat, 'Third'))).toMatchObject({
      kind: 'written',
    })
    expect(await titleOf(device.db, chat)).toBe('Third')
  })

  test('is not made again where a newer page has the database', async () => {
    const device = await createWired()
    device.db.close({ disableAutoOpen: true })

    const outcome = await write(device.db, device.deps, rename(chat, 'Second'))

    expect(outcome).toEqual({ kind: 'closed' })
    expect(device.db.losses.count()).toBe(1)
  })
})

describe('whoever watches the losses of a database', () => {
  test('hears of each connection that ended unasked, and of no other', async () => {
    const { db } = await createDevice()
    const heard: number[] = []
    const stop = db.losses.watch(() => heard.push(db.losses.count()))

    db.close({ disableAutoOpen: false })
    await db.chats.count()
    db.close({ disableAutoOpen: false })
    await db.chats.count()
    stop()
    db.close({ disableAutoOpen: true })
    await Promise.resolve()

    expect(heard).toEqual([1, 2])
    expect(db.losses.count()).toBe(2)
  })
})
