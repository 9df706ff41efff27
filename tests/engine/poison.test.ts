/** A change that the server fails at every time stops the others for minutes, never for ever. */

import { describe, expect, test } from 'vitest'
import { countOutbox, listOutbox } from '../../db/device/outbox.ts'
import { retry } from '../../db/device/park.ts'
import { readSync } from '../../db/device/sync-state.ts'
import { addStrike, isPoison } from '../../sw/engine/poison.ts'
import { createClock, createDevice } from './device.ts'
import { createFakeServer } from './fake-server.ts'

const MINUTE = 60_000

const world = async () => {
  const clock = createClock()
  const server = createFakeServer(clock.now)
  const device = await createDevice({ fetch: server.fetch, clock })
  /** As an open page would: a try whenever one is due. */
  const keepTrying = async (ms: number, isOver: () => Promise<boolean>): Promise<number> => {
    const begin = clock.now()
    while (clock.now() - begin < ms && !(await isOver())) {
      const { retryAt } = await readSync(device.database)
      await clock.advance(Math.max(1000, (retryAt ?? 0) - clock.now()))
      await device.engine.wake('timer')
    }
    return clock.now() - begin
  }
  return { clock, server, device, keepTrying }
}

/** Hours of tries, on a machine that may be busy. */
const LIMIT_MS = 60_000

describe('a poisonous change', { timeout: LIMIT_MS }, () => {
  test('[F1] is parked with what depends on it, and the others arrive', async () => {
    const { server, device, keepTrying } = await world()
    await device.addChat('before')
    const chatId = await device.addChat('poison')
    await device.addMessage(chatId, 'in the poisonous chat')
    const after = await device.addChat('after')
    const lines = await listOutbox(device.database, { state: 'waiting', limit: 10 })
    const poison = lines.find((line) => line.excerpt === 'poison')?.changeId ?? ''
    server.limits.failingIds.add(poison)

    const isSettled = async () => (await countOutbox(device.database)).waiting === 0
    const tookMs = await keepTrying(60 * MINUTE, isSettled)

    expect(tookMs).toBeGreaterThanOrEqual(10 * MINUTE)
    expect(tookMs).toBeLessThan(30 * MINUTE)
    const parked = await listOutbox(device.database, { state: 'parked', limit: 10 })
    expect(parked.map(({ excerpt }) => excerpt)).toEqual(['poison', 'in the poisonous chat'])
    expect(parked[0]?.fault?.message).toContain('fails at this change')
    expect(server.rows().map(({ id }) => id)).toContain(after)
    expect(server.rows()).toHaveLength(2)
    await expect(device.database.chats.count()).resolves.toBe(3)

    server.limits.failingIds.clear()
    await retry(device.database, { now: device.clock.now, newId: device.newId }, 'all')
    await device.engine.wake('person')
    expect(server.rows()).toHaveLength(4)
  })

  test('[N3] is never seen in a server that is down, however long and whatever waits', async () => {
    const { server, device, keepTrying } = await world()
    await device.addChat('waits')
    for (let at = 0; at < 2000; at += 1) server.next({ kind: 'fault', code: 'unavailable' })

    await keepTrying(2 * 60 * MINUTE, () => Promise.resolve(false))

    expect(await countOutbox(device.database)).toMatchObject({ waiting: 1, parked: 0 })
  })
})

describe('strikes', () => {
  test('are five over ten minutes', () => {
    const struck = (count: number, over: number) => isPoison({ count, since: 0 }, over)

    expect([struck(4, 60 * MINUTE), struck(5, 9 * MINUTE), struck(5, 10 * MINUTE)]).toEqual([
      false,
      false,
      true,
    ])
  })

  test('[T1] begin anew where the clock was set back', () => {
    expect(addStrike({ count: 7, since: 100 }, 50)).toEqual({ count: 1, since: 50 })
    expect(addStrike(addStrike(undefined, 50), 60)).toEqual({ count: 2, since: 50 })
  })
})
