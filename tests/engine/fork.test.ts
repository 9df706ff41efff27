/** What the engine does when the server says that the histories have parted. */

import { describe, expect, test } from 'vitest'
import { readSync } from '../../db/device/sync-state.ts'
import { createClock, createDevice, type TestDevice } from './device.ts'
import { createFakeServer, type FakeServer } from './fake-server.ts'

const world = async (): Promise<{ server: FakeServer; device: TestDevice }> => {
  const clock = createClock()
  const server = createFakeServer(clock.now)
  return { server, device: await createDevice({ fetch: server.fetch, clock }) }
}

const kindsOf = ({ told }: TestDevice): readonly string[] => told.map(({ state }) => state.kind)

describe('a fork', () => {
  test.each(['history_forked', 'device_forked', 'sequence_gap'] as const)(
    '%s is recovered from within the run, under a new identity',
    async (code) => {
      const { server, device } = await world()
      await device.addChat()
      const before = await readSync(device.database)
      server.next({ kind: 'fault', code })

      await expect(device.engine.wake('write')).resolves.toMatchObject({ kind: 'done', unsent: 0 })

      const after = await readSync(device.database)
      expect(after.generation).toBe(before.generation + 1)
      expect(after.retires).toBe(before.deviceId)
      expect(server.log.map((seen) => seen.deviceId)).toEqual([before.deviceId, after.deviceId])
      expect(kindsOf(device)).toContain('recovering')
      expect(device.engine.status().state).toEqual({ kind: 'idle' })
      expect(server.rows()).toHaveLength(1)
    },
  )

  test('that is answered again and again is waited out, not chased', async () => {
    const { server, device } = await world()
    await device.addChat()
    server.next(
      ...Array.from({ length: 50 }, () => ({ kind: 'fault', code: 'sequence_gap' }) as const),
    )

    await expect(device.engine.wake('write')).resolves.toMatchObject({
      kind: 'waiting',
      fault: { code: 'sequence_gap' },
      unsent: 1,
    })
    expect(server.log.length).toBeLessThanOrEqual(4)
  })

  test('makes answers to earlier requests void', async () => {
    const { server, device } = await world()
    await device.addChat()
    const tab = await device.openTab({
      request: (_name, _options, work) => work(),
    })
    let answer = (): void => undefined
    server.next({
      kind: 'delay',
      until: new Promise((resolve) => {
        answer = resolve
      }),
    })
    const late = device.engine.wake('write')
    while (server.log.length === 0)
      await new Promise((resolve) => {
        setTimeout(resolve, 1)
      })
    server.next({ kind: 'fault', code: 'history_forked' })
    await tab.engine.wake('person')
    answer()

    await expect(late).resolves.toMatchObject({ kind: 'done', unsent: 0 })
    expect(server.rows()).toHaveLength(1)
    await expect(device.database.outbox.count()).resolves.toBe(0)
  })
})
