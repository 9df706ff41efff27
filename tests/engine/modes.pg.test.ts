/** A chat switched between everywhere, only here and the cloud, a thousand times, under faults and kills. */

import { gunzipSync } from 'node:zlib'
import { IDBFactory } from 'fake-indexeddb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Owner } from '../../db/device/holds.ts'
import type { Mode } from '../../db/device/modes.ts'
import { setMode } from '../../db/device/set-mode.ts'
import { VISIT_MS } from '../../db/device/settle-bodies.ts'
import { write } from '../../db/device/write.ts'
import { folderIdSchema, type ChatId, type FolderId } from '../../db/protocol/ids.ts'
import { openApp, type TestApp } from '../world/app.ts'
import { testDatabase, type TestDatabase } from '../world/test-database.ts'
import { canonical, textsOf } from './canonical.ts'
import { createClock, type Clock } from './device.ts'
import { signInDevice, type SignedIn } from './signed-in.ts'

let database: TestDatabase
let app: TestApp

beforeAll(async () => {
  database = await testDatabase()
  app = await openApp({ env: { DATABASE_URL: database.url } })
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

const SWITCHES = Number(process.env['SWITCHES'] ?? 1000)
const MODES: readonly (Mode | null)[] = ['everywhere', 'device', 'cloud', null]
const DIRECTIONS = ['full', 'full', 'upload', 'download'] as const
const FATES = ['pass', 'lose request', 'lose reply', 'double'] as const

const createChance = (seed: number) => {
  let state = seed
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  return {
    isLucky: (share: number) => next() < share,
    one: <T>(list: readonly T[]): T => {
      const found = list[Math.floor(next() * list.length)]
      if (found === undefined) throw new Error('nothing to choose from')
      return found
    },
  }
}

type Chance = ReturnType<typeof createChance>

const textIn = (body: RequestInit['body']): string => {
  if (typeof body === 'string') return body
  return body instanceof Uint8Array ? gunzipSync(body).toString() : ''
}

/** What the laptop wrote: what never left it yet, and what of that must not leave it now. */
interface Secrets {
  readonly unsaid: Map<string, ChatId>
  readonly texts: Map<string, ChatId>
  readonly leaks: { readonly text: string; readonly chatId: ChatId }[]
  /** The way to the server, which loses and doubles what it is given for as long as it is bad. */
  readonly door: TestApp
  isBad: boolean
}

const guard = (chance: Chance): Secrets => {
  const unsaid = new Map<string, ChatId>()
  const texts = new Map<string, ChatId>()
  const leaks: { readonly text: string; readonly chatId: ChatId }[] = []
  const send: TestApp['send'] = (path, init) => {
    const said = textIn(init.body)
    for (const [text, chatId] of texts) if (said.includes(`"${text}"`)) leaks.push({ text, chatId })
    for (const text of unsaid.keys()) if (said.includes(`"${text}"`)) unsaid.delete(text)
    return guarded.isBad ? carry(chance.one(FATES), path, init) : app.send(path, init)
  }
  const guarded: Secrets = { unsaid, texts, leaks, door: { ...app, send }, isBad: false }
  return guarded
}

const carry = async (
  fate: (typeof FATES)[number],
  path: string,
  init: RequestInit,
): Promise<Response> => {
  if (fate === 'lose request') throw new TypeError('fetch failed')
  if (fate === 'double') await app.send(path, init)
  const response = await app.send(path, init)
  if (fate === 'lose reply') throw new TypeError('fetch failed')
  return response
}

interface Game {
  readonly chance: Chance
  readonly secrets: Secrets
  readonly clock: Clock
  readonly phone: SignedIn
  readonly chats: readonly ChatId[]
  readonly folderId: FolderId
  /** Every text that anybody wrote. */
  readonly written: string[]
  readonly open: (seed: number) => Promise<SignedIn>
  laptop: SignedIn
  kills: number
  /** Steps after which some text was in the cloud alone. */
  away: number
}

const begin = async (seed: number): Promise<Game> => {
  const userId = `user_${seed}`
  const chance = createChance(seed)
  const secrets = guard(chance)
  const disk = new IDBFactory()
  const clock = createClock()
  const open = (opened: number) => signInDevice(secrets.door, { userId, seed: opened, clock, disk })
  const laptop = await open(1)
  const phone = await signInDevice(app, { userId, seed: 2, clock })
  const laid = await layChats(laptop)
  const game = { chance, secrets, clock, phone, ...laid, open, laptop }
  await level(laptop)
  await level(phone)
  return { ...game, written: [], kills: 0, away: 0 }
}

const say = async (game: Game, name: 'laptop' | 'phone'): Promise<void> => {
  const { chance, chats, written, secrets } = game
  const chatId = chance.one(chats)
  const text = `${name} ${written.length}.`
  written.push(text)
  if (name === 'laptop') {
    secrets.unsaid.set(text, chatId)
    if (await isKept(game.laptop, chatId)) secrets.texts.set(text, chatId)
  }
  await game[name].addMessage(chatId, text)
}

const choose = async (game: Game, of: Owner, mode: Mode | null): Promise<void> => {
  const { database: db, newId } = game.laptop
  const outcome = await setMode(db, { now: game.clock.now, newId }, { of, mode })
  expect(outcome).toEqual({ kind: 'set' })
}

const chooseAny = (game: Game): Promise<void> => {
  const { chance, chats, folderId } = game
  const mode = chance.one(MODES)
  return chance.isLucky(0.25)
    ? choose(game, { entity: 'folder', id: folderId }, mode)
    : choose(game, { entity: 'chat', id: chance.one(chats) }, mode)
}

const switchMode = async (game: Game): Promise<void> => {
  const { chance, secrets } = game
  if (chance.isLucky(0.8)) await chooseAny(game)
  else {
    // A request is under way: what it tells of a chat that is let go meanwhile may be told.
    await Promise.all([tryOut(game), chooseAny(game)])
    const leaked = secrets.leaks.splice(0)
    for (const leak of leaked) if (await isKept(game.laptop, leak.chatId)) secrets.leaks.push(leak)
  }
  secrets.texts.clear()
  for (const [text, chatId] of secrets.unsaid)
    if (await isKept(game.laptop, chatId)) secrets.texts.set(text, chatId)
}

/** Its page ends in the middle of whatever it does, and the next one finds what is on the disk. */
const kill = async (game: Game): Promise<void> => {
  const running = tryOut(game).catch(() => undefined)
  if (game.chance.isLucky(0.7)) await game.laptop.database.sync.get('sync')
  game.laptop.database.close()
  await running
  game.kills += 1
  game.laptop = await game.open(100 + game.kills)
}

const play = async (game: Game): Promise<void> => {
  const { chance, phone } = game
  await game.clock.advance(chance.one([1000, 60_000, VISIT_MS]))
  if (chance.isLucky(0.5)) await say(game, 'laptop')
  await switchMode(game)
  if (chance.isLucky(0.6)) await say(game, 'laptop')
  if (chance.isLucky(0.3)) await say(game, 'phone')
  if (chance.isLucky(0.25)) await phone.engine.sync('full', { trigger: 'person' })
  if (chance.isLucky(0.5)) await tryOut(game)
  if (chance.isLucky(0.03)) await kill(game)
  const bodies = await game.laptop.database.bodies.toArray()
  if (bodies.some(({ state }) => state === 'dropped')) game.away += 1
}

/** The network is well. All text goes once more, and then everything is to be everywhere. */
const end = async (game: Game): Promise<void> => {
  const { chats, folderId } = game
  await game.clock.advance(2 * VISIT_MS)
  await calm(game, 'cloud')
  expect(await game.laptop.database.bodies.where('chatId').anyOf(chats).count()).toBe(chats.length)
  expect(await game.laptop.database.blocks.count()).toBe(0)
  await choose(game, { entity: 'folder', id: folderId }, null)
  await calm(game, null)
}

const calm = async (game: Game, mode: Mode | null): Promise<void> => {
  for (const id of game.chats) await choose(game, { entity: 'chat', id }, mode)
  for (let round = 0; round < 2; round += 1) {
    await level(game.laptop)
    await game.laptop.engine.settle()
    await level(game.phone)
  }
}

test(`[N3] [I1] [C1] ${SWITCHES} switches of mode lose nothing, double nothing, and tell nothing of what was only here`, async () => {
  const game = await begin(Number(process.env['SEED'] ?? 1))
  for (let at = 0; at < SWITCHES; at += 1) {
    await play(game)
    expect(game.secrets.leaks).toEqual([])
  }
  await end(game)

  const { laptop, phone, chats, written, kills, away } = game
  const { database: db } = laptop
  expect(await db.bodies.toArray()).toEqual([])
  expect(await db.keeping.toArray()).toEqual([])
  expect(await db.outbox.toArray()).toEqual([])
  expect(await canonical(db)).toEqual(await canonical(phone.database))
  const found: string[] = []
  for (const chatId of chats) found.push(...(await textsOf(db, chatId)))
  expect(found.toSorted()).toEqual(written.toSorted())
  const counts = (await db.chats.toArray()).map(({ messageCount }) => messageCount)
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(written.length)
  expect(away).toBeGreaterThan(SWITCHES / 10)
  const among = `${written.length} messages, ${kills} kills, text away after ${away}`
  console.log(`figure: switches of mode = ${SWITCHES}, ${among}`)
}, 600_000)

const layChats = async (device: SignedIn) => {
  const folderId: FolderId = folderIdSchema.parse(device.newId())
  const deps = { now: device.clock.now, newId: device.newId }
  await write(device.database, deps, {
    kind: 'folder.create',
    folder: { id: folderId, name: 'Trips' },
  })
  const chats = [
    await device.addChat('One'),
    await device.addChat('Two'),
    await device.addChat('In'),
  ]
  const [, , inside] = chats
  if (inside !== undefined)
    await write(device.database, deps, {
      kind: 'chat.set',
      chatId: inside,
      field: 'folderId',
      value: folderId,
    })
  return { chats, folderId }
}

/** Asked of the tables, not of what decides about a write. */
const isKept = async ({ database: db }: SignedIn, chatId: ChatId): Promise<boolean> => {
  const chat = await db.chats.get(chatId)
  if ((await db.keeping.get(chatId)) !== undefined) return true
  const isInKept = chat?.folderId != null && (await db.keeping.get(chat.folderId)) !== undefined
  return isInKept && chat.syncMode == null
}

/** A sync, text that goes and comes, somebody who looks: each with whatever the network does. */
const tryOut = async (game: Game): Promise<void> => {
  game.secrets.isBad = true
  try {
    await act(game)
  } finally {
    game.secrets.isBad = false
  }
}

const act = async ({ laptop, chance }: Game): Promise<void> => {
  const signal = new AbortController().signal
  await laptop.engine.sync(chance.one(DIRECTIONS), { trigger: 'person' })
  if (chance.isLucky(0.9)) await laptop.engine.settle(signal)
  const bodies = await laptop.database.bodies.toArray()
  if (bodies.length > 0 && chance.isLucky(0.3))
    await laptop.engine.fetchChat({ chatId: chance.one(bodies).chatId, goal: 'visiting', signal })
}

const level = async ({ engine }: SignedIn): Promise<void> => {
  for (let round = 0; round < 2; round += 1)
    expect(await engine.sync('full', { trigger: 'person' })).toMatchObject({ kind: 'done' })
}
