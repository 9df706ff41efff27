/** A server set back to an older backup while its devices live: they bring back all that it has lost. */

import { cpSync, rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { printFigure } from '../world/figures.ts'
import { temporaryFolder } from '../world/folders.ts'
import { chooseSeed, createChance, pause } from './chance.ts'
import { gatherCrew } from './crew.ts'
import { startEmbedded, startMachines } from './machines.ts'
import { ALL_WELL, judge } from './verdict.ts'

const RESTORES = 3
const DRAIN_LIMIT_MS = 240_000

test('[N1] [C1] PostgreSQL set back to a base backup, again and again: the devices bring back all', async () => {
  const seed = chooseSeed('restores')
  const chance = createChance(seed)
  const machines = await startMachines()
  const crew = await gatherCrew({ ...machines, seed, paceMs: 900 })
  crew.begin()
  await pause(3000)

  let lostBySet = 0
  for (let at = 0; at < RESTORES; at += 1) {
    const restore = await machines.postgres.backUp()
    const before = crew.heard()
    await pause(chance.between(2000, 6000))
    lostBySet += crew.heard() - before
    await restore()
    await pause(chance.between(3000, 8000))
  }
  await crew.rest()
  const tookMs = await crew.drained(DRAIN_LIMIT_MS)
  printFigure('restores', RESTORES, 'restores')
  printFigure('restores, acknowledged after their backup', lostBySet, 'changes')
  printFigure('restores, catch-up after the last', tookMs, 'ms')

  const trial = { scenario: 'restores', crew, origin: machines.origin(), isRestored: true }
  expect(await judge(trial)).toEqual(ALL_WELL)
})

test('[N1] [C1] an embedded server set back to a copy of its folder gets back all', async () => {
  const seed = chooseSeed('embedded restore')
  const machines = await startEmbedded()
  const crew = await gatherCrew({ ...machines, seed, paceMs: 900 })
  crew.begin()
  await pause(3000)
  const { dataFolder } = machines.server()
  const copy = temporaryFolder('copy')
  await machines.stopServer()
  cpSync(dataFolder, copy, { recursive: true })
  await machines.startServerAgain()
  await pause(6000)

  await machines.killServer()
  rmSync(dataFolder, { recursive: true })
  cpSync(copy, dataFolder, { recursive: true })
  await machines.startServerAgain()
  await pause(3000)
  await crew.rest()
  const tookMs = await crew.drained(DRAIN_LIMIT_MS)
  printFigure('embedded restore, catch-up', tookMs, 'ms')

  const trial = { scenario: 'embedded restore', crew, origin: machines.origin(), isRestored: true }
  expect(await judge(trial)).toEqual(ALL_WELL)
})
