/** A chat whose text is in the cloud is deleted for good by whoever was told all of it, and by nobody else. */

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { dropBodies } from '../../db/device/bodies.ts'
import { resolveConflict } from '../../db/device/answer-conflicts.ts'
import { listConflicts } from '../../db/device/conflicts.ts'
import { repair } from '../../db/device/repair.ts'
import { write } from '../../db/device/write.ts'
import type { ChatId } from '../../db/protocol/ids.ts'
import { openApp, type TestApp } from '../world/app.ts'
import { testDatabase, type TestDatabase } from '../world/test-database.ts'
import { signInDevice, type SignedIn, syncAll } from './signed-in.ts'

let database: TestDatabase
let app: TestApp
let person = 0
let laptop: SignedIn
let phone: SignedIn
let trip: ChatId

beforeAll(async () => {
  database = await testDatabase()
  app = await openApp({ env: { DATABASE_URL: database.url } })
})
afterAll(async () => {
  await app.close()
  await database.drop()
})
beforeEach(async () => {
  const userId = `user_${(person += 1)}`
  laptop = await signInDevice(app, { userId, seed: 1 })
  phone = await signInDevice(app, { userId, seed: 2 })
  trip = await laptop.addChat('Trip')
  await laptop.addMessages(trip, ['one', 'two', 'three'])
  await syncAll(laptop, phone, laptop)
  await dropBodies(phone.database, [trip], 1)
})

const depsOf = ({ clock, newId }: SignedIn) => ({ now: clock.now, newId })

const remove = (device: SignedIn) =>
  write(device.database, depsOf(device), {
    kind: 'chat.set',
    chatId: trip,
    field: 'deleted',
    value: true,
  })

const isDeleted = async (device: SignedIn) => (await device.database.chats.get(trip))?.isDeleted

test('[D1] after another device wrote to it', async () => {
  await laptop.addMessage(trip, 'four')
  await syncAll(laptop, phone)

  await remove(phone)
  await syncAll(phone, laptop)

  expect([await isDeleted(phone), await isDeleted(laptop)]).toEqual([true, true])
  expect(await listConflicts(phone.database, 10)).toEqual([])
})

test('[D1] in the middle of a repair, and after it', async () => {
  await repair(phone.database)
  await remove(phone)
  await syncAll(phone)
  expect(await isDeleted(phone)).toBe(true)

  await write(phone.database, depsOf(phone), {
    kind: 'chat.set',
    chatId: trip,
    field: 'deleted',
    value: false,
  })
  await syncAll(phone)
  await remove(phone)
  await syncAll(phone, laptop)

  expect([await isDeleted(phone), await isDeleted(laptop)]).toEqual([true, true])
})

test('[D1] not over what had not come; who is asked and says so takes that along', async () => {
  await laptop.addMessage(trip, 'four')
  await syncAll(laptop)

  await remove(phone)
  await syncAll(phone)
  expect(await isDeleted(phone)).toBe(false)

  const [open] = await listConflicts(phone.database, 10)
  if (open === undefined) throw new Error('nobody is asked')
  await resolveConflict(phone.database, depsOf(phone), { conflictId: open.id, choice: 'lost' })
  await syncAll(phone, laptop)

  expect([await isDeleted(phone), await isDeleted(laptop)]).toEqual([true, true])
  expect(await listConflicts(laptop.database, 10)).toEqual([])
})
