/** Devices of a world: how they come, what runs on them, how that ends and begins anew. */

import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { ChatDatabase, databaseName } from '../../../db/device/database.ts'
import { userIdSchema } from '../../../db/protocol/ids.ts'
import { createEngine } from '../../../sw/engine/engine.ts'
import { recordsIn } from './disk.ts'
import { hearAbort, kill, mortal, newLife } from './mortal.ts'
import { locksOf, newLock } from './shared-lock.ts'
import { newThreads } from './threads.ts'
import {
  type Device,
  newId,
  type Person,
  type Process,
  type ProcessKind,
  type World,
} from './world.ts'

/** Of a world that begins, one person after the other. */
export const addDevices = async (world: World): Promise<void> => {
  const { people, settings } = world
  for (let at = 0; at < settings.devices; at += 1) {
    const person = people[at % people.length]
    if (person !== undefined) await addDevice(world, person)
  }
}

/** A new device, on a disk of its own or on the copy of another's. */
export const addDevice = async (
  world: World,
  person: Person,
  disk = new IDBFactory(),
): Promise<Device> => {
  const { settings, devices } = world
  const [first] = devices
  const isShared = settings.isOneBrowser && devices.length === 1 && first?.person !== person
  const device: Device = {
    name: `${person.prefix}${devices.length}`,
    person,
    browser: isShared && first !== undefined ? first.browser : { cookie: '', userId: '' },
    databaseName: databaseName(userIdSchema.parse(person.userId)),
    processes: new Map(),
    storage: { left: null, isTight: false },
    disk,
    disks: 0,
    offset: settings.offsets[devices.length] ?? 0,
    lock: newLock(),
    isCut: false,
    isRevoked: false,
    snapshot: null,
    past: [],
  }
  devices.push(device)
  await signIn(world, device)
  return device
}

/** From now on every request of this browser comes from this person. */
export const signIn = async (world: World, device: Device): Promise<void> => {
  const { browser, person } = device
  await processOf(world, device, 'page')
  const [sync] = recordsIn(device, 'sync')
  if (sync === undefined) throw new Error(`${device.name} has no sync row`)
  browser.cookie = await world.stage.signIn(person.userId, sync.deviceId)
  browser.userId = person.userId
  device.isRevoked = false
}

/** Whether its person is in front of it; a session that was ended keeps nobody from writing. */
export const isInFront = ({ browser, person }: Device): boolean => browser.userId === person.userId

/** The page or the worker of a device, which starts when it is needed. */
export const processOf = async (
  world: World,
  device: Device,
  kind: ProcessKind,
): Promise<Process> => {
  const running = device.processes.get(kind)
  if (running !== undefined) return running
  const process = await startProcess(world, device, kind)
  device.processes.set(kind, process)
  return process
}

const startProcess = async (world: World, device: Device, kind: ProcessKind): Promise<Process> => {
  const { person, storage } = device
  const life = newLife(storage, () => world.changed.add(device.name))
  world.changed.add(device.name)
  const threads = newThreads(life)
  const name = `${device.name}.${kind}`
  const makeId = (): string => newId(world, person)
  const database = new ChatDatabase(device.databaseName, {
    newId: makeId,
    indexedDB: device.disk,
    IDBKeyRange,
  })
  database.use(mortal(life))
  life.onClose = () => database.close({ disableAutoOpen: true })
  await database.open()
  const now = (): number => world.now + device.offset
  const engine = createEngine({
    database,
    userId: person.userId,
    fetch: world.network.fetchOf({ name, life, threads, device }),
    locks: locksOf(world.settings.isLocked ? device.lock : newLock(), life, threads),
    now,
    random: () => 0.5,
    newId: makeId,
    wait: (_ms, signal) =>
      new Promise((resolve) => {
        hearAbort(life, signal, resolve)
      }),
    announce: () => undefined,
  })
  const deps = { now, newId: makeId }
  return { name, life, threads, database, engine, deps, isSyncing: false, isPoked: false }
}

/** Ends what runs on a device and puts another disk into it. */
export const changeDisk = async (world: World, device: Device, disk: IDBFactory): Promise<void> => {
  endAll(device)
  device.lock = newLock()
  device.disk = disk
  // Room is a disk's: on a full one no page would come to be at all.
  makeRoom(device)
  device.disks += 1
  device.past = []
  const isHere = isInFront(device)
  await processOf(world, device, 'page')
  if (isHere) await signIn(world, device)
}

export const makeRoom = ({ storage }: Device): void => {
  storage.left = null
  storage.isTight = false
}

/** What died, or whose database was closed under it, starts anew when it is needed. */
export const revive = ({ processes }: Device): void => {
  for (const [kind, process] of processes) {
    const isBusy = process.isSyncing || process.isPoked
    if (!process.life.isDead && (process.database.isOpen() || isBusy)) continue
    end(process)
    processes.delete(kind)
  }
}

export const endAll = ({ processes }: Device): void => {
  for (const process of processes.values()) end(process)
  processes.clear()
}

const end = (process: Process): void => {
  kill(process.life)
  process.database.close({ disableAutoOpen: true })
}
