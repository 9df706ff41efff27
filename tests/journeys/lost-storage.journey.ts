/** The browser takes its storage away under the open app: it goes on by itself, with everything that was written. */

import { expect, test } from 'vitest'
import { startServer } from '../world/built-server.ts'
import { printFigure } from '../world/figures.ts'
import { openForceClose } from '../world/force-close.ts'
import { eventually, openChat, seesMessage, seesPill, send, startChat } from '../world/person.ts'
import { signInTwice } from '../world/scene.ts'
import {
  canonicalServer,
  canonicalStored,
  messagesOf,
  readServer,
  readStored,
} from '../world/storage.ts'

const CUTS = 8

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })

test('[N1] [F1] a connection that ends under what is being sent is opened again, and the message is there once', async () => {
  const server = await startServer()
  const { laptop, phone } = await signInTwice(server.origin, server.signInLink)
  const page = laptop.page()
  const chatId = await startChat(page, 'first')
  await seesPill(page, /Up to date/)
  const storage = await openForceClose(laptop)
  const texts = Array.from({ length: CUTS }, (_, at) => `sent while it ended, ${at}`)

  for (const text of texts) {
    const sending = send(page, text)
    await pause(Math.random() * 100)
    await Promise.all([storage.cut(), sending])
    await seesMessage(page, text)
  }
  printFigure('storage taken away under the app', CUTS, 'times')

  await seesPill(page, /Up to date/, 120_000)
  await eventually(async () => expect((await readStored(page)).outbox).toEqual([]), 120_000)
  const stored = await readStored(page)
  expect(messagesOf(stored, chatId).map((message) => message.content)).toEqual(['first', ...texts])
  const rows = await readServer(page)
  expect(canonicalStored(stored)).toBe(canonicalServer(rows))
  await eventually(async () => {
    expect(canonicalStored(await readStored(phone.page()))).toBe(canonicalServer(rows))
  }, 120_000)
  expect([...laptop.errors(), ...phone.errors()]).toEqual([])
})

test('[F1] a database that the browser deletes under the app comes back from the server, and what is lost is said', async () => {
  const server = await startServer()
  const { laptop, phone } = await signInTwice(server.origin, server.signInLink)
  const page = laptop.page()
  await startChat(page, 'synced before')
  await seesPill(page, /Up to date/)
  await server.stop()
  await send(page, 'never sent')
  const session = await laptop.context.newCDPSession(page)

  await session.send('Storage.clearDataForOrigin', {
    origin: server.origin,
    storageTypes: 'indexeddb',
  })
  await page.getByText(/This browser deleted what the app kept on this device/).waitFor()
  await page.getByText(/anything that was not sent yet is lost/).waitFor()
  expect(await page.getByText('Something went wrong').count()).toBe(0)
  await seesPill(page, /^(?!.*Up to date)/)

  await server.startAgain()
  await seesPill(page, /Up to date/, 90_000)
  await openChat(page, /synced before/)
  await send(page, 'written after')
  await seesPill(page, /Up to date/)
  await page.reload()
  await seesPill(page, /Up to date/)
  await seesMessage(page, 'written after')

  await page.goto(`${server.origin}/icons/icon.svg`)
  await session.send('Storage.clearDataForOrigin', {
    origin: server.origin,
    storageTypes: 'indexeddb',
  })
  await page.goto(server.origin)
  await page.getByText(/This browser deleted what the app kept on this device/).waitFor()
  await seesPill(page, /Up to date/)
  const rows = await readServer(page)
  expect(canonicalStored(await readStored(page))).toBe(canonicalServer(rows))
  await eventually(async () => {
    expect(canonicalStored(await readStored(phone.page()))).toBe(canonicalServer(rows))
  }, 120_000)
  expect([...laptop.errors(), ...phone.errors()]).toEqual([])
})
