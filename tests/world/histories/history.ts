/** One history from its first step to its verdict. */

import { IDBFactory } from 'fake-indexeddb'
import fc from 'fast-check'
import { newNotes, type Notes } from './notes.ts'
import type { Stage } from './stage.ts'
import { drive, type Mode, play, type Step, stepOf } from './steps.ts'
import { readTables } from './tables.ts'
import { judge } from './verdict.ts'
import { watch } from './watch.ts'
import { addDevice, createWorld, end, rest, run, type World, type WorldSettings } from './world.ts'

export interface History {
  readonly mode: Mode
  readonly settings: WorldSettings
  readonly steps: readonly Step[]
}

const YEAR = 31_536_000_000

const settings: fc.Arbitrary<WorldSettings> = fc.record({
  people: fc.constantFrom(1, 1, 1, 2),
  devices: fc.constantFrom(2, 2, 3),
  limit: fc.constantFrom(1, 3, 1000),
  maxChanges: fc.constantFrom(1, 3, 500, 500),
  isLocked: fc.constantFrom(true, true, false),
  isShared: fc.constantFrom(true, true, false),
  offsets: fc.array(fc.constantFrom(0, 0, 5000, -5000, YEAR, -YEAR), {
    minLength: 3,
    maxLength: 3,
  }),
})

export const historyOf = (mode: Mode, longest: number): fc.Arbitrary<History> =>
  fc.record({
    mode: fc.constant(mode),
    settings,
    steps: fc.array(stepOf(mode), { minLength: 5, maxLength: longest, size: 'max' }),
  })

/** Rounds after which nothing may move any more; a restored server hears everyone's memories first. */
const ROUNDS = { net: 3, disk: 4, restore: 6 } as const

/** A chat with a message that everyone has seen: what happens then is about the same things. */
const SHARED: readonly Step[] = [
  { kind: 'create chat', who: 0, at: 0, more: 1 },
  ...[0, 1, 2].map((who): Step => ({ kind: 'sync', who, at: 1, more: 0 })),
]

/** Throws with the law that was broken and, in `world.lines`, all that was said on the way. */
export const playHistory = async (
  stage: Stage,
  { mode, settings: how, steps }: History,
): Promise<World> => {
  const world = await createWorld(stage, how)
  const notes = newNotes()
  try {
    for (const step of [...(how.isShared ? SHARED : []), ...steps]) {
      await play(world, notes, step)
      for (const device of world.devices) await watch(world, notes, device)
    }
    await calm(world, notes, mode)
    await judge(world, notes, { isRestored: mode === 'restore' })
    await welcome(world, notes, mode)
    return world
  } catch (error) {
    if (process.env['TRACE'] !== undefined) console.log(world.lines.join('\n'))
    throw error
  } finally {
    for (const { page, worker } of world.devices) for (const each of [page, worker]) end(each)
  }
}

/** What is under way comes to its end; then everyone syncs until nothing is left to send. */
const calm = async (world: World, notes: Notes, mode: Mode): Promise<void> => {
  const { network } = world
  while (network.requests.length + network.replies.length > 0) {
    if (network.replies.length > 0) network.deliver(0)
    else await network.meet(0, 'pass')
    await rest(world)
    for (const device of world.devices) await watch(world, notes, device)
  }
  for (let round = 0; round < ROUNDS[mode]; round += 1)
    for (const device of world.devices) {
      world.now += 1000
      world.stage.now = world.now
      world.lines.push(`--- ${device.name}: quiet round ${round}`)
      void run(world, device.page, () =>
        device.page.engine.sync('full', { trigger: 'person' }),
      ).then((outcome) => world.lines.push(`${device.name}: ${JSON.stringify(outcome)}`))
      await rest(world)
      await drive(world, device.page)
      await watch(world, notes, device)
    }
  for (const device of world.devices) {
    const { outbox } = await readTables(device.page.database)
    const unsent = outbox.filter((entry) => entry.state !== 'parked')
    if (unsent.length > 0)
      throw new Error(`[N2] ${device.name} is not done: ${JSON.stringify(unsent)}`)
  }
}

/** A device that comes new gets all of it as well. */
const welcome = async (world: World, notes: Notes, mode: Mode): Promise<void> => {
  for (const person of world.people) await addDevice(world, person, new IDBFactory())
  await calm(world, notes, mode)
  await judge(world, notes, { isRestored: mode === 'restore' })
}
