/** A device that was away for longer than anything is kept for: it learns what ended, and loses nothing of its own. */

import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChangeDraft } from '../../db/device/change-draft.ts'
import { listOutbox } from '../../db/device/outbox.ts'
import { write } from '../../db/device/write.ts'
import { folderIdSchema } from '../../db/protocol/ids.ts'
import { openApp, type TestApp } from '../world/app.ts'
import { testDatabase, type TestDatabase } from '../world/test-database.ts'
import { canonical, textsOf } from './canonical.ts'
import { signInDevice, type SignedIn } from './signed-in.ts'

let database: TestDatabase
let app: TestApp
let admin: pg.Client

beforeAll(async () => {
  database = await testDatabase()
  app = await openApp({ env: { DATABASE_URL: database.url } })
  admin = new pg.Client({ connectionString: database.url })
  await admin.connect()
})
afterAll(async () => {
  await admin.end()
  await app.close()
  await database.drop()
})

/** All that the server dates by its own clock lies so much longer ago; sign-ins stand. */
const letPass = async (days: number): Promise<void> => {
  const dated = {
    chats: 'trashed_at',
    folders: 'trashed_at',
    sync_tokens: 'created_at',
    applied_changes: 'applied_at',
    sync_status: 'emptied_at',
  }
  for (const [table, column] of Object.entries(dated))
    await admin.query(`update ${table} set ${column} = ${column} - interval '${days} days'`)
}

const put = async (device: SignedIn, ...drafts: readonly ChangeDraft[]): Promise<void> => {
  const deps = { now: device.clock.now, newId: device.newId }
  const { kind } = await write(device.database, deps, drafts)
  if (kind !== 'written') throw new Error(`not written: ${kind}`)
}

const sync = async (device: SignedIn) => device.engine.sync('full', { trigger: 'person' })

test('[D1][N3] a device away for over a year learns what was erased, and keeps what it wrote', async () => {
  const userId = 'person_away'
  const laptop = await signInDevice(app, { userId, seed: 1 })
  const phone = await signInDevice(app, { userId, seed: 2 })
  const [kept, gone] = [await laptop.addChat('Kept'), await laptop.addChat('Gone')]
  const folderId = folderIdSchema.parse(laptop.newId())
  await put(laptop, { kind: 'folder.create', folder: { id: folderId, name: 'Old' } })
  await laptop.addMessages(gone, ['one', 'two'])
  await sync(laptop)
  await sync(phone)
  await put(phone, { kind: 'chat.set', chatId: kept, field: 'title', value: 'Kept by the phone' })
  await phone.addMessage(kept, 'written on the way')
  await phone.addMessage(gone, 'into what is gone')

  await put(
    laptop,
    { kind: 'chat.set', chatId: gone, field: 'deleted', value: true },
    { kind: 'folder.set', folderId, field: 'deleted', value: true },
  )
  await sync(laptop)
  await letPass(401)
  for (const text of ['a', 'b', 'c', 'd', 'e', 'f']) {
    await laptop.addMessage(kept, text)
    await sync(laptop)
  }
  const tokens = await admin.query('select min(revision)::int as oldest from sync_tokens')
  const seen = (await phone.database.sync.get('sync'))?.seen?.revision
  expect(tokens.rows).toMatchObject([{ oldest: expect.any(Number) }])
  expect(seen).toBeLessThan(tokens.rows[0]?.oldest)

  const outcome = await sync(phone)
  await sync(laptop)

  expect(outcome).toMatchObject({ kind: 'done' })
  await expect(phone.database.chats.get(gone)).resolves.toMatchObject({ isPurged: true, title: '' })
  await expect(phone.database.folders.get(folderId)).resolves.toMatchObject({ isPurged: true })
  const { messages: _, ...rows } = await canonical(phone.database)
  const { messages: __, ...laptopRows } = await canonical(laptop.database)
  expect(rows).toEqual(laptopRows)
  await expect(textsOf(laptop.database, kept)).resolves.toContain('written on the way')
  await expect(textsOf(laptop.database, gone)).resolves.toEqual([])
  const parked = await listOutbox(phone.database, { state: 'parked', limit: 10 })
  expect(parked).toMatchObject([{ fault: { code: 'purged' } }])
  const [entry] = await phone.database.outbox.where('state').equals('parked').toArray()
  expect(entry?.body).toMatchObject({ message: { content: 'into what is gone' } })
})
