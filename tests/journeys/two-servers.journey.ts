/** Two server processes on one PostgreSQL and one Redis, while Redis and PostgreSQL come and go. */

import { expect, test } from 'vitest'
import { createDevice } from '../world/browser.ts'
import { startServer } from '../world/built-server.ts'
import { printFigure } from '../world/figures.ts'
import {
  eventually,
  openChat,
  seesMessage,
  seesPill,
  send,
  signIn,
  startChat,
} from '../world/person.ts'
import { withPostgres, withRedis } from '../world/scene.ts'
import { messagesOf, readStored } from '../world/storage.ts'

const QUICK_MS = 2_000

test('[N1] pokes cross servers; without Redis sync goes on; a restarted PostgreSQL is met again', async () => {
  const [postgres, redis] = await Promise.all([withPostgres(), withRedis()])
  const env = { DATABASE_URL: postgres.url, REDIS_URL: redis.url }
  const one = await startServer({ env })
  const two = await startServer({ env })
  const laptop = await createDevice({ origin: one.origin })
  const phone = await createDevice({ origin: two.origin })
  const a = await signIn(laptop, one.signInLink)
  const b = await signIn(phone, two.signInLink)

  await startChat(a, 'from the one server')
  await openChat(b, /from the one server/)
  const begin = performance.now()
  await send(a, 'across')
  await seesMessage(b, 'across', QUICK_MS)
  printFigure('across two servers', performance.now() - begin, 'ms')

  await redis.kill()
  await send(a, 'while Redis is down')
  await seesPill(a, /Up to date/)
  await b.reload()
  await b
    .getByRole('button', { name: /^Sync:/ })
    .first()
    .click()
  await b.getByRole('button', { name: 'Sync now' }).click()
  await seesMessage(b, 'while Redis is down')

  await redis.restart()
  await eventually(async () => {
    const text = `Redis is back ${Date.now()}`
    await send(a, text)
    await seesMessage(b, text, QUICK_MS)
  }, 120_000)

  const texts = Array.from({ length: 20 }, (_, at) => `during the restart ${at}`)
  const restart = postgres.restart()
  for (const text of texts) await send(a, text)
  await restart
  await seesMessage(b, texts.at(-1) ?? '', 60_000)
  await seesPill(a, /Up to date/, 60_000)
  const arrived = messagesOf(await readStored(b)).map((message) => message.content)
  expect(arrived.filter((text) => text.startsWith('during the restart'))).toEqual(texts)
  expect([one.isRunning(), two.isRunning()]).toEqual([true, true])
})
