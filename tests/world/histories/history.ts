/** One history from its first step to its verdict. */

import fc from 'fast-check'
import { play } from './deeds.ts'
import { addDevice, addDevices, endAll, isInFront, makeRoom, processOf, signIn } from './devices.ts'
import { letAllGo } from './keep-here.ts'
import { adopt } from './local.ts'
import { newNotes, type Notes } from './notes.ts'
import { rest, run } from './running.ts'
import { checkServer } from './server-check.ts'
import type { Stage } from './stage.ts'
import { type Focus, focusesOf, type Mode, type Step, stepsOf } from './steps.ts'
import { drive, noteOutcome } from './syncing.ts'
import { recordsIn } from './disk.ts'
import { checkNewcomer, judge } from './verdict.ts'
import { watch } from './watch.ts'
import { createWorld, type Device, type World, type WorldSettings } from './world.ts'

export interface History {
  readonly mode: Mode
  readonly settings: WorldSettings
  readonly steps: readonly Step[]
}

const YEAR = 31_536_000_000

const COUNTS = fc.constantFrom(1, 3, 50)

type Settings = { readonly [Name in keyof WorldSettings]: fc.Arbitrary<WorldSettings[Name]> }

const ORDINARY: Settings = {
  people: fc.constantFrom(1, 1, 1, 2),
  devices: fc.constantFrom(2, 2, 3),
  limit: COUNTS,
  maxChanges: fc.constantFrom(1, 3, 50, Infinity, Infinity),
  isLocked: fc.constantFrom(true, true, false),
  isShared: fc.constantFrom(true, true, false),
  isOneBrowser: fc.boolean(),
  offsets: fc.array(fc.constantFrom(0, 0, 5000, -5000, YEAR, -YEAR), {
    minLength: 3,
    maxLength: 3,
  }),
}

const SETTINGS: Readonly<Record<NonNullable<Focus['how']>, Partial<Settings>>> = {
  'without a lock': {
    people: fc.constant(1),
    devices: fc.constant(2),
    isLocked: fc.constant(false),
  },
  'piece by piece': { people: fc.constant(1), maxChanges: fc.constantFrom(1, 3) },
  // What one device forgets nobody brings back.
  alone: {
    people: fc.constant(1),
    devices: fc.constantFrom(1, 1, 2),
    limit: fc.constantFrom(1, 3),
    maxChanges: fc.constantFrom(1, 3),
  },
}

export const historyOf = (mode: Mode, longest: number): fc.Arbitrary<History> =>
  fc.oneof(
    ...focusesOf(mode).map(({ weights, how }: Focus) =>
      fc.record<History>({
        mode: fc.constant(mode),
        settings: fc.record<WorldSettings>({ ...ORDINARY, ...(how && SETTINGS[how]) }),
        steps: stepsOf(weights, longest),
      }),
    ),
  )

/** Rounds after which nothing may move any more; a restored server hears everyone's memories first. */
const ROUNDS: Readonly<Record<Mode, number>> = { net: 3, race: 3, disk: 4, restore: 6, mixed: 7 }

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
    await addDevices(world)
    for (const step of [...(how.isShared ? SHARED : []), ...steps]) {
      await play(world, notes, step)
      watchAll(world, notes)
    }
    await settle(world, notes)
    await calm(world, notes, mode)
    const isRestored = mode === 'restore' || mode === 'mixed'
    const rows = await judge(world, notes, { isRestored })
    for (const person of world.people) await checkServer(world, person)
    for (const [at, person] of world.people.entries()) {
      const newcomer = await addDevice(world, person)
      await syncWhole(world, newcomer)
      watchAll(world, notes)
      checkNewcomer(newcomer, rows[at] ?? [])
    }
    return world
  } catch (error) {
    if (process.env['TRACE'] !== undefined) console.log(world.lines.join('\n'))
    throw error
  } finally {
    for (const device of world.devices) endAll(device)
  }
}

const watchAll = (world: World, notes: Notes): void => {
  for (const device of world.devices) watch(world, notes, device)
}

/** Every cause of trouble is over, and what is under way comes to its end. */
const settle = async (world: World, notes: Notes): Promise<void> => {
  const { network, stage, devices } = world
  stage.isOn = true
  world.now += 1000
  stage.now = world.now
  for (const device of devices) {
    device.isCut = false
    makeRoom(device)
  }
  while (network.requests.length + network.replies.length > 0) {
    if (network.replies.length > 0) network.deliver(0)
    else await network.meet(0, 'pass')
    await rest(world)
    watchAll(world, notes)
  }
  for (const device of devices) {
    await beHere(world, device)
    await adopt(world, device, null)
    await letAllGo(world, device)
    watchAll(world, notes)
  }
}

/** Everyone syncs until a whole round brings no news, and then nothing may be left to send. */
const calm = async (world: World, notes: Notes, mode: Mode): Promise<void> => {
  for (let round = 0; round < ROUNDS[mode]; round += 1) {
    let isQuiet = true
    for (const device of world.devices) {
      world.lines.push(`--- ${device.name}: quiet round ${round}`)
      if (await syncWhole(world, device)) isQuiet = false
      watchAll(world, notes)
    }
    if (isQuiet) break
  }
  for (const device of world.devices) {
    const unsent = recordsIn(device, 'outbox').filter((entry) => entry.state !== 'parked')
    if (unsent.length > 0)
      throw new Error(`[N2] ${device.name} is not done: ${JSON.stringify(unsent)}`)
  }
}

/** Its person is there and in front of it. */
const beHere = async (world: World, device: Device): Promise<void> => {
  await processOf(world, device, 'page')
  if (!isInFront(device) || device.isRevoked) await signIn(world, device)
}

/** One whole sync; whether it sent or received anything, or did not come to its end. */
const syncWhole = async (world: World, device: Device): Promise<boolean> => {
  world.now += 1000
  world.stage.now = world.now
  await beHere(world, device)
  const page = await processOf(world, device, 'page')
  let hadNews = true
  const sync = async (): Promise<void> => {
    const outcome = await run(world, page, () => page.engine.sync('full', { trigger: 'person' }))
    world.lines.push(`${device.name}: ${JSON.stringify(outcome)}`)
    noteOutcome(device, outcome)
    const isIdle = outcome?.kind === 'done' && outcome.sent + outcome.received === 0
    hadNews = !isIdle
  }
  void sync()
  await drive(world, page)
  return hadNews
}
