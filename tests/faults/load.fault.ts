/** A small crowd for a few seconds: no request fails, every stream lives, and all of them end well. */

import { expect, onTestFinished, test } from 'vitest'
import { openBase, startPeopleServer, startServices } from '../bench/services.ts'
import { playBusy } from '../load/busy.ts'
import { playIdle } from '../load/idle.ts'
import { printFigure } from '../world/figures.ts'

test('60 devices that write and 300 streams that wait are served without one error', async () => {
  const services = await startServices()
  onTestFinished(services.stop)
  const base = await openBase(services)
  const people = await startPeopleServer(services, base.url)

  const busy = await playBusy(people, {
    people: 12,
    devicesEach: 5,
    seconds: 8,
    writeEveryMs: 3000,
    syncEveryMs: 5000,
  })
  const idle = await playIdle(people, { sockets: 300, seconds: 1 })

  printFigure('small crowd: request p95', busy.p95Ms, 'ms')
  printFigure('small crowd: written to heard p95', busy.pokeP95Ms, 'ms')
  expect([busy.errors, busy.lostStreams]).toEqual([[], 0])
  expect(busy.requests).toBeGreaterThan(busy.devices)
  expect(busy.pokes).toBeGreaterThan(busy.devices)
  expect(idle).toMatchObject({ opened: 300, alive: 300, closedCleanly: 300, left: 0 })
})
