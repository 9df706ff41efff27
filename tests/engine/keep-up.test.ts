/** An open page over time: a log of moments, with a clock that only the test moves. */

import { describe, expect, onTestFinished, test } from 'vitest'
import { readSync } from '../../db/device/sync-state.ts'
import { createClock, createDevice, until, type TestDevice } from './device.ts'
import { createFakeServer, type FakeServer } from './fake-server.ts'

interface Page {
  readonly server: FakeServer
  readonly device: TestDevice
  /** Seconds since the page opened, and the changes of each request. */
  readonly moments: string[]
  /** Waits until the page sleeps, lets the time of its sleep pass, and gives the second it wakes. */
  readonly sleep: () => Promise<number>
  /** Waits until the page sleeps to that second. */
  readonly sleepsTo: (second: number) => Promise<void>
}

const openPage = async (): Promise<Page> => {
  const clock = createClock()
  const start = clock.now()
  const server = createFakeServer(clock.now)
  const moments: string[] = []
  const device = await createDevice({
    clock,
    fetch: async (path, init) => {
      const answering = server.fetch(path, init)
      moments.push(`${(clock.now() - start) / 1000}:${server.log.at(-1)?.seqs.length ?? 0}`)
      return answering
    },
  })
  const closing = new AbortController()
  const kept = device.engine.keepUp(closing.signal)
  onTestFinished(async () => {
    closing.abort()
    await kept
  })
  const isAsleep = (): boolean => device.engine.status().run === null && clock.sleeps().length === 1
  await until(() => moments.length === 1 && isAsleep())
  return {
    server,
    device,
    moments,
    sleepsTo: (second) => until(() => isAsleep() && clock.sleeps()[0] === second * 1000),
    sleep: async () => {
      await until(isAsleep)
      const [end = 0] = clock.sleeps()
      await clock.advance(end - (clock.now() - start))
      await until(isAsleep)
      return end / 1000
    },
  }
}

describe('an open page', () => {
  test('syncs when it opens and every five minutes after', async () => {
    const { moments, sleep } = await openPage()

    const woken = [await sleep(), await sleep(), await sleep()]

    expect(woken).toEqual([300, 600, 900])
    expect(moments).toEqual(['0:0', '300:0', '600:0', '900:0'])
  })

  test('[F1] tries again when the wait after a failure is over, with no one asking', async () => {
    const { server, device, moments, sleep, sleepsTo } = await openPage()
    server.next({ kind: 'fault', code: 'unavailable', retryAfterMs: 60_000 })
    await device.addChat()
    await device.engine.wake('write')

    await sleepsTo(60)
    await sleep()

    expect(moments).toEqual(['0:0', '0:1', '60:1'])
    await expect(readSync(device.database)).resolves.toMatchObject({ lastFault: null, failures: 0 })
  })

  test('takes up the failure of another tab or of the worker', async () => {
    const { server, device, moments, sleep, sleepsTo } = await openPage()
    const worker = await device.openTab()
    await device.addChat()
    server.next({ kind: 'fault', code: 'rate_limited', retryAfterMs: 120_000 })
    await worker.engine.wake('background')
    expect(moments).toEqual(['0:0', '0:1'])

    await sleepsTo(120)
    await sleep()

    expect(moments).toEqual(['0:0', '0:1', '120:1'])
  })

  test('waits longer with every failure, up to five minutes, while the server is away', async () => {
    const { server, moments, sleep } = await openPage()
    server.next(...Array.from({ length: 100 }, () => ({ kind: 'lose request' }) as const))

    while ((await sleep()) < 60 * 60);

    const tries = moments.length - 1
    expect(tries).toBeGreaterThan(11)
    expect(tries).toBeLessThan(40)
  })

  test('[N3] asks nothing more once signed out, and keeps what waits', async () => {
    const { server, device, moments, sleep } = await openPage()
    server.next({ kind: 'fault', code: 'session_revoked' })
    await device.addChat()
    await device.engine.wake('write')

    while ((await sleep()) < 30 * 60);

    expect(moments).toEqual(['0:0', '0:1'])
    await expect(device.database.outbox.count()).resolves.toBe(1)
  })
})
