/** The steps of a history: what people do, what syncs, what the network does, and what goes wrong. */

import { IDBFactory } from 'fake-indexeddb'
import fc from 'fast-check'
import type { SyncOutcome } from '../../../sw/engine/outcome.ts'
import { readPoke } from '../../../sw/engine/replies.ts'
import type { Direction } from '../../../db/protocol/round.ts'
import { readSync } from '../../../db/device/sync-state.ts'
import { ORIGIN } from '../app.ts'
import { act, type Act, ACTS, type Choice, pick } from './acts.ts'
import { kill } from './mortal.ts'
import { FATES, type Fate } from './network.ts'
import type { Notes } from './notes.ts'
import { readTables } from './tables.ts'
import { noteLost } from './verdict.ts'
import {
  addDevice,
  copyDisk,
  type Device,
  type Process,
  rest,
  restart,
  revive,
  run,
  type World,
} from './world.ts'

export interface Step extends Choice {
  readonly kind: Act | Deed
  readonly who: number
}

/** `net`: nothing but the network and processes fail. `disk`: disks too. `restore`: the server goes back. */
export type Mode = 'net' | 'disk' | 'restore'

const DEEDS = [
  'sync',
  'upload',
  'download',
  'bad sync',
  'start',
  'meet',
  'deliver',
  'poke',
  'killed act',
  'killed sync',
  'die',
  'clock',
  'snapshot',
  'rollback',
  'wipe',
  'clone',
  'save',
  'restore',
] as const
type Deed = (typeof DEEDS)[number]

/** How often each comes, out of the sum. */
const COMMON: Readonly<Partial<Record<Step['kind'], number>>> = {
  'create chat': 5,
  append: 12,
  rename: 9,
  pin: 3,
  archive: 2,
  trash: 5,
  untrash: 3,
  'delete message': 3,
  'create folder': 1,
  'rename folder': 1,
  'delete folder': 1,
  'move chat': 2,
  stream: 3,
  resolve: 3,
  sync: 12,
  upload: 3,
  download: 4,
  'bad sync': 10,
  start: 6,
  meet: 8,
  deliver: 3,
  poke: 4,
  'killed act': 2,
  'killed sync': 6,
  die: 2,
  clock: 2,
}

const WEIGHTS: Readonly<Record<Mode, Readonly<Partial<Record<Step['kind'], number>>>>> = {
  net: { ...COMMON, purge: 1 },
  disk: { ...COMMON, purge: 1, snapshot: 4, rollback: 4, wipe: 1, clone: 2 },
  restore: { ...COMMON, save: 4, restore: 4 },
}

export const stepOf = (mode: Mode): fc.Arbitrary<Step> =>
  fc.record({
    kind: fc.oneof(
      ...Object.entries(WEIGHTS[mode]).map(([kind, weight]) => ({
        weight,
        arbitrary: fc.constant(kindOf(kind)),
      })),
    ),
    who: fc.nat({ max: 3 }),
    at: fc.nat({ max: 99 }),
    more: fc.nat({ max: 99 }),
  })

const KINDS: ReadonlyMap<string, Step['kind']> = new Map(
  [...DEEDS, ...ACTS].map((kind) => [kind, kind]),
)

const kindOf = (name: string): Step['kind'] => {
  const kind = KINDS.get(name)
  if (kind === undefined) throw new Error(`no step ${name}`)
  return kind
}

interface Scene extends Choice {
  readonly world: World
  readonly notes: Notes
  readonly device: Device
}

/** Begins a sync; it goes on whenever the network lets it. */
const begin = async ({ world, device, at }: Scene, direction: Direction): Promise<Process> => {
  const process = at % 3 === 0 ? device.worker : device.page
  if (!process.isSyncing) {
    process.isSyncing = true
    const trigger = at % 4 === 3 && direction === 'full' ? 'background' : 'person'
    const work = (): Promise<SyncOutcome> =>
      trigger === 'person'
        ? process.engine.sync(direction, { trigger })
        : process.engine.wake(trigger)
    const sync = async (): Promise<void> => {
      const outcome = await run(world, process, work)
      process.isSyncing = false
      world.lines.push(`${process.name}: ${direction} ended ${JSON.stringify(outcome)}`)
    }
    void sync()
  }
  await rest(world)
  return process
}

/** Lets a process's requests through one after the other, with these fates first, until it is done. */
export const drive = async (
  world: World,
  process: Process,
  fates: readonly Fate[] = [],
): Promise<void> => {
  for (let round = 0; round < 200; round += 1) {
    const at = world.network.requests.findIndex(
      ({ sender, isGhost }) => sender.life === process.life && !isGhost,
    )
    if (at < 0 || process.life.isDead) return
    await world.network.meet(at, fates[round] ?? 'pass')
    await rest(world)
  }
  throw new Error(`${process.name} syncs for ever`)
}

const fatesOf = ({ at, more }: Choice): readonly Fate[] => [
  ...Array.from({ length: at % 3 }, () => 'pass' as const),
  pick(FATES.slice(4), more) ?? 'pass',
]

const sync = async (scene: Scene, direction: Direction): Promise<void> =>
  drive(scene.world, await begin(scene, direction))

/** What the server would send down a device's stream now. */
const makePoke = async ({ world, device, more }: Scene): Promise<string> => {
  const { cursor } = await readSync(device.page.database)
  const response = await world.stage.send('/api/sync', {
    method: 'POST',
    headers: {
      cookie: device.cookie,
      origin: ORIGIN,
      'sec-fetch-site': 'same-origin',
      'x-sync-client': '1',
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      direction: 'download',
      cursor,
      limit: more % 3 === 0 ? 1 : 100,
    }),
  })
  const reply: unknown = await response.json()
  const told = typeof reply === 'object' ? reply : {}
  const since = await headAt(world, device, Number(cursor ?? 0))
  return JSON.stringify({ ...told, since, kind: 'poke' })
}

/** Where the history goes on from, as the server knows it now; undefined where it knows no such place. */
const headAt = async ({ stage }: World, { person }: Device, revision: number) => {
  if (Number.isNaN(revision)) return undefined
  const [row] = await stage.ask(
    'select token from sync_tokens where user_id = $1 and revision = $2',
    [person.userId, revision],
  )
  if (row === undefined && revision > 0) return undefined
  return { revision, token: row === undefined ? '' : String(row['token']) }
}

const pokes = new WeakMap<Device, string[]>()

const DO: Readonly<Record<Deed, (scene: Scene) => Promise<unknown>>> = {
  sync: (scene) => sync(scene, 'full'),
  upload: (scene) => sync(scene, 'upload'),
  download: (scene) => sync(scene, 'download'),
  'bad sync': async (scene) =>
    drive(
      scene.world,
      await begin(scene, scene.more % 5 === 0 ? 'upload' : 'full'),
      fatesOf(scene),
    ),
  start: (scene) => begin(scene, scene.more % 3 === 0 ? 'upload' : 'full'),
  meet: async ({ world, at, more }) => {
    if (world.network.requests.length > 0) await world.network.meet(at, pick(FATES, more) ?? 'pass')
  },
  deliver: async ({ world, at }) => {
    if (world.network.replies.length > 0) world.network.deliver(at)
  },
  poke: async (scene) => {
    const { world, device, at, more } = scene
    const waiting = pokes.get(device) ?? []
    pokes.set(device, waiting)
    waiting.push(await makePoke(scene))
    const process = at % 3 === 0 ? device.worker : device.page
    const poke = readPoke((more % 2 === 0 ? waiting.at(-1) : pick(waiting, more)) ?? '')
    if (poke === null || process.isPoked || at % 5 === 1) return
    process.isPoked = true
    const take = async (): Promise<void> => {
      await run(world, process, () => process.engine.receivePoke(poke))
      process.isPoked = false
    }
    void take()
    await rest(world)
    if (!process.isSyncing) await drive(world, process)
  },
  'killed act': async ({ world, device, at, more }) => {
    const kinds: readonly Act[] = ['append', 'rename', 'create chat', 'trash', 'delete message']
    await act(world, device, {
      act: pick(kinds, at) ?? 'append',
      at: more,
      more: at,
      left: 1 + (more % 14),
    })
  },
  'killed sync': async (scene) => {
    const { world, device, at, more } = scene
    const process = at % 3 === 0 ? device.worker : device.page
    process.life.left = 1 + ((more * 7 + at) % 60)
    await drive(world, await begin(scene, 'full'), more % 4 === 0 ? fatesOf(scene) : [])
    process.life.left = null
  },
  die: async ({ device, at }) => kill((at % 2 === 0 ? device.page : device.worker).life),
  clock: async ({ device, at, more }) => {
    const size = pick([1000, 60_000, 3_600_000, 86_400_000, 31_536_000_000], at) ?? 1000
    device.offset += more % 2 === 0 ? size : -size
  },
  snapshot: async ({ device }) => {
    device.snapshot = await copyDisk(device)
  },
  rollback: async (scene) => {
    const { device } = scene
    if (device.snapshot !== null) await loseDisk(scene, device.snapshot)
    device.snapshot = null
  },
  wipe: (scene) => loseDisk(scene, new IDBFactory()),
  clone: async ({ world, device }) => {
    if (world.devices.length < 5) await addDevice(world, device.person, await copyDisk(device))
  },
  save: async ({ world, device: { person } }) => {
    await world.stage.save(person.userId)
    person.hasBackup = true
  },
  restore: async ({ world, device: { person } }) => {
    if (person.hasBackup) await world.stage.restore(person.userId)
  },
}

const loseDisk = async ({ world, notes, device }: Scene, disk: IDBFactory): Promise<void> => {
  const ids = (await readTables(device.page.database)).outbox.map((entry) => entry.changeId)
  await restart(world, device, disk)
  await noteLost(world, notes, { device, ids })
}

const isDeed = (kind: Step['kind']): kind is Deed => DEEDS.some((deed) => deed === kind)

/** One step, to the point where nothing moves any more. */
export const play = async (
  world: World,
  notes: Notes,
  { kind, who, at, more }: Step,
): Promise<Device> => {
  const device = world.devices[who % world.devices.length]
  if (device === undefined) throw new Error('a world without devices')
  world.now += 1 + at * 10
  world.stage.now = world.now
  world.lines.push(`--- ${device.name}: ${kind} ${at} ${more}`)
  if (isDeed(kind)) await DO[kind]({ world, notes, device, at, more })
  else await act(world, device, { act: kind, at, more, left: null })
  await rest(world)
  for (const each of world.devices) await revive(world, each)
  return device
}
