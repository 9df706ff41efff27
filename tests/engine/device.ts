/** A device for the engine's tests: a database of its own, an engine a tab, a clock that tests move. */

import { Dexie } from 'dexie'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { gzipSync } from 'node:zlib'
import { onTestFinished } from 'vitest'
import { databaseName, openChatDatabase, type ChatDatabase } from '../../db/device/database.ts'
import type { Sha256 } from '../../db/device/digest.ts'
import { write } from '../../db/device/write.ts'
import {
  chatIdSchema,
  messageIdSchema,
  userIdSchema,
  type ChatId,
  type MessageId,
} from '../../db/protocol/ids.ts'
import { uuidV7 } from '../../db/protocol/make-id.ts'
import type { EngineStatus } from '../../sw/engine/announce.ts'
import type { EngineDeps, Locks } from '../../sw/engine/deps.ts'
import { createEngine, type Engine } from '../../sw/engine/engine.ts'
import { createLocks } from './locks.ts'

// Live queries look for IndexedDB here, even where every database was given its own.
Object.assign(Dexie.dependencies, { indexedDB: new IDBFactory(), IDBKeyRange })

/** Moves only when told; `wait` resolves when its moment has come. */
export interface Clock {
  readonly now: () => number
  readonly wait: EngineDeps['wait']
  readonly advance: (ms: number) => Promise<void>
  /** When the waits under way end, in milliseconds since the start. */
  readonly sleeps: () => readonly number[]
  /** As when a person sets the clock: waits go on as they were. */
  readonly set: (now: number) => void
}

export const createClock = (start = Date.UTC(2027, 0, 1)): Clock => {
  let elapsed = 0
  let offset = start
  const waits = new Set<{ readonly at: number; readonly end: () => void }>()
  return {
    now: () => elapsed + offset,
    set: (now) => {
      offset = now - elapsed
    },
    sleeps: () => [...waits].map((waiting) => waiting.at),
    wait: (ms, signal) =>
      new Promise((resolve) => {
        const end = (): void => {
          waits.delete(waiting)
          signal.removeEventListener('abort', end)
          resolve()
        }
        const waiting = { at: elapsed + ms, end }
        waits.add(waiting)
        if (signal.aborted) end()
        else signal.addEventListener('abort', end)
      }),
    advance: async (ms) => {
      elapsed += ms
      for (const waiting of waits) if (waiting.at <= elapsed) waiting.end()
      await Promise.resolve()
    },
  }
}

/** Waits until something that other code brings about has come true. */
export const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await isSo()))
    await new Promise((resolve) => {
      setTimeout(resolve, 1)
    })
}

/** Bytes from a small generator: the same in every run. */
const createChance = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

export interface DeviceSettings {
  readonly fetch: EngineDeps['fetch']
  readonly userId?: string
  readonly clock?: Clock
  readonly seed?: number
  /** Left out where it compares nothing with the server. */
  readonly sha256?: Sha256
  /** The same factory: the same disk. */
  readonly disk?: IDBFactory
}

export interface TestDevice {
  readonly database: ChatDatabase
  readonly engine: Engine
  readonly clock: Clock
  readonly disk: IDBFactory
  readonly deps: EngineDeps
  /** Everything the engine announced. */
  readonly told: readonly EngineStatus[]
  readonly newId: () => string
  readonly addChat: (title?: string) => Promise<ChatId>
  readonly addMessage: (chatId: ChatId, content: string) => Promise<MessageId>
  /** Many messages in one act. */
  readonly addMessages: (chatId: ChatId, contents: readonly string[]) => Promise<void>
  /** Another tab on the same database: an engine of its own, the same locks unless told. */
  readonly openTab: (
    locks?: Locks,
  ) => Promise<{ readonly database: ChatDatabase; readonly engine: Engine }>
}

export const createDevice = async (settings: DeviceSettings): Promise<TestDevice> => {
  const { clock = createClock(), disk = new IDBFactory(), seed = 1, userId = 'anna' } = settings
  const chance = createChance(seed)
  const newId = (): string =>
    uuidV7(
      clock.now(),
      Uint8Array.from({ length: 10 }, () => Math.floor(chance() * 256)),
    )
  const name = databaseName(userIdSchema.parse(userId))
  const open = async (): Promise<ChatDatabase> => {
    const database = await openChatDatabase(name, { newId, indexedDB: disk, IDBKeyRange })
    onTestFinished(() => database.close())
    return database
  }
  const told: EngineStatus[] = []
  const database = await open()
  const deps: EngineDeps = {
    database,
    userId,
    fetch: settings.fetch,
    ...(settings.sha256 !== undefined && { sha256: settings.sha256 }),
    locks: createLocks(),
    now: clock.now,
    random: chance,
    newId,
    wait: clock.wait,
    compress: async (text) => new Uint8Array(gzipSync(text)),
    announce: (status) => void told.push(status),
  }

  const addChat = async (title = 'A chat'): Promise<ChatId> => {
    const id = chatIdSchema.parse(newId())
    await mustWrite({ kind: 'chat.create', chat: { id, title, timestamp: clock.now() } })
    return id
  }
  const appendOf = (chatId: ChatId, content: string) => {
    const id = messageIdSchema.parse(newId())
    const message = { id, chatId, parentId: null, content, timestamp: clock.now() }
    return { kind: 'message.append', message: { ...message, role: 'user' } } as const
  }
  const mustWrite = async (draft: Parameters<typeof write>[2]): Promise<void> => {
    const outcome = await write(database, { now: clock.now, newId }, draft)
    if (outcome.kind !== 'written') throw new Error(`not written: ${outcome.kind}`)
  }
  return {
    database,
    engine: createEngine(deps),
    clock,
    disk,
    deps,
    told,
    newId,
    addChat,
    addMessage: async (chatId, content) => {
      const draft = appendOf(chatId, content)
      await mustWrite(draft)
      return draft.message.id
    },
    addMessages: (chatId, contents) =>
      mustWrite(contents.map((content) => appendOf(chatId, content))),
    openTab: async (locks = deps.locks) => {
      const other = await open()
      return { database: other, engine: createEngine({ ...deps, locks, database: other }) }
    },
  }
}
