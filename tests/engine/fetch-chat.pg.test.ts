/** Text that was let go of comes back over the real app: cut anywhere, with a sync in between, and complete. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { dropBodies, readBody } from '../../db/device/bodies.ts'
import { write } from '../../db/device/write.ts'
import { chatIdSchema } from '../../db/protocol/ids.ts'
import type { FetchOutcome } from '../../sw/engine/fetch-chat.ts'
import { openApp, type TestApp } from '../world/app.ts'
import { testDatabase, type TestDatabase } from '../world/test-database.ts'
import { canonical } from './canonical.ts'
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

const fetchIt = (device: SignedIn, chatId: string): Promise<FetchOutcome> =>
  device.engine.fetchChat({
    chatId: chatIdSchema.parse(chatId),
    goal: 'here',
    signal: new AbortController().signal,
  })

test('[N4] [C1] a chat comes back whole, however often it is cut and whatever is synced meanwhile', async () => {
  const [laptop, phone] = [
    await signInDevice(app, { userId: 'user_anna', seed: 1 }),
    await signInDevice(app, { userId: 'user_anna', seed: 2 }),
  ]
  const chatId = await laptop.addChat('Long')
  const texts = Array.from({ length: 2100 }, (_, at) => `message ${at}`)
  await laptop.addMessages(chatId, texts)
  await sync(laptop)
  await sync(phone)
  await dropBodies(phone.database, [chatId], 1)
  expect(await phone.database.blocks.count()).toBe(0)

  phone.next('pass', 'lose reply')
  expect(await fetchIt(phone, chatId)).toMatchObject({
    kind: 'failed',
    fault: { code: 'unavailable' },
  })
  expect(await readBody(phone.database, chatId)).toMatchObject({ state: 'fetching', after: 999 })
  const [first] = (await laptop.database.blocks.get([chatId, 0]))?.messages ?? []
  if (first === undefined) throw new Error('there is no message')
  const deps = { now: laptop.clock.now, newId: laptop.newId }
  const about = { chatId, messageId: first.id }
  await write(laptop.database, deps, {
    kind: 'message.set',
    ...about,
    field: 'deleted',
    value: true,
  })
  await laptop.addMessage(chatId, 'One more')
  await sync(laptop)
  await sync(phone)
  const cut = new AbortController()
  phone.next(cut)
  expect(await fetchIt(phone, chatId)).toMatchObject({ kind: 'failed' })

  expect(await fetchIt(phone, chatId)).toEqual({ kind: 'here' })

  expect(await readBody(phone.database, chatId)).toBeUndefined()
  expect(await canonical(phone.database)).toEqual(await canonical(laptop.database))
  expect(await phone.database.chats.get(chatId)).toMatchObject({ messageCount: 2101 })
  expect(await fetchIt(phone, chatId)).toEqual({ kind: 'here' })
})

test('[K1] the row that lets an own change go brings the conflict in which it lost', async () => {
  const [laptop, phone] = [
    await signInDevice(app, { userId: 'user_dora', seed: 5 }),
    await signInDevice(app, { userId: 'user_dora', seed: 6 }),
  ]
  const chatId = chatIdSchema.parse(await laptop.addChat('Trip'))
  await laptop.addMessages(chatId, ['one'])
  for (const device of [laptop, phone, laptop]) await sync(device)
  await dropBodies(phone.database, [chatId], 1)
  const rename = (device: SignedIn, value: string) =>
    write(
      device.database,
      { now: device.clock.now, newId: device.newId },
      { kind: 'chat.set', chatId, field: 'title', value },
    )
  await rename(phone, 'Words of the phone')
  await laptop.clock.advance(60_000)
  await phone.clock.advance(60_000)
  await rename(laptop, 'Words of the laptop')
  await sync(laptop)
  await phone.engine.sync('upload', { trigger: 'person' })

  expect(await fetchIt(phone, chatId)).toEqual({ kind: 'here' })

  expect(await phone.database.outbox.count()).toBe(0)
  expect(await phone.database.chats.get(chatId)).toMatchObject({ title: 'Words of the laptop' })
  expect(await phone.database.conflicts.toArray()).toMatchObject([
    { entityId: chatId, resolvedAt: null, lost: { value: 'Words of the phone' } },
  ])
})

test('[P1] a chat that the server does not have is gone, and another person’s as well', async () => {
  const anna = await signInDevice(app, { userId: 'user_bert', seed: 3 })
  const stranger = await signInDevice(app, { userId: 'user_cora', seed: 4 })
  const chatId = await anna.addChat('Hers')
  await sync(anna)
  await dropBodies(stranger.database, [chatId], 1)

  expect(await fetchIt(stranger, chatId)).toEqual({ kind: 'gone' })
})
