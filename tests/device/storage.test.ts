/** Whatever fails in the middle, in storage or by a closed page: a step is there as a whole or not at all. */

import { describe, expect, test } from 'vitest'
import { adoptLocal } from '../../db/device/adopt.ts'
import type { ChatDatabase } from '../../db/device/database.ts'
import { recoverFromFork } from '../../db/device/fork.ts'
import { receive } from '../../db/device/receive.ts'
import { readSync } from '../../db/device/sync-state.ts'
import { write } from '../../db/device/write.ts'
import {
  applied,
  changeId,
  chatId,
  chatRow,
  createDevice,
  messageRow,
  newMessage,
  pageOf,
  rename,
  type TestDevice,
  titleOf,
} from './device.ts'
import { layWire, type StorageWire } from './storage-wire.ts'

interface Wired extends TestDevice {
  readonly wire: StorageWire
}

const createWired = async (name = 'chat_anna'): Promise<Wired> => {
  const device = await createDevice({ name, prefix: name.slice(5, 7) })
  const wire = layWire(device.db)
  device.db.close({ disableAutoOpen: false })
  await device.db.open()
  return { ...device, wire }
}

const dump = async (db: ChatDatabase): Promise<Readonly<Record<string, unknown>>> => {
  const tables = await Promise.all(
    db.tables.map(async (table) => [table.name, await table.toArray()] as const),
  )
  return Object.fromEntries(tables)
}

/** Cuts the step off at each of its operations in turn, and looks at what is left every time. */
const cutEverywhere = async (
  prepare: () => Promise<Wired>,
  step: (device: Wired) => Promise<{ readonly kind: string }>,
): Promise<number> => {
  const whole = await prepare()
  whole.wire.reset()
  const done = await step(whole)
  const operations = whole.wire.operations()
  expect(['no_space', 'closed']).not.toContain(done.kind)
  for (let at = 1; at <= operations; at += 1) {
    const device = await prepare()
    const before = await dump(device.db)
    device.wire.failAt(at)

    const outcome = await step(device)
    device.wire.failAt(0)

    expect([at, outcome.kind]).toEqual([at, 'no_space'])
    expect(await dump(device.db)).toEqual(before)
  }
  return operations
}

describe('[N1] a step that storage cuts off leaves nothing half', () => {
  const prepare = async (): Promise<Wired> => {
    const device = await createWired()
    const chat = await device.holdChat('chat-1', 3)
    await device.write(rename(chat, 'First'), newMessage('m1', chat))
    return device
  }

  test('when writing', async () => {
    const chat = chatId('chat-1')

    const operations = await cutEverywhere(prepare, async (device) =>
      write(device.db, device.deps, [rename(chat, 'Second'), newMessage('m2', chat)]),
    )

    expect(operations).toBeGreaterThan(5)
  })

  test('when receiving a page', async () => {
    const rows = [
      chatRow('chat-1', 9),
      messageRow('m9', { chatId: chatId('chat-1'), position: 3, revision: 10 }),
    ]

    const operations = await cutEverywhere(prepare, async (device) =>
      receive(device.db, {
        generation: 1,
        results: [],
        sent: [],
        ...pageOf(rows, { from: '4', to: 10 }),
        serverTime: null,
        now: 1,
      }),
    )

    expect(operations).toBeGreaterThan(5)
  })

  test('when recovering from a fork', async () => {
    const operations = await cutEverywhere(prepare, async (device) =>
      recoverFromFork(device.db, device.deps, { code: 'history_forked', generation: 1 }),
    )

    expect(operations).toBeGreaterThan(5)
  })
})

describe('full storage', () => {
  test('keeps the page out, takes the results, and moves no cursor', async () => {
    const device = await createWired()
    const chat = await device.holdChat('chat-1')
    const [renamed = ''] = await device.write(rename(chat, 'New'))
    const rows = [chatRow('chat-2', 5), chatRow('chat-1', 6, { title: 'New' })]
    device.wire.failAt(8)

    const received = await device.receive({
      results: [applied(changeId(renamed), 6)],
      ...pageOf(rows, { from: '1', to: 6 }),
    })

    expect(received).toMatchObject({ isOutOfSpace: true, answered: 1, isCursorMoved: false })
    expect((await device.db.outbox.get(renamed))?.state).toBe('answered')
    expect((await readSync(device.db)).cursor).toBe('1')
    expect(await titleOf(device.db, chat)).toBe('New')
  })
})

describe('a database', () => {
  test('that a newer page deletes or upgrades closes here, and says so instead of writing', async () => {
    const device = await createDevice()
    const chat = await device.holdChat('chat-1')
    const other = await createDevice({ disk: device.disk })

    await other.db.delete()
    const outcome = await write(device.db, device.deps, rename(chat, 'New'))

    expect(outcome).toEqual({ kind: 'closed' })
  })
})

describe('[N3] taking over local chats, cut off anywhere', () => {
  test('and done again, brings everything once', async () => {
    const fill = async (): Promise<{ local: Wired; user: Wired }> => {
      const local = await createWired('chat_local')
      const user = await createWired()
      const chat = chatId('mine')
      await local.write(
        { kind: 'chat.create', chat: { id: chat, title: 'Mine', timestamp: 1 } },
        newMessage('m1', chat),
        rename(chat, 'Better'),
      )
      await local.db.drafts.put({ id: 'new', chatId: null, kind: 'typed', text: 'T', updatedAt: 1 })
      return { local, user }
    }
    const whole = await fill()
    whole.local.wire.reset()
    whole.user.wire.reset()
    expect(await adoptLocal(whole.local.db, whole.user.db)).toEqual({ kind: 'adopted', changes: 3 })
    const steps = { local: whole.local.wire.operations(), user: whole.user.wire.operations() }
    const wanted = await dump(whole.user.db)

    for (const side of ['local', 'user'] as const) {
      const operations = steps[side]
      for (let at = 1; at <= operations; at += 1) {
        const devices = await fill()
        devices[side].wire.failAt(at)
        const cut = await adoptLocal(devices.local.db, devices.user.db)
        devices[side].wire.failAt(0)
        expect([side, at, cut.kind]).toEqual([side, at, 'no_space'])

        await adoptLocal(devices.local.db, devices.user.db)

        expect(await dump(devices.user.db)).toEqual(wanted)
      }
    }
  })
})
