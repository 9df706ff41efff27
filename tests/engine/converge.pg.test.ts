/** Real engines, real app, real PostgreSQL: whatever happens on the way, all devices end up the same. */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { write } from '../../db/device/write.ts'
import type { ChatId } from '../../db/protocol/ids.ts'
import { openApp, type TestApp } from '../world/app.ts'
import { testDatabase, type TestDatabase } from '../world/test-database.ts'
import { canonical, textsOf } from './canonical.ts'
import { createClock, until } from './device.ts'
import { signInDevice, type SignedIn } from './signed-in.ts'

let database: TestDatabase
let app: TestApp
let person = 0
let userId = ''

beforeAll(async () => {
  database = await testDatabase()
  app = await openApp({ env: { DATABASE_URL: database.url } })
})
afterAll(async () => {
  await app.close()
  await database.drop()
})
beforeEach(() => {
  person += 1
  userId = `person_${person}`
})

const signIn = (seed: number): Promise<SignedIn> => signInDevice(app, { userId, seed })

const level = async (...devices: readonly SignedIn[]): Promise<void> => {
  for (let round = 0; round < 2; round += 1)
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

const titleOn = async (device: SignedIn, chatId: ChatId): Promise<string | undefined> =>
  (await device.database.chats.get(chatId))?.title

describe('[C1] two devices', () => {
  test('agree byte for byte after both have written', async () => {
    const [laptop, phone] = [await signIn(1), await signIn(2)]
    const trip = await laptop.addChat('Trip plan')
    await laptop.addMessages(trip, ['Where to?', 'When?'])
    await level(laptop, phone)
    await phone.addMessage(trip, 'To the sea 🏖')
    await laptop.addMessage(trip, 'In May')
    await phone.addChat('שלום')
    await rename(laptop, trip, 'Trip to the sea')

    await level(laptop, phone)

    await expect(canonical(phone.database)).resolves.toEqual(await canonical(laptop.database))
    const { chats, messages } = await canonical(phone.database)
    expect(chats).toHaveLength(2)
    expect(messages).toHaveLength(4)
    await expect(phone.database.outbox.count()).resolves.toBe(0)
    await expect(phone.database.shadow.count()).resolves.toBe(0)
  })

  test('[K1] keep both of two titles written without seeing each other', async () => {
    const [laptop, phone] = [await signIn(1), await signIn(2)]
    const chatId = await laptop.addChat('Plan')
    await level(laptop, phone)
    await rename(laptop, chatId, 'from the laptop')
    await phone.clock.advance(1000)
    await rename(phone, chatId, 'from the phone')

    await level(phone, laptop)

    await expect(canonical(phone.database)).resolves.toEqual(await canonical(laptop.database))
    const conflicts = await laptop.database.conflicts.toArray()
    const [conflict] = conflicts
    expect(conflicts).toHaveLength(1)
    expect(new Set([conflict?.kept.value, conflict?.lost.value])).toEqual(
      new Set(['from the laptop', 'from the phone']),
    )
    await expect(titleOn(laptop, chatId)).resolves.toBe(conflict?.kept.value)
  })
})

describe('[I1] on a bad network', () => {
  test('lost requests, lost replies and doubled requests change nothing', async () => {
    const [laptop, phone] = [await signIn(1), await signIn(2)]
    const chatId = await laptop.addChat()
    const texts: string[] = []
    for (const fate of ['lose request', 'lose reply', 'double', 'lose reply', 'double'] as const) {
      texts.push(`message ${texts.length}`)
      await laptop.addMessage(chatId, texts.at(-1) ?? '')
      laptop.next(fate)
      await laptop.engine.wake('online')
    }

    await level(laptop, phone)

    await expect(textsOf(phone.database, chatId)).resolves.toEqual(texts)
    await expect(canonical(phone.database)).resolves.toEqual(await canonical(laptop.database))
  })

  test('[N2] an engine that ends between send and receive leaves its change for the next', async () => {
    const [laptop, phone] = [await signIn(1), await signIn(2)]
    const chatId = await laptop.addChat()
    const killed = new AbortController()
    const sending = laptop.engine.wake('write', killed.signal)
    await until(() => laptop.log.length === 1)
    killed.abort()
    await sending

    const tab = await laptop.openTab()
    await tab.engine.wake('online')
    await level(laptop, phone)

    await expect(titleOn(phone, chatId)).resolves.toBe('A chat')
    await expect(laptop.database.outbox.count()).resolves.toBe(0)
  })
})

describe('[T1] a clock that is wrong by a year', () => {
  const YEAR = 365 * 24 * 60 * 60 * 1000

  test.each([
    ['ahead', YEAR],
    ['behind', -YEAR],
  ])('%s changes neither order nor result', async (_, skew) => {
    const laptop = await signIn(1)
    const clock = createClock(Date.now() + skew)
    const phone = await signInDevice(app, { userId, seed: 2, clock })
    const chatId = await laptop.addChat('first')
    const texts = ['one', 'two', 'three', 'four']
    for (const [at, text] of texts.entries()) {
      const device = at % 2 === 0 ? laptop : phone
      await level(device)
      await device.addMessage(chatId, text)
      await rename(device, chatId, text)
      await level(device)
    }

    await level(laptop, phone)

    await expect(textsOf(laptop.database, chatId)).resolves.toEqual(texts)
    await expect(titleOn(laptop, chatId)).resolves.toBe('four')
    await expect(canonical(phone.database)).resolves.toEqual(await canonical(laptop.database))
    expect((await canonical(phone.database)).conflicts).toEqual([])
  })

  test('does not stop syncing when it is set back in the middle', async () => {
    const laptop = await signIn(1)
    await laptop.addChat('before')
    laptop.next('lose reply')
    await laptop.engine.wake('write')
    laptop.clock.set(laptop.clock.now() - YEAR)
    await laptop.addChat('after')

    await expect(laptop.engine.wake('write')).resolves.toMatchObject({ kind: 'done', unsent: 0 })
  })
})

describe('[Q1] quiet', () => {
  test('a sync with nothing to do is one request under 1 KB each way, after any history', async () => {
    const laptop = await signIn(1)
    const chatId = await laptop.addChat()
    await laptop.addMessages(
      chatId,
      Array.from({ length: 1200 }, (_, at) => `message ${at}`),
    )
    await level(laptop)
    const before = laptop.log.length

    await laptop.engine.sync('full', { trigger: 'person' })

    const requests = laptop.log.slice(before)
    expect(requests).toHaveLength(1)
    expect(requests[0]?.bytesUp).toBeLessThan(1024)
    expect(requests[0]?.bytesDown).toBeLessThan(1024)
  })

  test('upload only never asks for a page, download only never sends a change', async () => {
    const [laptop, phone] = [await signIn(1), await signIn(2)]
    await laptop.addChat('on the laptop')
    await phone.addChat('on the phone')
    await level(phone)

    const up = await laptop.engine.sync('upload', { trigger: 'person' })
    expect(up).toMatchObject({ kind: 'done', sent: 1, received: 0, unsent: 0 })
    expect(laptop.log.map((asked) => asked.direction)).toEqual(['upload'])
    await expect(laptop.database.chats.count()).resolves.toBe(1)

    await laptop.addChat('one more')
    const down = await laptop.engine.sync('download', { trigger: 'person' })
    expect(down).toMatchObject({ kind: 'done', sent: 0, unsent: 1 })
    expect(laptop.log.slice(1)).toMatchObject([{ direction: 'download', changes: 0 }])
    await expect(laptop.database.chats.count()).resolves.toBe(3)
  })
})
