/** A device on which somebody writes all the time: the real database, engine and pen, over real HTTP. */

import type { OutboxEntry } from '../../db/device/records.ts'
import { write } from '../../db/device/write.ts'
import type { ChangeDraft } from '../../db/device/change-draft.ts'
import { chatIdSchema, messageIdSchema } from '../../db/protocol/ids.ts'
import { createDevice, type Clock, type TestDevice } from '../engine/device.ts'
import { signedInBrowser } from '../world/app.ts'
import type { TokenMaker } from '../world/tokens.ts'
import { createChance, pause, type Chance } from './chance.ts'
import { openDoor, type Door } from './door.ts'
import { holdLiveLine } from './live-line.ts'

/** One change that somebody saw saved. */
export interface Written {
  readonly changeId: string
  readonly rowKey: string
  readonly body: OutboxEntry['body']
  readonly field: string | null
  /** As JSON text. */
  readonly value: string
  /** The change whose value its author was looking at. */
  readonly base: string | null
}

export interface Writer extends Pick<TestDevice, 'database' | 'engine'> {
  readonly name: string
  readonly userId: string
  readonly door: Door
  readonly cookie: () => string
  /** Everything written here, in order. */
  readonly written: readonly Written[]
  /** Written here, and never heard of from the server. */
  readonly unheard: () => readonly string[]
  /** One change now; its id. */
  readonly writeOne: () => Promise<string>
  /** Writes and syncs by itself from now on. */
  readonly begin: () => void
  /** Writes no more, for good; syncing goes on. */
  readonly rest: () => Promise<void>
  /** Errors that nobody expected: there must be none. */
  readonly bugs: readonly unknown[]
}

export interface WriterSettings {
  readonly name: string
  readonly userId: string
  readonly seed: number
  readonly tokens: TokenMaker
  /** Where the server is now. */
  readonly origin: () => string
  /** The longest pause between two changes. */
  readonly paceMs: number
  readonly signal: AbortSignal
}

/** The real time, for an engine that waits for real servers. */
const realClock: Clock = {
  now: Date.now,
  wait: (ms, signal) =>
    new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
        resolve()
      }
      const timer = setTimeout(end, signal.aborted ? 0 : ms)
      signal.addEventListener('abort', end)
    }),
  advance: pause,
  sleeps: () => [],
  set: () => {
    throw new Error('the real time cannot be set')
  },
}

export const joinWriter = async (settings: WriterSettings): Promise<Writer> => {
  const { name, userId, seed, tokens, origin, signal } = settings
  let cookie = ''
  const door = openDoor(origin, () => cookie)
  const device = await createDevice({ fetch: door.fetch, userId, seed, clock: realClock })
  const { database, engine } = device
  const sync = await database.sync.get('sync')
  const send = (path: string, init: RequestInit) => fetch(`${origin()}${path}`, init)
  const browser = await signedInBrowser({ send, tokens }, userId, sync?.deviceId)
  cookie = browser.cookie() ?? ''

  const bugs: unknown[] = []
  const letRun = (work: Promise<unknown>): void => {
    work.catch((error: unknown) => signal.aborted || bugs.push(error))
  }
  const written: Written[] = []
  const pen = createPen(device, { name, chance: createChance(seed), written })
  const writeOne = async (): Promise<string> => {
    const changeId = await pen()
    letRun(engine.wake('write', signal))
    return changeId
  }
  const resting = new AbortController()
  let writing: Promise<void> = Promise.resolve()
  const pace = createChance(seed + 1)
  const goOnWriting = async (): Promise<void> => {
    while (!resting.signal.aborted && !signal.aborted) {
      await writeOne()
      await pause(pace.between(settings.paceMs / 5, settings.paceMs))
    }
  }
  letRun(engine.keepUp(signal))
  letRun(
    holdLiveLine({
      origin,
      cookie: () => cookie,
      database,
      signal,
      onOpen: () => letRun(engine.lineOpened()),
      onPoke: (poke) => letRun(engine.receivePoke(poke)),
    }),
  )
  return {
    name,
    userId,
    database,
    engine,
    door,
    cookie: () => cookie,
    written,
    unheard: () => written.map(({ changeId }) => changeId).filter((id) => !door.heard.has(id)),
    writeOne,
    begin: () => {
      writing = goOnWriting()
      letRun(writing)
    },
    rest: () => {
      resting.abort()
      return writing
    },
    bugs,
  }
}

interface Desk {
  readonly name: string
  readonly chance: Chance
  readonly written: Written[]
}

/** So few chats that the devices of a person meet in them. */
const CHATS = 5

/** Writes one change, and looks at it in the very transaction that stores it. */
const createPen = (
  { database, newId }: TestDevice,
  { name, chance, written }: Desk,
): (() => Promise<string>) => {
  let texts = 0
  const nextText = (): string => `${name} ${(texts += 1)}`
  const draft = async (): Promise<ChangeDraft> => {
    const chatIds = await database.chats.toCollection().primaryKeys()
    if (chatIds.length < CHATS || chance.happens(0.01)) {
      const id = chatIdSchema.parse(newId())
      return { kind: 'chat.create', chat: { id, title: nextText(), timestamp: Date.now() } }
    }
    const conflict = await database.conflicts.where('isOpen').equals(1).first()
    if (conflict !== undefined && chance.happens(0.3))
      return { kind: 'conflict.resolve', conflictId: conflict.id, choice: 'kept' }
    const chatId = chatIdSchema.parse(chance.pick(chatIds))
    if (chance.happens(0.2)) return { kind: 'chat.set', chatId, field: 'title', value: nextText() }
    if (chance.happens(0.05)) {
      const isPinned = (await database.chats.get(chatId))?.pinned === true
      return { kind: 'chat.set', chatId, field: 'pinned', value: !isPinned }
    }
    const id = messageIdSchema.parse(newId())
    const said = { role: 'user', content: nextText(), timestamp: Date.now() } as const
    return { kind: 'message.append', message: { id, chatId, parentId: null, ...said } }
  }
  return async () => {
    const entry = await database.transaction('rw', database.tables, async () => {
      const outcome = await write(database, { now: Date.now, newId }, await draft())
      if (outcome.kind !== 'written') throw new Error(`not written: ${outcome.kind}`)
      return database.outbox.get(outcome.changeIds[0] ?? '')
    })
    if (entry === undefined) throw new Error('what was written is not in the outbox')
    written.push(writtenOf(entry))
    return entry.changeId
  }
}

const writtenOf = ({ changeId, rowKey, body }: OutboxEntry): Written => ({
  changeId,
  rowKey,
  body,
  field: 'field' in body ? body.field : null,
  value: 'value' in body ? JSON.stringify(body.value) : '',
  base: 'base' in body ? (body.base?.changeId ?? null) : null,
})
