/** When a full sync runs by itself, and what one costs that finds nothing to do. */

import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { controlWorkers, createDevice, type Device } from '../world/browser.ts'
import { startServer } from '../world/built-server.ts'
import { printFigure } from '../world/figures.ts'
import { eventually, seesPill, signIn, startChat } from '../world/person.ts'
import { watchSyncs } from '../world/syncs.ts'

const MINUTE_MS = 60_000
const SMALL_BYTES = 1024
/** Long enough for a sync that should not happen to have happened. */
const STILL_MS = 2_000

/** Opens the app as it would be that much later. */
const openLater = async (device: Device, ms: number): Promise<Page> => {
  const page = await device.context.newPage()
  await page.clock.install({ time: Date.now() + ms })
  await page.goto(device.origin)
  return page
}

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })

describe('a full sync', () => {
  test('[Q1] runs at a start five minutes after the last, by the timer, by periodic sync; each is one small request', async () => {
    const server = await startServer()
    const device = await createDevice({ origin: server.origin })
    const first = await signIn(device, server.signInLink)
    await startChat(first, 'something')
    await seesPill(first, /Up to date/)
    const control = await controlWorkers(device)
    await device.leave()
    const syncs = watchSyncs(device)

    const soon = await openLater(device, 4 * MINUTE_MS)
    await seesPill(soon, /Up to date/)
    await pause(STILL_MS)
    expect(syncs.count()).toBe(0)
    await soon.close()

    const late = await openLater(device, 6 * MINUTE_MS)
    await eventually(() => expect(syncs.count()).toBe(1))
    await pause(STILL_MS)
    expect(syncs.count()).toBe(1)

    await late.clock.fastForward(5 * MINUTE_MS + 1_000)
    await eventually(() => expect(syncs.count()).toBe(2))
    await pause(STILL_MS)
    expect(syncs.count()).toBe(2)
    await late.close()

    await control.dispatchPeriodicSync('chat-sync-full')
    await eventually(() => expect(syncs.count()).toBe(3))
    await pause(STILL_MS)
    expect(syncs.count()).toBe(3)

    const rounds = await syncs.rounds()
    expect(rounds).toHaveLength(3)
    for (const { direction, up, down } of rounds) {
      expect(direction).toBe('full')
      expect(up).toBeLessThan(SMALL_BYTES)
      expect(down).toBeLessThan(SMALL_BYTES)
      printFigure('a sync with nothing to do, up', up, 'bytes')
      printFigure('a sync with nothing to do, down', down, 'bytes')
    }
  })
})
