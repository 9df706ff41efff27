/** Histories that part: a server restored from a backup, a device that was copied or went back in time. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readSync } from '../../db/device/sync-state.ts'
import { write } from '../../db/device/write.ts'
import type { ChatId } from '../../db/protocol/ids.ts'
import { openApp, type TestApp } from '../world/app.ts'
import { testDatabase, type TestDatabase } from '../world/test-database.ts'
import { takeBackup } from './backup.ts'
import { canonical, textsOf } from './canonical.ts'
import { cloneDisk } from './clone.ts'
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

const level = async (...devices: readonly SignedIn[]): Promise<void> => {
  for (let round = 0; round < 3; round += 1)
    for (const device of devices) {
      const outcome = await device.engine.sync('full', { trigger: 'person' })
      expect(outcome).toMatchObject({ kind: 'done', unsent: 0 })
    }
}

const rename = async (device: SignedIn, chatId: ChatId, value: string): Promise<void> => {
  const draft = { kind: 'chat.set', chatId, field: 'title', value } as const
  const outcome = await write(
    device.database,
    { now: device.clock.now, newId: device.newId },
    draft,
  )
  expect(outcome.kind).toBe('written')
}

describe('a server restored from an older backup', () => {
  test('[N1] gets back from the devices what it lost, without duplicates or false conflicts', async () => {
    const [laptop, phone] = [
      await signInDevice(app, { userId: 'restored', seed: 1 }),
      await signInDevice(app, { userId: 'restored', seed: 2 }),
    ]
    const other = await signInDevice(app, { userId: 'bystander', seed: 3 })
    const trip = await laptop.addChat('Trip')
    await laptop.addMessages(trip, ['before the backup'])
    await other.addChat('of somebody else')
    await level(laptop, phone, other)
    const backup = await takeBackup(database.url)

    await laptop.addMessages(trip, ['after the backup', 'and one more'])
    await rename(laptop, trip, 'Trip to the sea')
    const lost = await phone.addChat('made after the backup')
    await phone.addMessage(lost, 'in the lost chat')
    await level(laptop, phone)
    const whole = await canonical(laptop.database)
    await phone.addMessage(trip, 'written, not yet sent')
    await backup.restore()

    await level(phone, laptop, phone, other)

    await expect(canonical(phone.database)).resolves.toEqual(await canonical(laptop.database))
    await expect(textsOf(laptop.database, trip)).resolves.toEqual([
      'before the backup',
      'after the backup',
      'and one more',
      'written, not yet sent',
    ])
    await expect(textsOf(laptop.database, lost)).resolves.toEqual(['in the lost chat'])
    const healed = await canonical(laptop.database)
    expect(healed.chats).toHaveLength(whole.chats.length)
    expect(healed.conflicts).toEqual([])
    await expect(laptop.database.chats.get(trip)).resolves.toMatchObject({
      title: 'Trip to the sea',
    })
    await expect(other.database.chats.count()).resolves.toBe(1)
  })

  test('is healed once more where it is restored again during the recovery', async () => {
    const [laptop, phone] = [
      await signInDevice(app, { userId: 'twice', seed: 4 }),
      await signInDevice(app, { userId: 'twice', seed: 5 }),
    ]
    const chatId = await laptop.addChat('kept by the laptop')
    await level(laptop)
    const backup = await takeBackup(database.url)
    await laptop.addMessages(
      chatId,
      Array.from({ length: 40 }, (_, at) => `message ${at}`),
    )
    await level(laptop)
    await backup.restore()
    laptop.next('lose reply', 'lose reply')
    await laptop.engine.wake('person')
    await laptop.engine.wake('person')
    await backup.restore()

    await level(laptop, phone)

    await expect(textsOf(phone.database, chatId)).resolves.toHaveLength(40)
    await expect(canonical(phone.database)).resolves.toEqual(await canonical(laptop.database))
  })
})

describe('a device that was copied', () => {
  test('[N3] takes a new identity, and what both copies wrote arrives once', async () => {
    const userId = 'copied'
    const first = await signInDevice(app, { userId, seed: 6 })
    const chatId = await first.addChat('shared')
    await level(first)
    await first.addMessage(chatId, 'waiting when it was copied')
    const disk = await cloneDisk(first.database)
    const second = await signInDevice(app, { userId, seed: 7, disk })
    await first.addMessage(chatId, 'written on the first')
    await second.addMessage(chatId, 'written on the second')
    const before = await readSync(second.database)

    await level(first, second, first)

    const after = await readSync(second.database)
    expect(after.deviceId).not.toBe(before.deviceId)
    expect(after.retires).toBe(before.deviceId)
    await expect(canonical(second.database)).resolves.toEqual(await canonical(first.database))
    expect((await textsOf(first.database, chatId)).toSorted()).toEqual([
      'waiting when it was copied',
      'written on the first',
      'written on the second',
    ])
  })

  test('and rolled back to before what it had sent, sends the rest and doubles nothing', async () => {
    const userId = 'rolled_back'
    const first = await signInDevice(app, { userId, seed: 8 })
    const chatId = await first.addChat('here')
    await level(first)
    const disk = await cloneDisk(first.database)
    await first.addMessage(chatId, 'sent before the power cut')
    await level(first)
    const again = await signInDevice(app, { userId, seed: 9, disk })
    await again.addMessage(chatId, 'written after it')

    await level(again)

    await expect(textsOf(again.database, chatId)).resolves.toEqual([
      'sent before the power cut',
      'written after it',
    ])
  })
})
