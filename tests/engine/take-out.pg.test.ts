/** What is taken out of the cloud has left it, and the other devices: two engines, the real server. */

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { takeOutFolder } from '../../db/device/take-out-folder.ts'
import { write } from '../../db/device/write.ts'
import { folderIdSchema, type ChatId } from '../../db/protocol/ids.ts'
import { openApp, type TestApp } from '../world/app.ts'
import { testDatabase, type TestDatabase } from '../world/test-database.ts'
import { signInDevice, type SignedIn } from './signed-in.ts'

let database: TestDatabase
let app: TestApp
let people = 0
let laptop: SignedIn
let phone: SignedIn

beforeAll(async () => {
  database = await testDatabase()
  app = await openApp({ env: { DATABASE_URL: database.url } })
})
afterAll(async () => {
  await app.close()
  await database.drop()
})
beforeEach(async () => {
  people += 1
  const userId = `user_${people}`
  laptop = await signInDevice(app, { userId, seed: 1 })
  phone = await signInDevice(app, { userId, seed: 2 })
})

const sync = async (...devices: readonly SignedIn[]): Promise<void> => {
  for (const device of devices) {
    const outcome = await device.engine.sync('full', { trigger: 'person' })
    expect(outcome).toMatchObject({ kind: 'done', unsent: 0 })
  }
}

const depsOf = ({ clock, newId }: SignedIn) => ({ now: clock.now, newId })

const addChat = async (): Promise<ChatId> => {
  const chatId = await laptop.addChat('Trip')
  await laptop.addMessages(chatId, ['one', 'two'])
  return chatId
}

const shelfOf = async ({ database: db }: SignedIn, chatId: ChatId): Promise<string> =>
  (await db.chats.get(chatId))?.shelf ?? 'none'

test('[D1] a folder that is taken out of the cloud is so on the other device, with the folder in it', async () => {
  const [outer, inner] = [laptop, laptop].map(({ newId }) => folderIdSchema.parse(newId()))
  if (outer === undefined || inner === undefined) throw new Error('no folder')
  const [first, second] = [await addChat(), await addChat()]
  await write(laptop.database, depsOf(laptop), [
    { kind: 'folder.create', folder: { id: outer, name: 'Outer' } },
    { kind: 'folder.create', folder: { id: inner, name: 'Inner', parentId: outer } },
    { kind: 'chat.set', chatId: first, field: 'folderId', value: outer },
    { kind: 'chat.set', chatId: second, field: 'folderId', value: inner },
  ])
  await sync(laptop, phone)

  expect(await takeOutFolder(laptop.database, depsOf(laptop), outer)).toEqual({ kind: 'taken' })
  // Said once more before anything is sent.
  expect(await takeOutFolder(laptop.database, depsOf(laptop), outer)).toEqual({ kind: 'taken' })
  await sync(laptop, phone)

  for (const chatId of [first, second]) expect(await shelfOf(phone, chatId)).toBe('trash')
  expect(await phone.database.chats.where('shelf').equals('open').count()).toBe(0)
  expect(await laptop.database.chats.filter(({ isDeleted }) => !isDeleted).count()).toBe(2)
})
