/** 5,000 messages against the real server: up and down, in parts, with what it cost. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp, type TestApp } from '../world/app.ts'
import { printFigure } from '../world/figures.ts'
import { testDatabase, type TestDatabase } from '../world/test-database.ts'
import { canonical, textsOf } from './canonical.ts'
import { signInDevice } from './signed-in.ts'

const MANY = 5000

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

test('[N1] 5,000 messages arrive once and in order, cut and resumed on the way up and down', async () => {
  const [laptop, phone] = [
    await signInDevice(app, { userId: 'many', seed: 1 }),
    await signInDevice(app, { userId: 'many', seed: 2 }),
  ]
  const chatId = await laptop.addChat('long')
  const texts = Array.from({ length: MANY }, (_, at) => `message ${at}: ${'word '.repeat(20)}`)
  await laptop.addMessages(chatId, texts)

  const stopUp = new AbortController()
  laptop.next('pass', 'pass', stopUp)
  const beganUp = Date.now()
  const up = laptop.engine.sync('upload', { trigger: 'person', signal: stopUp.signal })
  await expect(up).resolves.toMatchObject({ kind: 'interrupted' })
  const rest = await laptop.engine.sync('upload', { trigger: 'person' })
  expect(rest).toMatchObject({ kind: 'done', unsent: 0, received: 0 })
  expect(rest.sent).toBeLessThan(MANY)
  printFigure('5,000 messages up, cut once', Date.now() - beganUp, 'ms')

  const stopDown = new AbortController()
  phone.next('pass', 'pass', stopDown)
  const beganDown = Date.now()
  const down = phone.engine.sync('download', { trigger: 'person', signal: stopDown.signal })
  await expect(down).resolves.toMatchObject({ kind: 'interrupted' })
  const last = await phone.engine.sync('download', { trigger: 'person' })
  expect(last).toMatchObject({ kind: 'done', sent: 0 })
  expect(last.received).toBeLessThan(MANY)
  printFigure('5,000 messages down, cut once', Date.now() - beganDown, 'ms')
  await laptop.engine.sync('full', { trigger: 'person' })

  await expect(textsOf(phone.database, chatId)).resolves.toEqual(texts)
  await expect(canonical(phone.database)).resolves.toEqual(await canonical(laptop.database))
  const shown = laptop.told.map((status) => status.progress)
  expect(shown.some(({ sent, toSend }) => sent > 0 && sent < toSend)).toBe(true)
  expect(phone.told.some(({ progress }) => (progress.left ?? 0) > 1000)).toBe(true)
  const bytes = laptop.log.reduce((sum, asked) => sum + asked.bytesUp, 0)
  printFigure('bytes up for 5,000 messages', bytes, 'B')
  expect(bytes).toBeLessThan(MANY * 200)
}, 120_000)
