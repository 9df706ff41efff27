/** The sync centre: pause and resume, what waits item by item, history both ways, a log without text, repair and reset. */

import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { createDevice, type Device } from '../world/browser.ts'
import { startServer } from '../world/built-server.ts'
import { eventually, seesPill, send, signIn, startChat } from '../world/person.ts'
import {
  canonicalServer,
  canonicalStored,
  messagesOf,
  OWNER,
  readServer,
  readStored,
} from '../world/storage.ts'
import { watchSyncs } from '../world/syncs.ts'

const part = (page: Page, name: string): Locator => page.getByRole('region', { name })

const press = (place: Locator, name: string | RegExp): Promise<void> =>
  place.getByRole('button', { name }).first().click()

const toCentre = async (page: Page): Promise<void> => {
  await page.goto(new URL('/sync', page.url()).href)
  await part(page, 'Waiting changes').waitFor()
}

const toChat = async (page: Page, chatId: string): Promise<void> => {
  await page.goto(new URL(`/c/${chatId}`, page.url()).href)
  await page.getByRole('feed').waitFor()
}

const waitingOf = async (page: Page): Promise<number> =>
  (await readStored(page)).outbox.filter((entry) => entry.state === 'waiting').length

const seesNothingWaiting = (page: Page): Promise<void> =>
  eventually(async () => expect((await readStored(page)).outbox).toEqual([]))

/** The device and its server hold the same, byte for byte. */
const seesServersRows = (page: Page): Promise<void> =>
  eventually(async () => {
    const rows = await readServer(page)
    expect(canonicalStored(await readStored(page))).toBe(canonicalServer(rows))
  })

/** Something in the tables went wrong: titles, the texts of one block, and a whole chat. */
const damage = (page: Page, lostChatId: string): Promise<void> =>
  page.evaluate(
    async ([name, lost]) => {
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name)
        request.addEventListener('success', () => resolve(request.result))
        request.addEventListener('error', () => reject(new Error('cannot open')))
      })
      const transaction = db.transaction(['chats', 'blocks'], 'readwrite')
      const chats = transaction.objectStore('chats')
      const blocks = transaction.objectStore('blocks')
      const all = chats.getAll()
      all.addEventListener('success', () => {
        for (const chat of all.result) chats.put({ ...chat, title: 'damaged', messageCount: 9 })
        chats.delete(lost)
      })
      const held = blocks.getAll()
      held.addEventListener('success', () => {
        for (const block of held.result)
          blocks.put({
            ...block,
            messages: block.messages
              .slice(1)
              .map((message: object) => Object.assign(message, { content: 'damaged' })),
          })
      })
      await new Promise((resolve) => {
        transaction.addEventListener('complete', resolve)
      })
      db.close()
    },
    [`chat_${OWNER}`, lostChatId] as const,
  )

/** Pause and resume, what waits item by item, the history, and the log. */
const useCentre = async (device: Device, page: Page): Promise<void> => {
  const chatId = await startChat(page, 'first')
  await seesPill(page, /Up to date/)

  // Paused: what is written waits, until the person asks for it once.
  await toCentre(page)
  await press(part(page, 'Sync by hand'), 'Pause')
  await seesPill(page, /Paused/)
  const syncs = watchSyncs(device)
  await toChat(page, chatId)
  await send(page, 'while paused')
  await toCentre(page)
  const waiting = part(page, 'Waiting changes')
  await waiting.getByText(/· paused$/).waitFor()
  expect(await waitingOf(page)).toBe(1)
  expect(syncs.count()).toBe(0)
  await press(part(page, 'Sync by hand'), 'Sync now')
  await seesNothingWaiting(page)
  await seesPill(page, /Paused/)

  // Of three that wait one is let go for good, with what answers it.
  await toChat(page, chatId)
  for (const text of ['kept', 'let go', 'answers what was let go']) await send(page, text)
  await toCentre(page)
  const row = waiting
    .getByRole('listitem')
    .filter({ hasText: /let go/ })
    .first()
  await press(row, 'Discard…')
  const dialog = page.getByRole('dialog', { name: 'Discard this change?' })
  await dialog.getByText('1 more change goes with it').waitFor()
  await press(dialog, 'Discard 2 changes')
  await eventually(async () => expect(await waiting.getByRole('listitem').count()).toBe(1))
  await press(part(page, 'Status'), 'Resume')
  await seesPill(page, /Up to date/)
  await seesNothingWaiting(page)
  await seesServersRows(page)
  const texts = messagesOf(await readStored(page), chatId).map((message) => message.content)
  expect(texts).toEqual(['first', 'while paused', 'kept'])

  // The history, as bars and as a table; by its address as well.
  const history = part(page, 'History')
  await history.getByRole('img', { name: /^The last \d+ syncs/ }).waitFor()
  await press(history, 'Table')
  await history.getByRole('cell', { name: 'You' }).first().waitFor()
  await page.goto(new URL('/sync#log', page.url()).href)
  await eventually(async () =>
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Log'),
  )

  // The log tells what was done, and is copied without a word that was written.
  const log = part(page, 'Log')
  await log.getByText('You discarded 2 changes.').waitFor()
  await press(log, 'Copy debug info')
  const copied = await eventually(async () => {
    const text = await page.evaluate(() => navigator.clipboard.readText())
    expect(text).toContain('person.discarded')
    return text
  })
  for (const text of [...texts, 'let go', 'answers']) expect(copied).not.toContain(text)
}

/** Tables that went wrong are the server's again, and what waited meanwhile is there. */
const mend = async (page: Page): Promise<void> => {
  const chatId = await startChat(page, 'one more')
  await send(page, 'second')
  const lostId = await startChat(page, 'another chat')
  await seesPill(page, /Up to date/)
  await seesNothingWaiting(page)

  for (const act of ['Repair', 'Reset sync'] as const) {
    await toCentre(page)
    await press(part(page, 'Sync by hand'), 'Pause')
    await part(page, 'Sync by hand').getByRole('button', { name: 'Resume' }).waitFor()
    await toChat(page, chatId)
    await send(page, `waiting for ${act}`)
    await toCentre(page)
    const [before] = (await readStored(page)).sync
    await damage(page, lostId)

    await press(part(page, 'If something looks wrong'), `${act}…`)
    await press(page.getByRole('dialog'), act)
    await page.getByRole('dialog').waitFor({ state: 'detached' })

    await seesNothingWaiting(page)
    await seesServersRows(page)
    const stored = await readStored(page)
    expect(messagesOf(stored, chatId).map((message) => message.content)).toContain(
      `waiting for ${act}`,
    )
    expect(stored.chats.map((chat) => chat.id)).toContain(lostId)
    expect(stored.sync[0]?.deviceId === before?.deviceId).toBe(act === 'Repair')
    await press(part(page, 'Sync by hand'), 'Resume')
    await seesPill(page, /Up to date/)
  }
  // Whatever it is called by now, it is in the list once, and has a name.
  await toCentre(page)
  const devices = part(page, 'Devices').getByRole('listitem')
  await devices
    .filter({ hasText: 'This device' })
    .getByText(/ on Linux$/)
    .waitFor()
  expect(await devices.filter({ hasText: 'This device' }).count()).toBe(1)
}

test('[N2] [V1] a person pauses sync, lets changes go, reads and copies the log, repairs and resets, and nothing else is lost', async () => {
  const server = await startServer()
  const device = await createDevice({ origin: server.origin })
  await device.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await signIn(device, server.signInLink)

  await useCentre(device, page)
  await mend(page)

  // Without a session it does not say that the server is away.
  await device.context.clearCookies()
  await toCentre(page)
  await part(page, 'Devices').getByText('Sign in again to see your devices here.').waitFor()

  expect(device.errors()).toEqual([])
})
