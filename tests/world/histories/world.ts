/** The world of one history: people, their devices with processes that die, one server, one network. */

import { createHash } from 'node:crypto'
import type { ChatDatabase } from '../../../db/device/database.ts'
import type { WriteDeps } from '../../../db/device/write.ts'
import type { Engine } from '../../../sw/engine/engine.ts'
import type { DiskImage } from './disk.ts'
import type { Life, Storage } from './mortal.ts'
import { createNetwork, type Network } from './network.ts'
import type { SharedLock } from './shared-lock.ts'
import type { Stage } from './stage.ts'
import type { Threads } from './threads.ts'

export interface WorldSettings {
  readonly people: number
  readonly devices: number
  readonly limit: number
  readonly maxChanges: number
  /** Whether the processes of one device share a lock, as browsers have it. */
  readonly isLocked: boolean
  /** Whether it begins with a chat that everyone has. */
  readonly isShared: boolean
  /** Whether two people use one browser, one after the other. */
  readonly isOneBrowser: boolean
  /** By device, how far its clock is off, in ms. */
  readonly offsets: readonly number[]
}

export interface Person {
  readonly prefix: string
  readonly userId: string
  /** Of a session that only looks. */
  readonly cookie: string
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

export type ProcessKind = 'page' | 'worker'

/** What keeps one cookie: whoever signs in there last is who every request comes from. */
export interface Browser {
  cookie: string
  userId: string
}

/** One person's database in one browser, and what runs on it. */
export interface Device {
  readonly name: string
  readonly person: Person
  readonly browser: Browser
  readonly databaseName: string
  readonly processes: Map<ProcessKind, Process>
  readonly storage: Storage
  disk: IDBFactory
  /** Counts the disks it has had: what was known of an earlier one holds no more. */
  disks: number
  offset: number
  lock: SharedLock
  /** Nothing of it reaches the server, nor the other way round. */
  isCut: boolean
  /** It was told that its session was ended by another device. */
  isRevoked: boolean
  /** An earlier state of its disk, and what lay on it after each of the last steps. */
  snapshot: DiskImage | null
  past: readonly DiskImage[]
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
  /** How often each kind of thing happened. */
  readonly counts: Map<string, number>
  now: number
  ids: number
  texts: number
}

const START = Date.UTC(2027, 0, 1)

export const createWorld = async (stage: Stage, settings: WorldSettings): Promise<World> => {
  const lines: string[] = []
  const counts = new Map<string, number>()
  stage.now = START
  stage.tokens = 0
  stage.isOn = true
  stage.worlds += 1
  const names = Array.from({ length: settings.people }, (_, at) => String.fromCodePoint(65 + at))
  const people = await Promise.all(
    names.map(async (prefix): Promise<Person> => {
      const userId = `${prefix}-person-${stage.worlds}`
      const cookie = await stage.signIn(userId, `${prefix}-looking`)
      return { prefix, userId, cookie, hasBackup: false }
    }),
  )
  const { limit, maxChanges } = settings
  const trace = (line: string): void => void lines.push(line)
  const network = createNetwork(stage, { limit, maxChanges, trace, counts })
  return {
    stage,
    settings,
    network,
    people,
    devices: [],
    lines,
    errors: [],
    changed: new Set(),
    counts,
    now: START,
    ids: 0,
    texts: 0,
  }
}

/** An id that nobody has had, in an order that has nothing to do with time; the same in each replay. */
export const newId = (world: World, { prefix }: Pick<Person, 'prefix'>): string => {
  world.ids += 1
  const hash = createHash('md5').update(String(world.ids)).digest('hex').slice(0, 6)
  return `${prefix}-${hash}-${world.ids}`
}

export const count = ({ counts }: Pick<World, 'counts'>, what: string): void => {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}
