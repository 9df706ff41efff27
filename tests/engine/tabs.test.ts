/** Several engines on one database: tabs and worker share the lock, the outbox and the cursor. */

import { describe, expect, test } from 'vitest'
import { createClock, createDevice } from './device.ts'
import { createFakeServer } from './fake-server.ts'

describe('two engines on one database', () => {
  test('[I1] never send one change in parallel, nor twice', async () => {
    const clock = createClock()
    const server = createFakeServer(clock.now)
    let underWay = 0
    let most = 0
    const device = await createDevice({
      clock,
      fetch: async (path, init) => {
        underWay += 1
        most = Math.max(most, underWay)
        await new Promise((resolve) => {
          setTimeout(resolve, 2)
        })
        const response = await server.fetch(path, init)
        underWay -= 1
        return response
      },
    })
    const tab = await device.openTab()
    for (let count = 0; count < 5; count += 1) await device.addChat(`chat ${count}`)

    await Promise.all([
      device.engine.wake('write'),
      tab.engine.wake('write'),
      device.engine.wake('background'),
      tab.engine.wake('person'),
      device.engine.wake('write'),
    ])

    expect(most).toBe(1)
    const seqs = server.log.flatMap((seen) => seen.seqs)
    expect(seqs).toEqual([1, 2, 3, 4, 5])
    expect(server.log.length).toBeLessThanOrEqual(2)
  })

  test('[I1] without any lock lose nothing and double nothing', async () => {
    const clock = createClock()
    const server = createFakeServer(clock.now)
    const device = await createDevice({ fetch: server.fetch, clock })
    const noLock = {
      request: <T>(_name: string, _options: object, work: () => Promise<T>) => work(),
    }
    const first = await device.openTab(noLock)
    const second = await device.openTab(noLock)
    for (let count = 0; count < 5; count += 1) await device.addChat(`chat ${count}`)

    await Promise.all([
      first.engine.wake('write'),
      second.engine.wake('write'),
      first.engine.wake('person'),
      second.engine.wake('person'),
    ])

    expect(server.rows()).toHaveLength(5)
    await expect(device.database.outbox.count()).resolves.toBe(0)
    await expect(device.database.chats.count()).resolves.toBe(5)
  })

  test('an engine whose database a newer app has taken ends quietly', async () => {
    const clock = createClock()
    const server = createFakeServer(clock.now)
    const device = await createDevice({ fetch: server.fetch, clock })
    await device.addChat()
    device.database.close({ disableAutoOpen: true })

    await expect(device.engine.wake('write')).resolves.toMatchObject({ kind: 'interrupted' })
    await expect(device.engine.keepUp(new AbortController().signal)).resolves.toBeUndefined()
    expect(server.log).toEqual([])
  })
})
