/** The embedded database under kill -9: the server starts again by itself, and nothing is lost or doubled. */

import { expect, test } from 'vitest'
import { median, printFigure } from '../world/figures.ts'
import { chooseSeed, createChance, pause } from './chance.ts'
import { gatherCrew } from './crew.ts'
import { startEmbedded } from './machines.ts'
import { ALL_WELL, judge } from './verdict.ts'

const KILLS = Number(process.env['KILLS'] ?? 22)
const DRAIN_LIMIT_MS = 180_000

test('[N1] [I1] [O1] [C1] an embedded server killed while it writes has all it answered for', async () => {
  const seed = chooseSeed('embedded kills')
  const chance = createChance(seed)
  const machines = await startEmbedded()
  const crew = await gatherCrew({ ...machines, seed, paceMs: 600 })
  crew.begin()

  const startMs: number[] = []
  for (let killed = 0; killed < KILLS; killed += 1) {
    await pause(chance.between(200, 2000))
    await machines.killServer()
    await machines.startServerAgain()
    startMs.push(machines.server().startedInMs)
  }
  await crew.rest()
  const tookMs = await crew.drained(DRAIN_LIMIT_MS)
  printFigure('embedded kills', KILLS, 'kills')
  printFigure('embedded, start after a kill, median', median(startMs), 'ms')
  printFigure('embedded, catch-up after the last', tookMs, 'ms')

  const trial = { scenario: 'embedded', crew, origin: machines.origin() }
  expect(await judge(trial)).toEqual(ALL_WELL)
})
