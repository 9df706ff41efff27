/** Equality proven over the real app: whatever went bad on a device is found, brought right, and nothing of it is lost. */

import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { blocksOf } from '../../db/device/blocks.ts'
import { dropBodies, readBody } from '../../db/device/bodies.ts'
import { listLog } from '../../db/device/runs.ts'
import { readSync } from '../../db/device/sync-state.ts'
import { messageIdSchema, type ChatId } from '../../db/protocol/ids.ts'
import type { MessageRow } from '../../db/protocol/message.ts'
import { verify, type VerifyAsk, type VerifyOutcome } from '../../sw/engine/verify.ts'
import { CHANGED_EVERY_MS, WHOLE_EVERY_MS } from '../../sw/engine/verify-due.ts'
import { openApp, type TestApp } from '../world/app.ts'
import { testDatabase, type TestDatabase } from '../world/test-database.ts'
import { canonical, textsOf } from './canonical.ts'
import { signInDevice, type SignedIn, syncAll } from './signed-in.ts'

let database: TestDatabase
let app: TestApp
let person = 0
let laptop: SignedIn
let phone: SignedIn
let trip: ChatId

const compare = (device: SignedIn, extent: VerifyAsk['extent'] = 'whole'): Promise<VerifyOutcome> =>
  verify(
    {
      ...device.deps,
      sha256: async (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
    },
    { extent, signal: new AbortController().signal },
  )

beforeAll(async () => {
  database = await testDatabase()
  app = await openApp({ env: { DATABASE_URL: database.url } })
})
afterAll(async () => {
  await app.close()
  await database.drop()
})
beforeEach(async () => {
  person += 1
  const userId = `user_${person}`
  laptop = await signInDevice(app, { userId, seed: 1 })
  phone = await signInDevice(app, { userId, seed: 2 })
  trip = await laptop.addChat('Trip')
  await laptop.addMessages(
    trip,
    Array.from({ length: 70 }, (_, at) => `message ${at}`),
  )
  await laptop.addChat('Other')
  await syncAll(laptop, phone, laptop)
})

/** As a disk that went bad, or a bug, would leave the first block. */
const spoil = async (change: (messages: readonly MessageRow[]) => readonly MessageRow[]) => {
  const block = await phone.database.blocks.get([trip, 0])
  if (block === undefined) throw new Error('there is no block')
  await phone.database.blocks.put({ ...block, messages: change(block.messages) })
}

const extra = (row: MessageRow | undefined, position: number): MessageRow => {
  if (row === undefined) throw new Error('there is no message')
  const id = messageIdSchema.parse(`extra-${position}`)
  return { ...row, id, position, content: 'only here' }
}

/** After which both devices and the server agree on everything. */
const expectEqual = async (): Promise<void> => {
  await syncAll(phone, laptop, phone)
  expect(await canonical(phone.database)).toEqual(await canonical(laptop.database))
  expect(await compare(phone)).toEqual({ kind: 'verified', chats: 2, differed: 0 })
  expect(await compare(laptop)).toEqual({ kind: 'verified', chats: 2, differed: 0 })
  for (const chat of await phone.database.chats.toArray()) {
    const blocks = await blocksOf(phone.database, chat.id).toArray()
    expect(chat.messageCount).toBe(blocks.flatMap(({ messages }) => messages).length)
  }
  expect(await phone.database.bodies.count()).toBe(0)
}

describe('[C1] what differs is found and brought right', () => {
  test.each([
    ['a spoilt text', (all: readonly MessageRow[]) => all.map((row) => ({ ...row, content: 'x' }))],
    ['a missing message', (all: readonly MessageRow[]) => all.slice(1)],
    ['a block that is empty', () => []],
    ['messages in each other’s place', (all: readonly MessageRow[]) => swapped(all)],
  ])('%s', async (_, change) => {
    await spoil(change)

    expect(await compare(phone)).toEqual({ kind: 'verified', chats: 2, differed: 1 })

    expect(await textsOf(phone.database, trip)).toHaveLength(70)
    expect(await listLog(phone.database, 5)).toMatchObject([
      { level: 'error', code: 'verify.differed', details: { count: 1, chats: 2 } },
    ])
    expect((await readSync(phone.database)).verified).toMatchObject({ chats: 2, differed: 1 })
    await expectEqual()
  })

  test('a title, a chat that lacks, and a text that was let go of', async () => {
    await dropBodies(phone.database, [trip], 1)
    expect(await compare(phone)).toEqual({ kind: 'verified', chats: 2, differed: 0 })
    await phone.database.chats.update(trip, { title: 'Tripp' })
    const other = (await phone.database.chats.toArray()).find(({ title }) => title === 'Other')
    await phone.database.chats.delete(other?.id ?? '')

    expect(await compare(phone)).toEqual({ kind: 'verified', chats: 2, differed: 2 })

    expect(await readBody(phone.database, trip)).toMatchObject({ state: 'dropped' })
    expect(await blocksOf(phone.database, trip).count()).toBe(0)
    expect(await phone.database.chats.get(trip)).toMatchObject({ title: 'Trip' })
    expect(await phone.database.chats.get(other?.id ?? '')).toMatchObject({ title: 'Other' })
    expect(await compare(phone)).toEqual({ kind: 'verified', chats: 2, differed: 0 })
  })
})

const swapped = ([first, second, ...rest]: readonly MessageRow[]): readonly MessageRow[] =>
  first === undefined || second === undefined
    ? []
    : [{ ...second, position: 0 }, { ...first, position: 1 }, ...rest]

describe('[N3] what the server lacks is sent to it', () => {
  test.each([
    ['behind the others', 64 * 3, 71],
    ['in the place of another', 5, 71],
  ])('a message %s', async (_, position, count) => {
    await spoil((all) => {
      const more = extra(all[0], position)
      return [...all.filter((row) => row.position !== position), more].toSorted(
        (a, b) => a.position - b.position,
      )
    })

    expect(await compare(phone)).toMatchObject({ kind: 'verified', differed: 1 })

    expect(await textsOf(phone.database, trip)).toHaveLength(count)
    expect(await textsOf(phone.database, trip)).toContain('only here')
    await expectEqual()
    expect(await textsOf(laptop.database, trip)).toContain('only here')
    expect(await textsOf(laptop.database, trip)).toContain('message 5')
  })

  test('a whole chat', async () => {
    const erase = (table: 'chats' | 'messages') =>
      app.deps.database.db.deleteFrom(table).where('user_id', '=', `user_${person}`).execute()
    const { activeAt } = (await phone.database.chats.get(trip)) ?? {}
    await erase('messages')
    await erase('chats')

    expect(await compare(phone)).toMatchObject({ kind: 'verified', differed: 2 })

    expect(await phone.database.chats.get(trip)).toMatchObject({ title: 'Trip', activeAt })
    expect(await textsOf(phone.database, trip)).toHaveLength(70)
    await syncAll(phone)
    const fresh = await signInDevice(app, { userId: `user_${person}`, seed: 3 })
    await syncAll(fresh)
    expect(await textsOf(fresh.database, trip)).toEqual(await textsOf(phone.database, trip))
    expect(await fresh.database.chats.get(trip)).toMatchObject({ title: 'Trip' })
    expect(await compare(phone)).toMatchObject({ kind: 'verified', differed: 0 })
  })
})

test('[N3] a repair that is cut is gone on with, and finds what the server lacks', async () => {
  await spoil((all) => [...all.slice(1), extra(all[0], 64 * 3)])
  phone.next('pass', 'lose reply')

  expect(await compare(phone)).toMatchObject({ kind: 'failed' })
  expect(await textsOf(phone.database, trip)).toContain('only here')
  const signal = new AbortController().signal
  expect(await phone.engine.fetchChat({ chatId: trip, signal })).toEqual({ kind: 'here' })

  await expectEqual()
  expect(await textsOf(laptop.database, trip)).toContain('only here')
})

test('nothing is compared where this device is not level, and nothing doubted where something moved', async () => {
  await laptop.addMessage(trip, 'One more')
  await syncAll(laptop)

  expect(await compare(phone)).toEqual({ kind: 'later' })

  await syncAll(phone)
  await phone.addMessage(trip, 'Waits')
  expect(await compare(phone)).toEqual({ kind: 'later' })

  await syncAll(phone)
  await spoil((all) => all.slice(1))
  const { engine } = phone
  const moving: SignedIn = {
    ...phone,
    deps: {
      ...phone.deps,
      fetch: async (path, init) => {
        const response = await phone.deps.fetch(path, init)
        const text = await response.text()
        if (path.startsWith('/api/sync/digests')) {
          await laptop.addMessage(trip, 'And another')
          await syncAll(laptop)
          await engine.sync('full', { trigger: 'person' })
        }
        return new Response(text, response)
      },
    },
  }
  expect(await compare(moving)).toEqual({ kind: 'later' })
  expect(await phone.database.bodies.count()).toBe(0)
  expect(await compare(phone)).toMatchObject({ differed: 1 })
  await expectEqual()
})

test('[Q1] where nothing changed nothing is asked; what changed within the hour, all in a week', async () => {
  expect(await compare(phone, 'due')).toMatchObject({ kind: 'verified', chats: 2 })
  const asked = phone.log.length
  expect(await compare(phone, 'due')).toEqual({ kind: 'skipped' })
  await phone.clock.advance(CHANGED_EVERY_MS)
  expect(await compare(phone, 'due')).toEqual({ kind: 'skipped' })
  expect(phone.log).toHaveLength(asked)

  await laptop.addMessage(trip, 'One more')
  await syncAll(laptop, phone)
  expect(await compare(phone, 'due')).toMatchObject({ kind: 'verified', chats: 1 })
  await phone.clock.advance(WHOLE_EVERY_MS)
  expect(await compare(phone, 'due')).toMatchObject({ kind: 'verified', chats: 2 })
})

test('the server counts what differed, and says whose in its log', async () => {
  const before = await divergences()
  await spoil((all) => all.slice(1))
  await compare(phone)

  expect((await divergences()) - before).toBe(1)
})

const divergences = async (): Promise<number> => {
  const text = await app.deps.metrics.text()
  return Number(/^chat_sync_divergences_total (\d+)/m.exec(text)?.[1])
}
