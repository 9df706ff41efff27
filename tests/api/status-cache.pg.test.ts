/** The cached status: asked once, told anew after every round, and never missed when it is lost. */

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { parseWith } from '../../db/protocol/parse.ts'
import { syncStatusSchema, type SyncStatus } from '../../db/protocol/status.ts'
import { openApp, signedInBrowser, type TestApp } from '../world/app.ts'
import { createNumbering } from '../world/changes.ts'
import { testDatabase, type TestDatabase } from '../world/test-database.ts'

let database: TestDatabase
let world: TestApp

beforeAll(async () => {
  database = await testDatabase()
  world = await openApp({ env: { DATABASE_URL: database.url, REDIS_URL: inject('redisUrl') } })
})
afterAll(async () => {
  await world.close()
  await database.drop()
})

type Browser = Awaited<ReturnType<typeof signedInBrowser>>

const statusOf = async (browser: Browser): Promise<SyncStatus> => {
  const parsed = parseWith(syncStatusSchema, (await browser.ask('GET /api/sync', {})).json)
  if (parsed.kind === 'broken') throw new Error(`${parsed.where} ${parsed.why}`)
  return parsed.value
}

const push = async (browser: Browser): Promise<void> => {
  const { createChat } = createNumbering()
  await browser.ask('POST /api/sync', {
    body: { direction: 'upload', deviceId: browser.deviceId, changes: [createChat()] },
  })
}

const person = (): string => `user_${randomUUID().slice(0, 8)}`

describe('the status', () => {
  test('is kept in Redis between two questions', async () => {
    const userId = person()
    const browser = await signedInBrowser(world, userId, 'laptop')

    const asked = await statusOf(browser)
    const kept = await world.deps.keyValue.get(`status:${userId}`)
    await world.deps.keyValue.set(
      `status:${userId}`,
      JSON.stringify({ revision: 77, lastSyncAt: 5, devices: [] }),
      5_000,
    )

    expect(kept.kind).toBe('value')
    expect(asked.revision).toBe(0)
    expect((await statusOf(browser)).revision).toBe(77)
  })

  test('is told anew after a round, a rename and a revoke', async () => {
    const userId = person()
    const browser = await signedInBrowser(world, userId, 'laptop')
    await signedInBrowser(world, userId, 'phone')
    await statusOf(browser)

    await push(browser)
    const afterRound = await statusOf(browser)
    await browser.ask('PATCH /api/devices/phone', { body: { name: 'Pocket' } })
    const afterRename = await statusOf(browser)
    await browser.ask('DELETE /api/devices/phone', {})
    const afterRevoke = await statusOf(browser)

    expect(afterRound.revision).toBe(1)
    expect(afterRename.devices.map(({ name }) => name)).toContain('Pocket')
    expect(afterRevoke.devices.map(({ deviceId }) => deviceId)).toEqual(['laptop'])
  })

  test('[P1] of one person is never told to another, and says who asks', async () => {
    const [one, other] = [person(), person()]
    const browser = await signedInBrowser(world, one, 'laptop')
    await push(browser)
    await statusOf(browser)

    const foreign = await statusOf(await signedInBrowser(world, other, 'laptop'))
    const second = await statusOf(await signedInBrowser(world, one, 'phone'))

    expect(foreign.revision).toBe(0)
    expect(second.devices.find(({ current }) => current)?.deviceId).toBe('phone')
    expect(second.pendingChanges).toBe(1)
  })

  test('that was kept in a form nobody knows is read from the database', async () => {
    const userId = person()
    const browser = await signedInBrowser(world, userId, 'laptop')
    await push(browser)
    await world.deps.keyValue.set(`status:${userId}`, '{"revision":"many"}', 5_000)

    expect((await statusOf(browser)).revision).toBe(1)
  })
})
