/** An open page lets go of text by what this page has heard from the server, not an earlier one. */

import { expect, onTestFinished, test, vi } from 'vitest'
import { receive } from '../../db/device/receive.ts'
import { listLog } from '../../db/device/runs.ts'
import { VISIT_MS } from '../../db/device/settle-bodies.ts'
import { noteSync, readSync } from '../../db/device/sync-state.ts'
import { keepBodies } from '../../sw/engine/keep-bodies.ts'
import { chatId, chatRow, messageRow, pageOf } from '../device/device.ts'
import { createDevice, type TestDevice, until } from './device.ts'

const CHAT = chatId('chat-1')

/** Its text was looked at, long ago, and is to be in the cloud. */
const visit = async ({ database, clock }: TestDevice): Promise<void> => {
  const { generation } = await readSync(database)
  const chat = chatRow(CHAT, 1, { syncMode: 'cloud' })
  const rows = [chat, messageRow('m', { chatId: CHAT, position: 0, revision: 2 })]
  const page = pageOf(rows, { from: null, to: 2 })
  const now = clock.now()
  await receive(database, { generation, sent: [], results: [], serverTime: null, now, ...page })
  const then = now - 2 * VISIT_MS
  const verified = { revision: 2, at: then, wholeAt: then, chats: 1, differed: 0 }
  await noteSync(database, { lastFullSyncAt: then, verified })
  await database.bodies.put({ chatId: CHAT, state: 'visiting', since: then })
}

const open = (device: TestDevice, failing?: string) => {
  const calls: string[] = []
  const work = (name: string) => async () => {
    calls.push(name)
    if (name === failing) throw new TypeError('a bug')
  }
  const closing = new AbortController()
  const works = { afterFullSync: work('full'), settle: work('modes') }
  const kept = keepBodies(device.deps, works, closing.signal)
  onTestFinished(async () => {
    closing.abort()
    await kept
  })
  return calls
}

test('what an earlier page synced is no reason to let text go', async () => {
  const device = await createDevice({ fetch: async () => Promise.reject(new TypeError('offline')) })
  await visit(device)
  const closing = new AbortController()
  const kept = device.engine.keepUp(closing.signal)

  await until(async () => (await readSync(device.database)).lastFault !== null)
  await new Promise((resolve) => setTimeout(resolve, 50))
  closing.abort()
  await kept

  expect(await device.database.blocks.count()).toBe(1)
})

test('each full sync from then on is one, and so is a mode that changes', async () => {
  const device = await createDevice({ fetch: async () => Promise.reject(new TypeError('offline')) })
  await visit(device)
  const calls = open(device)
  const { database } = device
  await new Promise((resolve) => setTimeout(resolve, 50))

  await noteSync(database, { lastFullSyncAt: device.clock.now() })
  await until(() => calls.length === 1)
  await database.chats.update(CHAT, { syncMode: 'everywhere' })
  await until(() => calls.length === 2)

  expect(calls).toEqual(['full', 'modes'])
})

test('one time that fails is told, and the next is met', async () => {
  const device = await createDevice({ fetch: async () => Promise.reject(new TypeError('offline')) })
  await visit(device)
  const calls = open(device, 'full')
  const { database } = device
  await new Promise((resolve) => setTimeout(resolve, 50))

  await noteSync(database, { lastFullSyncAt: device.clock.now() })
  await until(() => calls.length === 1)
  await noteSync(database, { lastFullSyncAt: device.clock.now() + 1 })
  await until(() => calls.length === 2)

  await until(async () => (await database.log.count()) === 2)
  expect(await listLog(database, 1)).toMatchObject([
    { level: 'error', code: 'quiet.failed', details: { error: 'TypeError' } },
  ])
})

test('what is written to the sync row makes nobody read the chats', async () => {
  const device = await createDevice({ fetch: async () => Promise.reject(new TypeError('offline')) })
  await visit(device)
  open(device)
  const { database } = device
  await new Promise((resolve) => setTimeout(resolve, 50))
  const reads = vi.spyOn(database.chats, 'where')

  await noteSync(database, { failures: 1 })
  await new Promise((resolve) => setTimeout(resolve, 50))

  expect(reads).not.toHaveBeenCalled()
})
