/** A new version of the app is offered, never forced: what is being typed and what waits stays. */

import { expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { createDevice } from '../world/browser.ts'
import { startServer } from '../world/built-server.ts'
import { copyBuild } from '../world/copied-build.ts'
import {
  eventually,
  messageBox,
  seesMessage,
  seesPill,
  signIn,
  startChat,
} from '../world/person.ts'

const releaseOf = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.querySelector('meta[name=release]')?.getAttribute('content') ?? null)

test('a new version waits for the person, keeps drafts in every tab, and then is in charge', async () => {
  const build = copyBuild()
  const server = await startServer({ entry: build.entry })
  const device = await createDevice({ origin: server.origin })
  const page = await signIn(device, server.signInLink)
  const chatId = await startChat(page, 'before the update')
  await seesPill(page, /Up to date/)
  const other = await device.open(`/c/${chatId}`)
  await seesMessage(other, 'before the update')

  build.release('c0ffee')
  await server.stop()
  await server.startAgain()
  await messageBox(page).fill('half a thought')
  await page.evaluate(async () => {
    await (await navigator.serviceWorker.ready).update()
  })
  await page.getByText('Update ready.').waitFor()
  expect(await releaseOf(page)).toBeNull()
  expect(await messageBox(page).inputValue()).toBe('half a thought')

  await page.getByRole('button', { name: 'Reload' }).click()
  await eventually(async () => expect(await releaseOf(page)).toBe('c0ffee'))
  await eventually(async () => expect(await messageBox(page).inputValue()).toBe('half a thought'))
  await other.getByText('The app was updated in another tab.', { exact: true }).waitFor()
  expect(await releaseOf(other)).toBeNull()
  await seesMessage(other, 'before the update')

  await other.getByRole('button', { name: 'Reload' }).click()
  await eventually(async () => expect(await releaseOf(other)).toBe('c0ffee'))
  await seesPill(other, /Up to date/)
})
