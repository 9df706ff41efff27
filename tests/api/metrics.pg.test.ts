/** The figures are what happened: read after traffic that is known. */

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { openApp, openBrowser, signedInBrowser, type TestApp } from '../world/app.ts'
import { createNumbering } from '../world/changes.ts'
import { readExposition, type Exposition } from '../world/exposition.ts'
import { testDatabase, type TestDatabase } from '../world/test-database.ts'
import { PROTOCOL_VERSION } from '../../db/protocol/version.ts'

let database: TestDatabase
let world: TestApp
const now = Date.now()

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const open = async (): Promise<void> => {
  world = await openApp({
    env: { DATABASE_URL: database.url, REDIS_URL: inject('redisUrl') },
    change: () => ({ now: () => now }),
  })
}

const read = async (): Promise<Exposition> => {
  const env = {
    incoming: { socket: { remoteAddress: '::1', remotePort: 1, remoteFamily: 'IPv6' } },
  }
  const response = await world.app.request('/api/metrics', {}, env)
  return readExposition(await response.text())
}

describe('after known traffic', () => {
  test('rates, durations, volumes, frequency and errors are what was asked', async () => {
    await open()
    const browser = await signedInBrowser(world, 'user_rates', 'laptop')
    const { createChat, append, other } = createNumbering()
    const sync = (body: object) => browser.ask('POST /api/sync', { body })
    const sentAt = now
    const chat = { ...createChat('c1'), editedAt: sentAt - 90_000 }
    const changes = [chat, append('c1', 'x'), append('c1', 'y'), append('no-chat', 'z')]

    const first = await sync({ direction: 'full', deviceId: 'laptop', pending: 7, sentAt, changes })
    await sync({ direction: 'full', deviceId: 'laptop', pending: 0, sentAt, changes })
    await sync({ direction: 'download', deviceId: 'laptop', pending: 3 })
    await sync({
      direction: 'full',
      deviceId: 'laptop',
      changes: [{ ...other('void'), seq: 99 }],
    })
    await browser.ask('POST /api/sync', { body: '{' })
    await openBrowser(world).signIn('Bearer none')

    const { of } = await read()
    expect(of('chat_sync_syncs_total', { direction: 'full', outcome: 'success' })).toBe(2)
    expect(of('chat_sync_syncs_total', { direction: 'download', outcome: 'success' })).toBe(1)
    expect(of('chat_sync_syncs_total', { direction: 'full', outcome: 'failure' })).toBe(1)
    expect(of('chat_sync_syncs_total', { direction: 'unknown', outcome: 'failure' })).toBe(1)
    expect(of('chat_sync_sync_seconds_count', { direction: 'full' })).toBe(3)
    expect(of('chat_sync_sync_seconds_sum', { direction: 'full' })).toBeGreaterThan(0)
    expect(of('chat_sync_changes_total', { outcome: 'applied' })).toBe(3)
    expect(of('chat_sync_changes_total', { outcome: 'rejected' })).toBe(2)
    expect(of('chat_sync_changes_total', { outcome: 'duplicate' })).toBe(3)
    expect(of('chat_sync_refused_changes_total', { code: 'needs_parent' })).toBe(2)
    expect(of('chat_sync_page_rows_sum')).toBe(9)
    expect(of('chat_sync_request_bytes_count')).toBe(4)
    expect(of('chat_sync_response_bytes_count')).toBe(3)
    expect(of('chat_sync_response_bytes_sum')).toBeGreaterThan(
      Number(first.headers.get('content-length')),
    )
    const route = 'POST /api/sync'
    expect(of('chat_sync_faults_total', { code: 'invalid', route })).toBe(1)
    expect(of('chat_sync_faults_total', { code: 'sequence_gap', route })).toBe(1)
    expect(of('chat_sync_events_total', { event: 'sign-in', outcome: 'done' })).toBe(1)
    expect(of('chat_sync_events_total', { event: 'sign-in', outcome: 'refused' })).toBe(1)
    expect(of('chat_sync_outbox_changes_sum')).toBe(10)
    expect(of('chat_sync_outbox_age_seconds_bucket', { le: '60' })).toBe(0)
    expect(of('chat_sync_outbox_age_seconds_bucket', { le: '300' })).toBe(2)
    await world.close()
  })

  test('the caches tell what they knew, and what runs here is told', async () => {
    await open()
    const browser = await signedInBrowser(world, 'user_caches')

    for (let turn = 0; turn < 4; turn += 1) await browser.ask('GET /api/sync')

    const { of, names } = await read()
    const lookups = 'chat_sync_cache_lookups_total'
    expect(of(lookups, { cache: 'session', result: 'miss' })).toBe(1)
    expect(of(lookups, { cache: 'session', result: 'hit' })).toBe(3)
    expect(of(lookups, { cache: 'status', result: 'miss' })).toBe(1)
    expect(of(lookups, { cache: 'status', result: 'hit' })).toBe(3)
    const build = {
      version: '0.0.0',
      database: 'postgres',
      node: process.versions.node,
      protocol: String(PROTOCOL_VERSION),
    }
    expect(of('chat_sync_build_info', build)).toBe(1)
    for (const name of ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes'])
      expect(names).toContain(name)
    await world.close()
  })

  test('devices on which something waits are counted until it is taken, and how long each is silent', async () => {
    await open()
    const { waiting } = world.deps.metrics
    const hear = (deviceId: string, count: number) => waiting.hear({ userId: 'u', deviceId }, count)
    const laptop = await signedInBrowser(world, 'user_waiting', 'laptop')

    await laptop.ask('POST /api/sync', {
      body: { direction: 'download', deviceId: 'laptop', pending: 2 },
    })
    hear('tablet', 1)
    const both = (await read()).of('chat_sync_devices_waiting')
    const { createChat } = createNumbering()
    await laptop.ask('POST /api/sync', {
      body: { direction: 'full', deviceId: 'laptop', pending: 1, changes: [createChat()] },
    })
    const one = await read()
    hear('tablet', 0)
    const none = await read()

    expect(both).toBe(2)
    expect(one.of('chat_sync_devices_waiting')).toBe(1)
    expect(one.of('chat_sync_devices_waiting_silence_seconds')).toBeGreaterThan(0)
    expect(none.of('chat_sync_devices_waiting')).toBe(0)
    expect(none.of('chat_sync_devices_waiting_silence_seconds')).toBe(0)
    await world.close()
  })
})
