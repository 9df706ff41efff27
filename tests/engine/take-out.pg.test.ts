/** What is taken out of the cloud has left it, and the other devices: two engines, the real server. */

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { readStanding } from '../../db/device/standing.ts'
import { setMode } from '../../db/device/set-mode.ts'
import { takeOut } from '../../db/device/take-out.ts'
import { takeOutFolder } from '../../db/device/take-out-folder.ts'
import { write } from '../../db/device/write.ts'
import { folderIdSchema, type ChatId } from '../../db/protocol/ids.ts'
import { openApp, type TestApp } from '../world/app.ts'
import { testDatabase, type TestDatabase } from '../world/test-database.ts'
import { signInDevice, type SignedIn, syncAll } from './signed-in.ts'

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
  await syncAll(laptop, phone)

  expect(await takeOutFolder(laptop.database, depsOf(laptop), outer)).toEqual({ kind: 'taken' })
  // Said once more before anything is sent.
  expect(await takeOutFolder(laptop.database, depsOf(laptop), outer)).toEqual({ kind: 'taken' })
  await syncAll(laptop, phone)

  for (const chatId of [first, second]) expect(await shelfOf(phone, chatId)).toBe('trash')
  expect(await phone.database.chats.where('shelf').equals('open').count()).toBe(0)
  expect(await laptop.database.chats.filter(({ isDeleted }) => !isDeleted).count()).toBe(2)
})

const remove = (chatId: ChatId) => takeOut(laptop.database, depsOf(laptop), chatId)

const isOnlyHere = async (chatId: ChatId): Promise<boolean | undefined> =>
  (await readStanding(laptop.database, { entity: 'chat', id: chatId }))?.isOnlyHere

test('[D1] a chat that the server has taken is taken out, also before its row came', async () => {
  await syncAll(laptop)
  const chatId = await addChat()
  expect(await isOnlyHere(chatId)).toBe(true)
  await laptop.engine.sync('upload', { trigger: 'person' })

  expect(await isOnlyHere(chatId)).toBe(false)
  const outcome = await remove(chatId)
  await syncAll(laptop, phone)

  if (outcome.kind !== 'taken') throw new Error(outcome.kind)
  expect(outcome.chatId).not.toBe(chatId)
  expect(await shelfOf(phone, chatId)).toBe('trash')
})

test('[D1] a chat whose answer was lost is not taken for one that nobody has', async () => {
  await syncAll(laptop)
  const chatId = await addChat()
  laptop.next('lose reply')
  await laptop.engine.sync('full', { trigger: 'person' })

  expect(await isOnlyHere(chatId)).toBe(false)
  expect(await remove(chatId)).toEqual({ kind: 'on_its_way' })
  await setMode(laptop.database, depsOf(laptop), {
    of: { entity: 'chat', id: chatId },
    mode: 'device',
  })
  expect(await remove(chatId)).toEqual({ kind: 'on_its_way' })
  await syncAll(laptop, phone)
  expect(await shelfOf(phone, chatId)).toBe('open')

  expect(await remove(chatId)).toMatchObject({ kind: 'taken' })
  await syncAll(laptop, phone)
  expect(await shelfOf(phone, chatId)).toBe('trash')
})

test('a chat whose request was lost is only here, once the server has told what it has', async () => {
  await syncAll(laptop)
  const chatId = await addChat()
  laptop.next('lose request')
  await laptop.engine.sync('full', { trigger: 'person' })
  await setMode(laptop.database, depsOf(laptop), {
    of: { entity: 'chat', id: chatId },
    mode: 'device',
  })
  expect(await isOnlyHere(chatId)).toBe(false)

  await laptop.clock.advance(1000)
  await syncAll(laptop, phone)

  expect(await isOnlyHere(chatId)).toBe(true)
  expect(await remove(chatId)).toEqual({ kind: 'taken', chatId })
  expect(await shelfOf(phone, chatId)).toBe('none')
})
