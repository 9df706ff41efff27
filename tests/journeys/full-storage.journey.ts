/** A device without room: says so, keeps the text, stores nothing half, sends what it has, and heals by itself. */

import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { startServer } from '../world/built-server.ts'
import { writeMany } from '../world/pen.ts'
import {
  eventually,
  messageBox,
  openChat,
  seesMessage,
  seesPill,
  send,
  startChat,
} from '../world/person.ts'
import { signInTwice } from '../world/scene.ts'
import { cramp } from '../world/quota.ts'
import {
  canonicalServer,
  canonicalStored,
  messagesOf,
  OWNER,
  readServer,
  readStored,
} from '../world/storage.ts'

/** Nothing that a disk could make smaller. */
const noise = (bytes: number): string => randomBytes(Math.ceil((bytes * 3) / 4)).toString('base64')

const LONG = 80 * 1024
/** What the phone has to tell, in messages of the longest kind. */
const PAGE = 6 * 200 * 1024

test('[N3] [F1] a message that finds no room stays in its box, says why, and can be sent once there is room', async () => {
  const server = await startServer()
  const { laptop: roomy, phone } = await signInTwice(server.origin, server.signInLink)
  const chatId = await startChat(roomy.page(), 'first')
  await seesPill(roomy.page(), /Up to date/)
  const laptop = await cramp(roomy, LONG / 2)
  const page = await laptop.open(`/c/${chatId}`)
  await seesPill(page, /Up to date/)
  const before = await readStored(page)
  const text = noise(LONG)
  const box = messageBox(page)

  await box.fill(text)
  await box.press('Enter')
  await page
    .locator('form')
    .getByText(/Not saved: this device is out of space/)
    .waitFor()
  await seesPill(page, /Can't save/)
  expect(await box.inputValue()).toBe(text)
  const during = await readStored(page)
  expect({ ...during, runs: [] }).toEqual({ ...before, runs: [] })

  await laptop.makeRoom()
  await page.getByRole('button', { name: 'Send' }).click()
  await eventually(async () => expect(await box.inputValue()).toBe(''))
  await seesPill(page, /Up to date/)
  expect(
    await page
      .locator('form')
      .getByText(/Not saved/)
      .count(),
  ).toBe(0)
  await send(page, 'and what follows it')
  await seesPill(page, /Up to date/)

  await openChat(phone.page(), /first/)
  await seesMessage(phone.page(), 'and what follows it')
  const stored = await readStored(page)
  expect(messagesOf(stored, chatId).map((message) => message.content)).toEqual([
    'first',
    text,
    'and what follows it',
  ])
  expect(stored.outbox).toEqual([])
  expect(canonicalStored(stored)).toBe(canonicalServer(await readServer(page)))
  expect([...laptop.errors(), ...phone.errors()]).toEqual([])
})

const cursorOf = async (page: Page): Promise<string | null | undefined> =>
  (await readStored(page)).sync[0]?.cursor

test('[N2] [F1] what finds no room to come in waits at the server, while what is written here goes out', async () => {
  const server = await startServer()
  const { laptop: roomy, phone } = await signInTwice(server.origin, server.signInLink)
  const chatId = await startChat(roomy.page(), 'first')
  await seesPill(roomy.page(), /Up to date/)
  const laptop = await cramp(roomy, (PAGE * 2) / 3)
  const page = await laptop.open(`/c/${chatId}`)
  await seesPill(page, /Up to date/)
  const cursor = await cursorOf(page)

  const texts = Array.from({ length: 6 }, () => noise(PAGE / 6))
  await writeMany(phone.page(), { userId: OWNER, title: 'from the phone', texts })
  await phone
    .page()
    .getByRole('button', { name: /^Sync:/ })
    .first()
    .click()
  await phone.page().getByRole('button', { name: 'Sync now' }).click()
  await seesPill(page, /Storage full/, 120_000)
  await send(page, 'small, from the laptop')
  await eventually(async () => {
    const rows = await readServer(page)
    expect(
      rows.some((row) => row.entity === 'message' && row.content === 'small, from the laptop'),
    ).toBe(true)
  }, 120_000)
  await seesPill(page, /Storage full/)
  expect(await cursorOf(page)).toBe(cursor)
  expect(messagesOf(await readStored(page)).map((message) => message.chatId)).toEqual([
    chatId,
    chatId,
  ])

  await laptop.makeRoom()
  await seesPill(page, /Up to date/, 60_000)
  await eventually(async () => {
    const onServer = canonicalServer(await readServer(page))
    for (const device of [laptop, phone]) {
      const stored = await readStored(device.page())
      expect(stored.outbox).toEqual([])
      expect(canonicalStored(stored)).toBe(onServer)
    }
  }, 120_000)
  expect([...laptop.errors(), ...phone.errors()]).toEqual([])
})
