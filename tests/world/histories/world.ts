/** The world of one history: people, their devices with processes that die, one server, one network. */

import { createHash } from 'node:crypto'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { ChatDatabase, databaseName } from '../../../db/device/database.ts'
import { readSync } from '../../../db/device/sync-state.ts'
import type { WriteDeps } from '../../../db/device/write.ts'
import { userIdSchema } from '../../../db/protocol/ids.ts'
import { createEngine, type Engine } from '../../../sw/engine/engine.ts'
import { kill, type Life, mortal, never, newLife } from './mortal.ts'
import { createNetwork, type Network } from './network.ts'
import { locksOf, newLock, type SharedLock } from './shared-lock.ts'
import type { Stage } from './stage.ts'
import { newThreads, type Threads } from './threads.ts'

export interface WorldSettings {
  readonly people: number
  readonly devices: number
  readonly limit: number
  readonly maxChanges: number
  /** Whether the processes of one device share a lock, as browsers have it. */
  readonly isLocked: boolean
  /** Whether it begins with a chat that everyone has. */
  readonly isShared: boolean
  /** By device, how far its clock is off, in ms. */
  readonly offsets: readonly number[]
}

export interface Person {
  readonly prefix: string
  readonly userId: string
  hasBackup: boolean
}

/** A page or a worker. */
export interface Process {
  readonly name: string
  readonly life: Life
  readonly threads: Threads
  readonly database: ChatDatabase
  readonly engine: Engine
  readonly deps: WriteDeps
  isSyncing: boolean
  isPoked: boolean
}

export interface Device {
  readonly name: string
  readonly person: Person
  disk: IDBFactory
  /** Counts the disks it has had: what was known of an earlier one holds no more. */
  disks: number
  cookie: string
  offset: number
  lock: SharedLock
  page: Process
  worker: Process
  /** An earlier state of its disk. */
  snapshot: IDBFactory | null
}

export interface World {
  readonly stage: Stage
  readonly settings: WorldSettings
  readonly network: Network
  readonly people: readonly Person[]
  readonly devices: Device[]
  readonly lines: string[]
  /** What a process threw that was alive. */
  readonly errors: unknown[]
  /** Names of devices whose storage was changed since they were last looked at. */
  readonly changed: Set<string>
  now: number
  ids: number
  texts: number
}

const START = Date.UTC(2027, 0, 1)

export const createWorld = async (stage: Stage, settings: WorldSettings): Promise<World> => {
  const lines: string[] = []
  const trace = (line: string): void => void lines.push(line)
  stage.now = START
  stage.tokens = 0
  stage.people += 1
  const people = Array.from({ length: settings.people }, (_, at): Person => {
    const prefix = String.fromCodePoint(65 + at)
    return { prefix, userId: `${prefix}-person-${stage.people}`, hasBackup: false }
  })
  const { limit, maxChanges } = settings
  const world: World = {
    stage,
    settings,
    network: createNetwork(stage, { limit, maxChanges, trace }),
    people,
    devices: [],
    lines,
    errors: [],
    changed: new Set(),
    now: START,
    ids: 0,
    texts: 0,
  }
  for (let at = 0; at < settings.devices; at += 1) {
    const person = people[at % people.length]
    if (person !== undefined) await addDevice(world, person, new IDBFactory())
  }
  return world
}

/** An id that nobody has had, in an order that has nothing to do with time; the same in each replay. */
export const newId = (world: World, { prefix }: Person): string => {
  world.ids += 1
  const hash = createHash('md5').update(String(world.ids)).digest('hex').slice(0, 6)
  return `${prefix}-${hash}-${world.ids}`
}

export const addDevice = async (
  world: World,
  person: Person,
  disk: IDBFactory,
): Promise<Device> => {
  const offset = world.settings.offsets[world.devices.length] ?? 0
  const name = `${person.prefix}${world.devices.length}`
  const blank = { name, person, disk, offset, disks: 0, cookie: '', snapshot: null }
  const lock = newLock()
  const shell = { ...blank, lock }
  const page = await startProcess(world, shell, 'page')
  const worker = await startProcess(world, shell, 'worker')
  const device: Device = { ...blank, lock, page, worker }
  await signIn(world, device)
  world.devices.push(device)
  return device
}

const signIn = async ({ stage }: World, device: Device): Promise<void> => {
  const { deviceId } = await readSync(device.page.database)
  device.cookie = await stage.signIn(device.person.userId, deviceId)
  for (const process of [device.page, device.worker]) cookies.set(process.life, device.cookie)
}

const cookies = new WeakMap<Life, string>()

const startProcess = async (
  world: World,
  device: Pick<Device, 'name' | 'person' | 'disk' | 'offset' | 'lock'>,
  kind: 'page' | 'worker',
): Promise<Process> => {
  const { person, disk, lock } = device
  const life = newLife(() => world.changed.add(device.name))
  world.changed.add(device.name)
  const threads = newThreads(life)
  const name = `${device.name}.${kind}`
  const makeId = (): string => newId(world, person)
  const userId = userIdSchema.parse(person.userId)
  const database = new ChatDatabase(databaseName(userId), {
    newId: makeId,
    indexedDB: disk,
    IDBKeyRange,
  })
  database.use(mortal(life))
  await database.open()
  const now = (): number => world.now + offsetOf(world, device)
  const sender = {
    name,
    prefix: person.prefix,
    life,
    threads,
    get cookie() {
      return cookies.get(life) ?? ''
    },
  }
  const engine = createEngine({
    database,
    userId: person.userId,
    fetch: world.network.fetchOf(sender),
    locks: locksOf(world.settings.isLocked ? lock : newLock(), life, threads),
    now,
    random: () => 0.5,
    newId: makeId,
    wait: (_ms, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve())
      }),
    announce: () => undefined,
  })
  const deps = { now, newId: makeId }
  return { name, life, threads, database, engine, deps, isSyncing: false, isPoked: false }
}

const offsetOf = (world: World, { name, offset }: Pick<Device, 'name' | 'offset'>): number =>
  world.devices.find((device) => device.name === name)?.offset ?? offset

/** Ends what runs in the device and starts it anew, on another disk where one is given. */
export const restart = async (world: World, device: Device, disk?: IDBFactory): Promise<void> => {
  for (const process of [device.page, device.worker]) end(process)
  device.lock = newLock()
  if (disk !== undefined) {
    device.disk = disk
    device.disks += 1
  }
  device.page = await startProcess(world, device, 'page')
  device.worker = await startProcess(world, device, 'worker')
  if (disk !== undefined) await signIn(world, device)
  for (const process of [device.page, device.worker]) cookies.set(process.life, device.cookie)
}

/** Starts the dead ones of a device's processes again. */
export const revive = async (world: World, device: Device): Promise<void> => {
  for (const kind of ['page', 'worker'] as const) {
    if (!device[kind].life.isDead) continue
    end(device[kind])
    device[kind] = await startProcess(world, device, kind)
    cookies.set(device[kind].life, device.cookie)
  }
}

export const end = (process: Process): void => {
  kill(process.life)
  process.database.close({ disableAutoOpen: true })
}

/** Waits until nothing moves by itself: every process waits for the network, for a lock, or for nothing. */
export const rest = async (world: World): Promise<void> => {
  const isMoving = (): boolean =>
    world.devices.some(({ page, worker }) => page.threads.isRunning() || worker.threads.isRunning())
  while (isMoving()) await tick()
}

const tick = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve)
  })

/** Runs a piece of work in a process; when that process dies, it just never comes back. */
export const run = async <T>(
  world: World,
  process: Process,
  work: () => Promise<T>,
): Promise<T | undefined> => {
  const death = new Promise<undefined>((resolve) => {
    process.life.onDeath.add(() => resolve(undefined))
  })
  process.threads.resume()
  const done = work().then(
    (value) => {
      process.threads.rest()
      return value
    },
    (error: unknown) => {
      process.threads.rest()
      if (process.life.isDead) return never<T>()
      world.errors.push(error)
      return undefined
    },
  )
  return Promise.race([done, death])
}

/** A copy of a disk as it is at this moment. */
export const copyDisk = async (device: Device): Promise<IDBFactory> => {
  const disk = new IDBFactory()
  const { name, tables } = device.page.database
  const copy = new ChatDatabase(name, { indexedDB: disk, IDBKeyRange, newId: () => 'unused' })
  await copy.open()
  for (const table of tables) {
    const records: unknown[] = await table.toArray()
    await copy.table(table.name).clear()
    await copy.table(table.name).bulkPut(records)
  }
  copy.close()
  return disk
}
