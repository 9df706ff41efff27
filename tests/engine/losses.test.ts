/** The browser's storage ends under the engine, or does not answer: sync goes on, and says so meanwhile. */

import { describe, expect, onTestFinished, test } from 'vitest'
import { layWire, type StorageWire } from '../device/storage-wire.ts'
import { createClock, createDevice, until, type TestDevice } from './device.ts'
import { createFakeServer, type FakeServer } from './fake-server.ts'

interface World {
  readonly server: FakeServer
  readonly device: TestDevice
  readonly wire: StorageWire
}

const createWorld = async (): Promise<World> => {
  const clock = createClock()
  const server = createFakeServer(clock.now)
  const device = await createDevice({ fetch: server.fetch, clock })
  const wire = layWire(device.database)
  device.database.close({ disableAutoOpen: false })
  await device.database.open()
  await device.addMessage(await device.addChat(), 'written')
  return { server, device, wire }
}

describe('[N2] [F1] storage that ends', () => {
  test('at any operation of a turn costs nothing but another try in the same turn', async () => {
    const whole = await createWorld()
    whole.wire.reset()
    await whole.device.engine.wake('write')
    const operations = whole.wire.operations()

    for (let at = 1; at <= operations; at += 1) {
      const { device, wire } = await createWorld()
      wire.loseAt(at)

      const outcome = await device.engine.wake('write')

      expect([at, outcome.unsent]).toEqual([at, 0])
      expect(await device.database.outbox.count()).toBe(0)
    }
    expect(operations).toBeGreaterThan(10)
  }, 60_000)

  test('and does not answer is a wait that the engine knows the reason of, and ends by itself', async () => {
    const { device, wire } = await createWorld()
    const closing = new AbortController()
    wire.loseAt(1, 1000)

    const kept = device.engine.keepUp(closing.signal)
    onTestFinished(async () => {
      closing.abort()
      await kept
    })
    await until(() => device.clock.sleeps().length === 1)

    expect(device.engine.status().state).toMatchObject({
      kind: 'waiting',
      fault: { code: 'unavailable', details: { reason: 'device_lost' } },
    })
    wire.loseAt(0, 0)
    await device.clock.advance(10_000)
    await until(async () => (await device.database.outbox.count()) === 0)
    await until(() => device.engine.status().state.kind === 'idle')
  })
})
