/** A newer version of the app changes the tables: old tabs write nothing any more, say so, and keep what is typed. */

import { expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { createDevice, type Device } from '../world/browser.ts'
import { startServer } from '../world/built-server.ts'
import { copyBuild } from '../world/copied-build.ts'
import {
  eventually,
  messageBox,
  seesMessage,
  seesPill,
  send,
  signIn,
  startChat,
} from '../world/person.ts'
import {
  canonicalServer,
  canonicalStored,
  messagesOf,
  OWNER,
  readServer,
  readStored,
} from '../world/storage.ts'

const releaseOf = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.querySelector('meta[name=release]')?.getAttribute('content') ?? null)

const takeUpdate = async (page: Page): Promise<void> => {
  await page.evaluate(async () => {
    await (await navigator.serviceWorker.ready).update()
  })
  await page.getByText('Update ready.').waitFor()
  await page.getByRole('button', { name: 'Reload' }).click()
}

const nativeVersion = (page: Page): Promise<number | undefined> =>
  page.evaluate(
    async (name) => (await indexedDB.databases()).find((one) => one.name === name)?.version,
    `chat_${OWNER}`,
  )

/** Of the app's origin, without the app: it holds the database as a tab would that hears nothing. */
const holdDatabase = async (device: Device): Promise<Page> => {
  const page = await device.context.newPage()
  await page.goto(new URL('/icons/icon.svg', device.origin).href)
  await page.evaluate(
    (name) =>
      new Promise<void>((resolve) => {
        const opening = indexedDB.open(name)
        opening.addEventListener('success', () => resolve())
      }),
    `chat_${OWNER}`,
  )
  return page
}

test('[U1] [N3] an old tab writes nothing into newer tables, says to reload, and keeps its draft', async () => {
  const build = copyBuild()
  const server = await startServer({ entry: build.entry })
  const device = await createDevice({ origin: server.origin })
  const old = await signIn(device, server.signInLink)
  const chatId = await startChat(old, 'before the update')
  await seesPill(old, /Up to date/)
  const page = await device.open(`/c/${chatId}`)
  await seesMessage(page, 'before the update')
  const version = await nativeVersion(page)
  await messageBox(old).fill('half a thought')

  build.releaseWithNewTables('c0ffee')
  await server.stop()
  await server.startAgain()
  const blocker = await holdDatabase(device)
  await takeUpdate(page)
  await page.getByText('Close the other tabs of this app').waitFor()
  await blocker.close()
  await seesMessage(page, 'before the update', 120_000)
  expect(await releaseOf(page)).toBe('c0ffee')
  // Dexie counts its versions by tens.
  expect(await nativeVersion(page)).toBe((version ?? 0) + 10)

  await old.getByText('The app was updated in another tab.', { exact: true }).waitFor()
  expect(await releaseOf(old)).toBeNull()
  const before = await readStored(page)
  await messageBox(old).fill('a whole thought')
  await messageBox(old).press('Enter')
  await eventually(async () => expect(await messageBox(old).inputValue()).toBe('a whole thought'))
  expect({ ...(await readStored(page)), runs: [] }).toEqual({ ...before, runs: [] })

  await old.getByRole('button', { name: 'Reload' }).click()
  await eventually(async () => expect(await releaseOf(old)).toBe('c0ffee'))
  await eventually(async () => expect(await messageBox(old).inputValue()).toBe('a whole thought'))
  await messageBox(old).press('Enter')
  await seesMessage(old, 'a whole thought')
  await send(page, 'from the newer tab')
  await Promise.all([seesPill(old, /Up to date/, 120_000), seesPill(page, /Up to date/, 120_000)])
  const stored = await readStored(page)
  expect(stored.outbox).toEqual([])
  expect(
    messagesOf(stored, chatId)
      .map((message) => message.content)
      .toSorted(),
  ).toEqual(['a whole thought', 'before the update', 'from the newer tab'])
  expect(canonicalStored(stored)).toBe(canonicalServer(await readServer(page)))
  expect(device.errors()).toEqual([])
})
