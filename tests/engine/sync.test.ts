/** Runs of the real engine over a real device database and a server in memory. */

import { describe, expect, test } from 'vitest'
import { countOutbox, listOutbox } from '../../db/device/outbox.ts'
import { listRuns } from '../../db/device/runs.ts'
import { noteSync, readSync } from '../../db/device/sync-state.ts'
import type { ChangeId } from '../../db/protocol/ids.ts'
import { createClock, createDevice, until, type TestDevice } from './device.ts'
import { createFakeServer, type FakeServer } from './fake-server.ts'

const world = async (): Promise<{ server: FakeServer; device: TestDevice }> => {
  const clock = createClock()
  const server = createFakeServer(clock.now)
  return { server, device: await createDevice({ fetch: server.fetch, clock }) }
}

/** The change that was written as the nth, from 0. */
const nthWaiting = async ({ database }: TestDevice, at: number): Promise<ChangeId> => {
  const line = (await listOutbox(database, { state: 'waiting', limit: 1000 }))[at]
  if (line === undefined) throw new Error(`fewer than ${at + 1} changes wait`)
  return line.changeId
}

const titles = async ({ database }: TestDevice): Promise<readonly string[]> =>
  (await database.chats.toArray()).map((chat) => chat.title).toSorted()

describe('[Q1] with nothing to do', () => {
  test('a full sync is exactly one request, under 1 KB', async () => {
    const { server, device } = await world()
    await device.engine.sync('full', { trigger: 'person' })

    const outcome = await device.engine.sync('full', { trigger: 'person' })

    expect(outcome).toMatchObject({ kind: 'done', sent: 0, received: 0, unsent: 0 })
    expect(server.log).toHaveLength(2)
    expect(server.log[1]?.bytes).toBeLessThan(1024)
  })

  test('a drain of an empty outbox is no request', async () => {
    const { server, device } = await world()

    await expect(device.engine.wake('write')).resolves.toMatchObject({ kind: 'skipped' })
    await expect(device.engine.wake('background')).resolves.toMatchObject({ kind: 'skipped' })
    await expect(device.engine.sync('upload', { trigger: 'person' })).resolves.toMatchObject({
      kind: 'skipped',
    })
    expect(server.log).toEqual([])
  })

  test('a start within five minutes of the last full sync is no request, a later one is one', async () => {
    const { server, device } = await world()
    await device.engine.wake('start')
    expect(server.log).toHaveLength(1)

    await device.clock.advance(4 * 60_000)
    await device.engine.wake('start')
    expect(server.log).toHaveLength(1)

    await device.clock.advance(60_000)
    await device.engine.wake('start')
    expect(server.log).toHaveLength(2)
  })
})

describe('[N2] a change', () => {
  test('leaves the outbox once the server has answered and its row has come', async () => {
    const { server, device } = await world()
    const chatId = await device.addChat('Trip plan')
    await device.addMessage(chatId, 'Where to?')

    const outcome = await device.engine.wake('write')

    expect(outcome).toMatchObject({ kind: 'done', sent: 2, unsent: 0 })
    expect(server.rows()).toHaveLength(2)
    await expect(device.database.outbox.count()).resolves.toBe(0)
    expect(server.log).toMatchObject([{ direction: 'full', seqs: [1, 2] }])
  })

  test('stays while its request or its reply is lost, and takes effect once', async () => {
    const { server, device } = await world()
    await device.addChat()
    server.next({ kind: 'lose request' }, { kind: 'lose reply' })

    const lost = await device.engine.wake('write')
    expect(lost).toMatchObject({ kind: 'waiting', unsent: 1 })
    const unanswered = await device.engine.wake('online')
    expect(unanswered).toMatchObject({ kind: 'waiting', unsent: 1 })
    expect(server.rows()).toHaveLength(1)

    await expect(device.engine.wake('online')).resolves.toMatchObject({ kind: 'done', unsent: 0 })
    expect(server.rows()).toHaveLength(1)
    expect(server.log.map((seen) => seen.seqs)).toEqual([[1], [1], [1]])
  })

  test('survives the end of its engine between send and receive', async () => {
    const { server, device } = await world()
    await device.addChat()
    const killed = new AbortController()
    server.next({ kind: 'delay', until: new Promise(() => undefined) })
    const sending = device.engine.wake('write', killed.signal)
    await until(() => server.rows().length === 1)
    killed.abort()
    await expect(sending).resolves.toMatchObject({ kind: 'interrupted', unsent: 1 })
    expect(device.engine.status()).toMatchObject({ state: { kind: 'idle' }, run: null })

    const tab = await device.openTab()
    await expect(tab.engine.wake('write')).resolves.toMatchObject({ kind: 'done', unsent: 0 })
    expect(server.rows()).toHaveLength(1)
  })

  test('written during a round rides in the next one', async () => {
    const { server, device } = await world()
    await device.addChat('first')
    let answer = (): void => undefined
    server.next({
      kind: 'delay',
      until: new Promise((resolve) => {
        answer = resolve
      }),
    })
    const first = device.engine.wake('write')
    await until(() => server.log.length === 1)
    await device.addChat('second')
    const second = device.engine.wake('write')
    answer()

    await expect(first).resolves.toMatchObject({ kind: 'done', sent: 2 })
    await expect(second).resolves.toMatchObject({ kind: 'skipped' })
    expect(server.log.map((seen) => seen.seqs)).toEqual([[1], [2]])
  })
})

describe('a direction', () => {
  test('upload sends and never asks for rows', async () => {
    const { server, device } = await world()
    const other = await createDevice({ fetch: server.fetch, clock: device.clock, seed: 2 })
    await other.addChat('from elsewhere')
    await other.engine.wake('write')
    await device.addChat('mine')

    const outcome = await device.engine.sync('upload', { trigger: 'person' })

    expect(outcome).toMatchObject({ kind: 'done', sent: 1, received: 0, unsent: 0 })
    expect(server.log.slice(1)).toMatchObject([{ direction: 'upload', seqs: [1] }])
    await expect(titles(device)).resolves.toEqual(['mine'])
    expect((await readSync(device.database)).cursor).toBeNull()
  })

  test('download takes rows and never sends a change', async () => {
    const { server, device } = await world()
    const other = await createDevice({ fetch: server.fetch, clock: device.clock, seed: 2 })
    await other.addChat('from elsewhere')
    await other.engine.wake('write')
    await device.addChat('mine')

    const outcome = await device.engine.sync('download', { trigger: 'person' })

    expect(outcome).toMatchObject({ kind: 'done', sent: 0, received: 1, unsent: 1 })
    expect(server.log.slice(1)).toMatchObject([{ direction: 'download', seqs: [] }])
    await expect(titles(device)).resolves.toEqual(['from elsewhere', 'mine'])
  })

  test('an upload leaves answered changes in view until a later pull brings their rows', async () => {
    const { device } = await world()
    await device.addChat('mine')
    await device.engine.sync('upload', { trigger: 'person' })
    await expect(countOutbox(device.database)).resolves.toMatchObject({ waiting: 0, answered: 1 })

    await device.engine.sync('download', { trigger: 'person' })

    await expect(countOutbox(device.database)).resolves.toMatchObject({ waiting: 0, answered: 0 })
    await expect(titles(device)).resolves.toEqual(['mine'])
  })
})

describe('[F1] a fault', () => {
  test('that may pass is waited out, with the moment kept for every tab', async () => {
    const { server, device } = await world()
    await device.addChat()
    const tab = await device.openTab()
    server.next({ kind: 'fault', code: 'unavailable', retryAfterMs: 30_000 })

    const outcome = await device.engine.wake('write')
    const retryAt = device.clock.now() + 30_000
    expect(outcome).toMatchObject({ kind: 'waiting', retryAt, unsent: 1 })
    await expect(readSync(device.database)).resolves.toMatchObject({
      lastFault: 'unavailable',
      failures: 1,
      retryAt,
    })

    await expect(tab.engine.wake('write')).resolves.toMatchObject({ kind: 'waiting', retryAt })
    expect(server.log).toHaveLength(1)
    await device.clock.advance(30_000)
    await expect(tab.engine.wake('timer')).resolves.toMatchObject({ kind: 'done', sent: 1 })
    await expect(readSync(device.database)).resolves.toMatchObject({
      lastFault: null,
      failures: 0,
      retryAt: null,
    })
  })

  test.each(['person', 'online'] as const)('is forgotten by %s', async (trigger) => {
    const { server, device } = await world()
    await device.addChat()
    server.next({ kind: 'fault', code: 'rate_limited', retryAfterMs: 600_000 })
    await device.engine.wake('write')

    await expect(device.engine.wake(trigger)).resolves.toMatchObject({ kind: 'done', sent: 1 })
  })

  test.each([
    'signed_out',
    'session_expired',
    'session_revoked',
    'account_deleted',
    'user_mismatch',
    'update_required',
  ] as const)('%s stops, keeps everything, and asks for nothing by itself', async (code) => {
    const { server, device } = await world()
    await device.addChat()
    server.next({ kind: 'fault', code })

    await expect(device.engine.wake('write')).resolves.toMatchObject({
      kind: 'stopped',
      fault: { code },
      unsent: 1,
    })
    expect(device.engine.status().state).toMatchObject({ kind: 'stopped', fault: { code } })
    for (const trigger of ['write', 'timer', 'visible', 'online', 'poke', 'background'] as const)
      await expect(device.engine.wake(trigger)).resolves.toMatchObject({ kind: 'stopped' })
    expect(server.log).toHaveLength(1)

    await expect(device.engine.wake('person')).resolves.toMatchObject({ kind: 'done', sent: 1 })
    expect(device.engine.status().state).toEqual({ kind: 'idle' })
  })

  test('too_large is met with half as much, down to the one change that is parked', async () => {
    const { server, device } = await world()
    for (let count = 0; count < 8; count += 1) await device.addChat(`chat ${count}`)
    const large = await nthWaiting(device, 5)
    server.limits.largeIds.add(large)

    const outcome = await device.engine.wake('write')

    expect(outcome).toMatchObject({ kind: 'done', unsent: 0 })
    expect(server.rows()).toHaveLength(7)
    const parked = await listOutbox(device.database, { state: 'parked', limit: 10 })
    expect(parked).toMatchObject([{ changeId: large, fault: { code: 'too_large' } }])
    // 8, 4 and 4, 2, 1: that one is given up, and what is behind it goes at once.
    expect(server.log.map((seen) => seen.seqs.length)).toEqual([8, 4, 4, 2, 1, 1, 3])
  })

  test('where everything is too large one change is parked, and the others wait', async () => {
    const { server, device } = await world()
    for (let count = 0; count < 3; count += 1) await device.addChat(`chat ${count}`)
    server.limits.maxChanges = 0

    const outcome = await device.engine.wake('write')

    expect(outcome).toMatchObject({ kind: 'waiting', fault: { code: 'too_large' } })
    expect(server.log).toHaveLength(4)
    const count = { limit: 10 }
    expect(await listOutbox(device.database, { state: 'parked', ...count })).toHaveLength(1)
    expect(await listOutbox(device.database, { state: 'waiting', ...count })).toHaveLength(2)
    server.limits.maxChanges = 500
    await expect(device.engine.wake('person')).resolves.toMatchObject({ kind: 'done', unsent: 0 })
    expect(server.rows()).toHaveLength(2)
  })

  test('a timeout is met with half as much, and that grows back with every answer', async () => {
    const { server, device } = await world()
    for (let count = 0; count < 8; count += 1) await device.addChat(`chat ${count}`)
    server.next({ kind: 'delay', until: new Promise(() => undefined) })
    const slow = device.engine.wake('write')
    await until(() => server.log.length === 1)
    await device.clock.advance(20_000)
    await expect(slow).resolves.toMatchObject({
      kind: 'waiting',
      fault: { details: { reason: 'timeout' } },
    })
    for (let count = 8; count < 20; count += 1) await device.addChat(`chat ${count}`)

    await device.engine.wake('online')

    expect(server.log.map((seen) => seen.seqs.length)).toEqual([8, 4, 8, 8])
    expect(server.rows()).toHaveLength(20)
  })

  test('a server that takes only small batches gets small batches', async () => {
    const { server, device } = await world()
    server.limits.maxChanges = 3
    for (let count = 0; count < 10; count += 1) await device.addChat(`chat ${count}`)

    await expect(device.engine.wake('write')).resolves.toMatchObject({ kind: 'done', sent: 10 })
    expect(server.rows()).toHaveLength(10)
  })

  test('a server without room for changes still gives its rows, and all is kept for later', async () => {
    const { server, device } = await world()
    const other = await createDevice({ fetch: server.fetch, clock: device.clock, seed: 2 })
    await other.addChat('theirs')
    await other.engine.wake('write')
    await device.addChat('mine')
    server.next({ kind: 'fault', code: 'out_of_space', retryAfterMs: 60_000 })

    const outcome = await device.engine.wake('write')

    expect(outcome).toMatchObject({
      kind: 'waiting',
      unsent: 1,
      received: 1,
      fault: { code: 'out_of_space' },
    })
    await expect(titles(device)).resolves.toEqual(['mine', 'theirs'])
    expect(await readSync(device.database)).toMatchObject({ lastFault: 'out_of_space' })
    await device.clock.advance(5 * 60_000)
    await expect(device.engine.wake('timer')).resolves.toMatchObject({ kind: 'done', unsent: 0 })
  })

  test('a refused change is parked, and the others go on', async () => {
    const { server, device } = await world()
    for (const title of ['one', 'two', 'three']) await device.addChat(title)
    const refused = await nthWaiting(device, 1)
    server.refuse(refused, { code: 'invalid', message: 'no' })

    await expect(device.engine.wake('write')).resolves.toMatchObject({ kind: 'done', unsent: 0 })
    expect(server.rows()).toHaveLength(2)
    await expect(countOutbox(device.database)).resolves.toMatchObject({ parked: 1 })
  })

  test('a change that the server holds back is not sent again and again', async () => {
    const { server, device } = await world()
    for (const title of ['one', 'two', 'three']) await device.addChat(title)
    const held = await nthWaiting(device, 1)
    server.refuse(held, { code: 'unsupported', message: 'later' })

    await expect(device.engine.wake('write')).resolves.toMatchObject({
      kind: 'held',
      fault: { code: 'unsupported' },
      sent: 1,
      unsent: 2,
    })
    expect(server.log).toHaveLength(1)
    server.accept(held)
    await expect(device.engine.wake('write')).resolves.toMatchObject({ kind: 'done', sent: 2 })
  })

  test('an answer that answers nothing is not asked for at once again', async () => {
    const { server, device } = await world()
    await device.addChat()
    server.next({
      kind: 'answer',
      response: () =>
        Response.json({
          protocol: 1,
          message: '',
          status: {
            lastSyncTimestamp: null,
            pendingChanges: 0,
            isOnline: true,
            revision: 0,
            devices: [],
          },
          results: [],
          page: { from: null, to: '0', rows: [], hasMore: true },
          head: { revision: 0, token: '' },
          serverTime: 0,
        }),
    })

    await expect(device.engine.wake('write')).resolves.toMatchObject({ kind: 'waiting', unsent: 1 })
    expect(server.log).toHaveLength(1)
  })
})

describe('a pause', () => {
  test('keeps everything back but what a person asks for', async () => {
    const { server, device } = await world()
    await device.addChat()
    await noteSync(device.database, { isPaused: true })

    for (const trigger of ['write', 'start', 'timer', 'online', 'background'] as const)
      await expect(device.engine.wake(trigger)).resolves.toMatchObject({
        kind: 'skipped',
        unsent: 1,
      })
    expect(server.log).toEqual([])
    await expect(device.engine.wake('person')).resolves.toMatchObject({ kind: 'done', sent: 1 })
    await expect(readSync(device.database)).resolves.toMatchObject({ isPaused: true })
  })

  test('ends a run under way before its next request, and the rest follows when it is over', async () => {
    const { server, device } = await pausedAfterFirstRequest()
    const chatId = await device.addChat()
    await device.addMessages(chatId, Array.from({ length: 700 }, String))

    await expect(device.engine.wake('write')).resolves.toMatchObject({ kind: 'interrupted' })
    const { length } = server.log
    expect((await countOutbox(device.database)).waiting).toBeGreaterThan(0)
    await expect(device.engine.wake('timer')).resolves.toMatchObject({ kind: 'skipped' })
    expect(server.log).toHaveLength(length)

    await noteSync(device.database, { isPaused: false })
    await expect(device.engine.wake('person')).resolves.toMatchObject({ kind: 'done', unsent: 0 })
  })
})

/** A device whose person presses Pause while the first request is out. */
const pausedAfterFirstRequest = async () => {
  const clock = createClock()
  const server = createFakeServer(clock.now)
  let isFirst = true
  const device: TestDevice = await createDevice({
    clock,
    fetch: async (path, init) => {
      if (isFirst) await noteSync(device.database, { isPaused: true })
      isFirst = false
      return server.fetch(path, init)
    },
  })
  return { server, device }
}

describe('each run', () => {
  test('leaves its figures', async () => {
    const { device } = await world()
    await device.addChat()
    await device.engine.wake('write')

    const [run] = await listRuns(device.database, 1)
    expect(run).toMatchObject({ trigger: 'write', direction: 'full', requests: 1, sent: 1 })
    expect(run?.bytesSent).toBeGreaterThan(100)
    expect(run?.bytesReceived).toBeGreaterThan(100)
    expect(run?.outcome).toBe('done')
  })

  test('that made no request leaves none', async () => {
    const { device } = await world()
    await device.engine.wake('write')

    await expect(listRuns(device.database, 1)).resolves.toEqual([])
  })
})
