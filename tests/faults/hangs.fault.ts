/** Servers that hang: the process lives and nothing answers. Devices are told to wait, never to sign in. */

import { expect, test } from 'vitest'
import { percentile, printFigure } from '../world/figures.ts'
import { chooseSeed, createChance, pause } from './chance.ts'
import { countStatuses, gatherCrew, isAnswered, type Crew } from './crew.ts'
import { startMachines, type Machines } from './machines.ts'
import { ALL_WELL, judge } from './verdict.ts'

interface Hang {
  readonly who: 'Redis' | 'PostgreSQL' | 'server'
  readonly ms: number
}

/** The last one outlasts the device's patience with a request. */
const LONG_HANG_MS = 24_000
const DRAIN_LIMIT_MS = 180_000

test('[N1] [F1] servers that hang: nothing is lost, nobody is signed out, all goes on by itself', async () => {
  const seed = chooseSeed('hangs')
  const chance = createChance(seed)
  const machines = await startMachines()
  const crew = await gatherCrew({ ...machines, seed, paceMs: 600 })
  crew.begin()
  await pause(2000)
  const hangs: readonly Hang[] = [
    { who: 'Redis', ms: chance.between(5000, 9000) },
    { who: 'PostgreSQL', ms: chance.between(5000, 9000) },
    { who: 'server', ms: chance.between(5000, 9000) },
    { who: 'PostgreSQL', ms: chance.between(9000, 15_000) },
    { who: 'Redis', ms: chance.between(5000, 15_000) },
    { who: 'server', ms: LONG_HANG_MS },
  ]

  const seen = {
    Redis: new Set<number>(),
    PostgreSQL: new Set<number>(),
    server: new Set<number>(),
  }
  for (const hang of hangs) {
    for (const status of await hangOnce(machines, crew, hang)) seen[hang.who].add(status)
    await pause(3000)
  }
  await crew.rest()
  const tookMs = await crew.drained(DRAIN_LIMIT_MS)
  printFigure('hangs, catch-up after the last', tookMs, 'ms')

  const { url: ledgerUrl } = machines.postgres
  const trial = { scenario: 'hangs', crew, origin: machines.origin(), ledgerUrl }
  expect(await judge(trial)).toEqual(ALL_WELL)
  expect(seen.Redis).toEqual(new Set([200]))
  expect(seen.PostgreSQL.add(200)).toEqual(new Set([503, 200]))
  expect(machines.server().log()).not.toContain('met a bug')
})

/** Every status that a request which was out during the hang came to. */
const hangOnce = async (
  machines: Machines,
  crew: Crew,
  { who, ms }: Hang,
): Promise<readonly number[]> => {
  const hung =
    who === 'server' ? machines.server() : who === 'Redis' ? machines.redis : machines.postgres
  const from = performance.now()
  hung.suspend()
  await pause(ms)
  hung.resume()
  const to = performance.now()
  const answered = crew.asked().filter(isAnswered).length
  const isBack = (): boolean => crew.asked().filter(isAnswered).length > answered
  while (!isBack()) await pause(50)
  const what = `${who} hung for ${(ms / 1000).toFixed(1)} s`
  printFigure(`${what}, first answer after it`, performance.now() - to, 'ms')
  const asked = crew.asked().filter(({ begin, end }) => begin > from && end < to)
  for (const [status, count] of countStatuses(asked))
    printFigure(`${what}, answered ${status === 0 ? 'nothing' : status}`, count, 'requests')
  if (asked.length > 0)
    printFigure(
      `${what}, 95th percentile`,
      percentile(
        asked.map(({ begin, end }) => end - begin),
        0.95,
      ),
      'ms',
    )
  return asked.map(({ status }) => status)
}
