/** A disk that fills up under the database: told as such, nothing broken by it, all sent once there is room. */

import { chmodSync } from 'node:fs'
import { expect, test } from 'vitest'
import { FAULTS } from '../../db/protocol/fault.ts'
import { printFigure } from '../world/figures.ts'
import { chooseSeed, pause, until } from './chance.ts'
import { countStatuses, gatherCrew, type Crew } from './crew.ts'
import { startEmbedded, startMachines } from './machines.ts'
import { mountSmallDisk } from './small-disk.ts'
import { ALL_WELL, judge } from './verdict.ts'

const FULL_MS = 15_000
/** By then the disk is full for everybody. */
const FILLED_LIMIT_MS = 90_000
const DRAIN_LIMIT_MS = 240_000
const KIB = 1024

/** Until the server first refuses a change for want of space, and then a while longer. */
const stayFull = async (what: string, crew: Crew, from: number): Promise<void> => {
  const since = () => crew.asked().filter(({ begin }) => begin >= from)
  await until(
    'somebody is refused',
    () => since().some(({ status }) => status >= 500),
    FILLED_LIMIT_MS,
  )
  await pause(FULL_MS)
  const refused = since().filter(({ status }) => status !== 200)
  for (const [status, count] of countStatuses(refused))
    printFigure(`${what}, answered ${status === 0 ? 'nothing' : status}`, count, 'requests')
  const told = new Set(refused.flatMap(({ fault }) => fault?.message ?? []))
  for (const message of told) process.stdout.write(`figure: ${what}, said: ${message}\n`)
}

/** Answers to those who came only to read, after the first was refused. */
const goodSince = (crew: Crew, from: number): readonly unknown[] => {
  const asked = crew.asked().filter(({ begin }) => begin >= from)
  const refusedAt = Math.min(...asked.flatMap(({ begin, status }) => (status === 507 ? begin : [])))
  return asked.filter(
    ({ begin, status, outcomes }) => begin > refusedAt && status === 200 && outcomes.size === 0,
  )
}

const statusesSince = (crew: Crew, from: number): ReadonlySet<number> =>
  new Set(crew.asked().flatMap(({ begin, status }) => (begin >= from ? [status] : [])))

test('[F1] [N1] PostgreSQL on a full disk: devices are told so, and all goes on when there is room', async ({
  skip,
}) => {
  const disk = mountSmallDisk(96)
  if (typeof disk === 'string') return skip(disk)
  const seed = chooseSeed('full disk')
  chmodSync(disk.folder, 0o755)
  const machines = await startMachines({ parent: disk.folder })
  const crew = await gatherCrew({ ...machines, seed, paceMs: 600 })
  crew.begin()
  await pause(4000)

  const from = performance.now()
  disk.fill(256 * KIB)
  await stayFull('full disk', crew, from)
  const { length: readWhileFull } = goodSince(crew, from)
  disk.makeRoom()
  if (!machines.postgres.isRunning()) {
    process.stdout.write('figure: full disk, PostgreSQL ended itself: 1 times\n')
    await machines.postgres.restart()
  }
  await crew.rest()
  const tookMs = await crew.drained(DRAIN_LIMIT_MS)
  printFigure('full disk, catch-up once there is room', tookMs, 'ms')

  const { url: ledgerUrl } = machines.postgres
  const trial = { scenario: 'full disk', crew, origin: machines.origin(), ledgerUrl }
  expect(await judge(trial)).toEqual(ALL_WELL)
  expect(machines.server().isRunning()).toBe(true)
  printFigure('full disk, read while full', readWhileFull, 'answers')
  expect(
    [...statusesSince(crew, from)].filter((status) => ![200, 503, 507].includes(status)),
  ).toEqual([])
})

test('[F1] [N1] an embedded database on a full disk: told so, nothing broken, all goes on with room', async ({
  skip,
}) => {
  const disk = mountSmallDisk(160)
  if (typeof disk === 'string') return skip(disk)
  const seed = chooseSeed('embedded full disk')
  const machines = await startEmbedded(disk.folder)
  const crew = await gatherCrew({ ...machines, seed, paceMs: 600 })
  crew.begin()
  await pause(4000)
  printFigure('embedded full disk, free before', disk.freeBytes() / KIB, 'KiB')

  const from = performance.now()
  disk.fill(256 * KIB)
  await stayFull('embedded full disk', crew, from)
  const { length: readWhileFull } = goodSince(crew, from)
  const wasRunning = machines.server().isRunning()
  printFigure('embedded full disk, server still runs', wasRunning ? 1 : 0, 'of 1')
  disk.makeRoom()
  if (!wasRunning) await machines.startServerAgain()
  await crew.rest()
  const tookMs = await crew.drained(DRAIN_LIMIT_MS)
  printFigure('embedded full disk, catch-up once there is room', tookMs, 'ms')

  const trial = { scenario: 'embedded full disk', crew, origin: machines.origin() }
  expect(await judge(trial)).toEqual(ALL_WELL)
  expect([...statusesSince(crew, from)]).toContain(FAULTS.out_of_space.status)
  expect(readWhileFull).toBeGreaterThan(0)
})
