/** Servers killed without warning at any moment, again and again, under devices that write all the time. */

import { expect, test } from 'vitest'
import { median, percentile, printFigure } from '../world/figures.ts'
import { chooseSeed, createChance, pause, until, type Chance } from './chance.ts'
import { gatherCrew, isAnswered, type Crew } from './crew.ts'
import { startMachines, type Machines } from './machines.ts'
import { ALL_WELL, judge } from './verdict.ts'

const KILLS = Number(process.env['KILLS'] ?? 90)
const AT_WORK_LIMIT_MS = 120_000
const CATCH_UP_LIMIT_MS = 180_000

type Victim = 'server' | 'PostgreSQL' | 'a backend' | 'Redis'
const VICTIMS: readonly Victim[] = [
  'server',
  'server',
  'PostgreSQL',
  'PostgreSQL',
  'a backend',
  'Redis',
]

test('[N1] [I1] [O1] [C1] killed servers: what was acknowledged is there, once and in order', async () => {
  const seed = chooseSeed('kills')
  const chance = createChance(seed)
  const machines = await startMachines()
  const crew = await gatherCrew({ ...machines, seed, paceMs: 600 })
  crew.begin()
  await pause(1000)

  const toll = await killAll(machines, crew, chance)
  const begin = performance.now()
  await crew.rest()
  await crew.drained(CATCH_UP_LIMIT_MS)
  printFigure('kills, catch-up after the last', performance.now() - begin, 'ms')
  printToll(toll, crew)

  const { url: ledgerUrl } = machines.postgres
  const trial = { scenario: 'kills', crew, origin: machines.origin(), ledgerUrl }
  expect(await judge(trial)).toEqual(ALL_WELL)
})

interface Toll {
  readonly kills: Map<Victim, number>
  /** When PostgreSQL accepted connections again. */
  readonly backAt: number[]
}

/** Often the next kill meets devices at work, sometimes servers that are hardly up again. */
const killAll = async (machines: Machines, crew: Crew, chance: Chance): Promise<Toll> => {
  const toll: Toll = { kills: new Map(), backAt: [] }
  let killed = 0
  while (killed < KILLS) {
    const one = chance.pick(VICTIMS)
    const other = chance.happens(0.2) ? chance.pick(VICTIMS) : one
    const victims = [...new Set([one, other])]
    killed += victims.length
    for (const victim of victims) toll.kills.set(victim, (toll.kills.get(victim) ?? 0) + 1)
    const downMs = chance.between(0, 1200)
    await Promise.all(victims.map((victim) => killOne(machines, victim, { downMs, toll })))
    const isUp = performance.now()
    const isAtWork = (): boolean => crew.isAnsweredSince(isUp)
    if (chance.happens(0.8)) await until('somebody is answered', isAtWork, AT_WORK_LIMIT_MS)
    await pause(chance.between(50, 800))
  }
  return toll
}

const killOne = async (
  machines: Machines,
  victim: Victim,
  { downMs, toll }: { readonly downMs: number; readonly toll: Toll },
): Promise<void> => {
  const { postgres, redis } = machines
  switch (victim) {
    case 'server':
      await machines.killServer()
      await pause(downMs)
      return machines.startServerAgain()
    case 'PostgreSQL':
      await postgres.kill()
      await pause(downMs)
      await postgres.restart()
      toll.backAt.push(performance.now())
      return undefined
    case 'a backend':
      return postgres.killBackend()
    case 'Redis':
      await redis.kill()
      await pause(downMs)
      return redis.restart()
  }
}

const printToll = ({ kills, backAt }: Toll, crew: Crew): void => {
  for (const [victim, count] of kills) printFigure(`kills of ${victim}`, count, 'kills')
  const successes = crew.asked().filter(isAnswered)
  const waits = backAt.flatMap((at) => {
    const first = successes.find(({ end }) => end >= at)
    return first === undefined ? [] : [first.end - at]
  })
  printFigure('first answer after PostgreSQL is back, median', median(waits), 'ms')
  printFigure('first answer after PostgreSQL is back, longest', Math.max(...waits), 'ms')
}

const QUIET_MS = 8000

test('[F1] without Redis every push goes on, hardly slower', async () => {
  const seed = chooseSeed('Redis away')
  const machines = await startMachines()
  const crew = await gatherCrew({ ...machines, seed, paceMs: 600 })
  crew.begin()
  await pause(2000)

  const within = async (what: string): Promise<readonly number[]> => {
    const from = performance.now()
    await pause(QUIET_MS)
    const asked = crew.asked().filter(({ begin }) => begin >= from)
    const times = asked.map(({ begin, end }) => end - begin)
    const share = (100 * asked.filter(isAnswered).length) / asked.length
    printFigure(`${what}, answered`, share, '% of requests')
    printFigure(`${what}, median`, median(times), 'ms')
    printFigure(`${what}, 95th percentile`, percentile(times, 0.95), 'ms')
    return asked.map(({ status }) => status)
  }
  await within('with Redis')
  await machines.redis.kill()
  const statuses = await within('without Redis')
  await machines.redis.restart()
  await crew.rest()
  await crew.drained(CATCH_UP_LIMIT_MS)

  const trial = { scenario: 'Redis away', crew, origin: machines.origin() }
  expect(await judge(trial)).toEqual(ALL_WELL)
  expect(new Set(statuses)).toEqual(new Set([200]))
})
