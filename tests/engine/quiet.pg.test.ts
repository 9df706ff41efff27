/** After a full sync, with nobody asking: chats are compared and brought right, and what is likely is brought. */

import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { readBody } from '../../db/device/bodies.ts'
import { freeText } from '../../db/device/free-space.ts'
import { readSync } from '../../db/device/sync-state.ts'
import { write } from '../../db/device/write.ts'
import { type ChatId, messageIdSchema } from '../../db/protocol/ids.ts'
import { createEngine } from '../../sw/engine/engine.ts'
import { FULL_SYNC_EVERY_MS } from '../../sw/engine/schedule.ts'
import { openApp, type TestApp } from '../world/app.ts'
import { testDatabase, type TestDatabase } from '../world/test-database.ts'
import { canonical, textsOf } from './canonical.ts'
import { until } from './device.ts'
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

const sync = async (device: SignedIn): Promise<void> => {
  const outcome = await device.engine.sync('full', { trigger: 'person' })
  expect(outcome).toMatchObject({ kind: 'done', unsent: 0 })
}

/** As a page that is opened after a while; `quota`: what its browser grants. */
const open = async (device: SignedIn, quota: number): Promise<void> => {
  await device.clock.advance(FULL_SYNC_EVERY_MS)
  const engine = createEngine({
    ...device.deps,
    room: async () => ({ used: 0, quota }),
  })
  const closing = new AbortController()
  const kept = engine.keepUp(closing.signal)
  onTestFinished(async () => {
    closing.abort()
    await kept
  })
}

/** As where a server lost a message: nobody but this device has it. */
const addOwn = async ({ database: own }: SignedIn, chatId: ChatId): Promise<void> => {
  const block = await own.blocks.get([chatId, 0])
  const [first, ...rest] = block?.messages ?? []
  if (block === undefined || first === undefined) throw new Error('there is no block')
  const extra = { ...first, id: messageIdSchema.parse('only-here'), position: 9, content: 'own' }
  await own.blocks.put({ ...block, messages: [...rest, extra] })
}

const isVerified = async ({ database: own }: SignedIn): Promise<boolean> =>
  (await readSync(own)).verified !== undefined

test('[C1] a page compares by itself, brings right what went bad, and sends what the server lacks', async () => {
  const laptop = await signInDevice(app, { userId: 'user_anna', seed: 1 })
  const phone = await signInDevice(app, { userId: 'user_anna', seed: 2 })
  const chatId = await laptop.addChat('Trip')
  await laptop.addMessages(chatId, ['one', 'two', 'three'])
  await sync(laptop)
  await sync(phone)
  await addOwn(phone, chatId)

  await open(phone, 0)

  await until(async () => (await isVerified(phone)) && (await phone.database.outbox.count()) === 0)
  await sync(laptop)
  expect(await canonical(phone.database)).toEqual(await canonical(laptop.database))
  expect((await canonical(laptop.database)).messages).toHaveLength(4)
})

test('[C1] what the server lacks goes back to it also from a chat whose text is to go', async () => {
  const laptop = await signInDevice(app, { userId: 'user_dora', seed: 7 })
  const phone = await signInDevice(app, { userId: 'user_dora', seed: 8 })
  const chatId = await laptop.addChat('Trip')
  await laptop.addMessages(chatId, ['one', 'two'])
  await sync(laptop)
  await sync(phone)
  await addOwn(phone, chatId)
  const act = { kind: 'chat.set', chatId, field: 'syncMode', value: 'cloud' } as const
  await write(laptop.database, laptop.deps, act)
  await sync(laptop)

  await phone.engine.sync('full', { trigger: 'person' })
  await phone.engine.settle()
  expect(await phone.database.blocks.count()).toBe(1)
  await sync(phone)
  await phone.engine.settle()

  expect(await phone.database.blocks.count()).toBe(0)
  await sync(laptop)
  expect(await textsOf(laptop.database, chatId)).toContain('own')
})

test('text goes and comes back at once where another device says so, without a full sync', async () => {
  const laptop = await signInDevice(app, { userId: 'user_cleo', seed: 5 })
  const phone = await signInDevice(app, { userId: 'user_cleo', seed: 6 })
  const chatId = await laptop.addChat('Trip')
  await laptop.addMessages(chatId, ['one', 'two'])
  await sync(laptop)
  await sync(phone)
  await open(phone, 0)
  await until(() => isVerified(phone))
  const say = async (syncMode: 'cloud' | 'everywhere'): Promise<void> => {
    const act = { kind: 'chat.set', chatId, field: 'syncMode', value: syncMode } as const
    await write(laptop.database, laptop.deps, act)
    await sync(laptop)
    await phone.engine.sync('download', { trigger: 'poke' })
  }
  const synced = (await readSync(phone.database)).lastFullSyncAt

  await say('cloud')
  await until(async () => (await phone.database.blocks.count()) === 0)
  await say('everywhere')
  await until(async () => (await readBody(phone.database, chatId)) === undefined)

  expect(await phone.database.blocks.count()).toBe(1)
  expect((await readSync(phone.database)).lastFullSyncAt).toBe(synced)
})

test('text and files that a person will want next are there before, where there is room', async () => {
  const laptop = await signInDevice(app, { userId: 'user_bert', seed: 3 })
  const phone = await signInDevice(app, { userId: 'user_bert', seed: 4 })
  const [wanted, other] = [await laptop.addChat('Wanted'), await laptop.addChat('Other')]
  const bytes = new TextEncoder().encode('a picture')
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const file = { sha256, name: 'a.png', mime: 'image/png', size: bytes.length }
  await laptop.addMessage(other, 'x')
  await laptop.addMessage(wanted, 'y')
  await sync(laptop)
  await sync(phone)
  expect(await freeText(phone.database, [wanted, other], phone.clock.now())).toBe(2)
  await laptop.clock.advance(1000)
  const id = messageIdSchema.parse(laptop.newId())
  const message = {
    id,
    chatId: wanted,
    parentId: null,
    content: 'z',
    timestamp: laptop.clock.now(),
  }
  const deps = { now: laptop.clock.now, newId: laptop.newId }
  await write(laptop.database, deps, {
    kind: 'message.append',
    message: { ...message, role: 'user', attachments: [file] },
    files: [{ ...file, bytes: bytes.buffer }],
  })
  await sync(laptop)
  await sync(phone)

  await open(phone, 10 ** 10)

  await until(async () => (await phone.database.attachments.get(sha256)) !== undefined)
  expect(await readBody(phone.database, wanted)).toBeUndefined()
  expect(await readBody(phone.database, other)).toMatchObject({ state: 'dropped' })
  expect(await phone.database.attachments.get(sha256)).toMatchObject({ isSent: 1, size: 9 })
})
