/** Wires cut, reset, stalled and half-closed between device, server, PostgreSQL and Redis. */

import { expect, test } from 'vitest'
import { printFigure } from '../world/figures.ts'
import { chooseSeed, createChance, pause, until } from './chance.ts'
import { gatherCrew } from './crew.ts'
import { startMachines } from './machines.ts'
import { BREAKS, createRoughWire, type RoughWire } from './rough-wire.ts'
import { ALL_WELL, judge } from './verdict.ts'

const CUTS = Number(process.env['CUTS'] ?? 240)
const DRAIN_LIMIT_MS = 180_000

const startWired = async (seed: number) => {
  const chance = createChance(seed)
  const wires: RoughWire[] = []
  const wireTo = async (port: number): Promise<number> => {
    const wire = await createRoughWire(port, chance)
    wires.push(wire)
    return wire.port
  }
  const machines = await startMachines({ portToPostgres: wireTo, portToRedis: wireTo })
  const toServer = await wireTo(machines.server().port)
  const [toPostgres, toRedis, toDevices] = wires
  if (toPostgres === undefined || toRedis === undefined || toDevices === undefined)
    throw new Error('a wire is missing')
  const origin = (): string => `http://127.0.0.1:${toServer}`
  return { machines, chance, toPostgres, toRedis, toDevices, origin }
}

test('[N1] [I1] [O1] [C1] wires that break anywhere, at any byte: nothing is lost or doubled', async () => {
  const seed = chooseSeed('cuts')
  const { machines, chance, toPostgres, toRedis, toDevices, origin } = await startWired(seed)
  const crew = await gatherCrew({ tokens: machines.tokens, origin, seed, paceMs: 600 })
  crew.begin()
  const wires = { 'device and server': toDevices, PostgreSQL: toPostgres, Redis: toRedis }
  const all = [toDevices, toDevices, toPostgres, toPostgres, toRedis]
  const cut = (): number =>
    Object.values(wires).reduce(
      (sum, { cuts }) => sum + [...cuts.values()].reduce((more, one) => more + one, 0),
      0,
    )

  while (cut() < CUTS) {
    chance.pick(all).breakOne(chance.pick(BREAKS))
    await pause(chance.between(50, 500))
  }
  const begin = performance.now()
  await crew.rest()
  await crew.drained(DRAIN_LIMIT_MS)
  printFigure('cuts, catch-up after the last', performance.now() - begin, 'ms')
  for (const [where, { cuts }] of Object.entries(wires))
    for (const [what, count] of cuts) printFigure(`cuts at ${where}, ${what}`, count, 'cuts')

  const { url: ledgerUrl } = machines.postgres
  const trial = { scenario: 'cuts', crew, origin: machines.origin(), ledgerUrl }
  expect(await judge(trial)).toEqual(ALL_WELL)
})

const COMMITS = 6

test('[I1] a commit whose answer was cut is answered duplicate when it is sent again', async () => {
  const seed = chooseSeed('cut commits')
  const { machines, toPostgres, origin } = await startWired(seed)
  const crew = await gatherCrew({ tokens: machines.tokens, origin, seed, paceMs: 600 })
  const outcomes: (string | undefined)[] = []
  for (let at = 0; at < COMMITS; at += 1) {
    const writer = crew.writers[at % crew.writers.length]
    if (writer === undefined) throw new Error('nobody writes')
    const cut = toPostgres.cutNextCommit()
    const changeId = await writer.writeOne()
    await cut
    await until('it is heard of', () => writer.door.heard.has(changeId), 60_000)
    outcomes.push(writer.door.heard.get(changeId))
  }
  await crew.drained(DRAIN_LIMIT_MS)

  const { url: ledgerUrl } = machines.postgres
  const trial = { scenario: 'cut commits', crew, origin: machines.origin(), ledgerUrl }
  expect(await judge(trial)).toEqual(ALL_WELL)
  expect(outcomes).toEqual(Array.from({ length: COMMITS }, () => 'duplicate'))
})
