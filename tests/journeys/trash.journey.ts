/** Deleted chats on two devices: brought back, erased for good, and all of them at once, without a network too. */

import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { createDevice } from '../world/browser.ts'
import { startServer } from '../world/built-server.ts'
import { eventually, seesPill, send, signIn } from '../world/person.ts'
import { linkForNextDevice } from '../world/scene.ts'

const UP_TO_DATE = /Up to date/

const startChat = async (page: Page, words: string): Promise<void> => {
  await page.getByRole('link', { name: 'New chat' }).first().click()
  await send(page, words)
}

const remove = async (page: Page, title: string): Promise<void> => {
  await page
    .getByRole('button', { name: `Actions for ${title}` })
    .first()
    .click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
}

const seesInTrash = (page: Page, titles: readonly string[]): Promise<void> =>
  eventually(async () => {
    const rows = page.getByRole('list', { name: 'Deleted chats' }).locator('p[dir]')
    expect((await rows.allTextContents()).toSorted()).toEqual(titles)
  })

const seesInList = (page: Page, titles: readonly string[]): Promise<void> =>
  eventually(async () =>
    expect((await page.locator('[data-chat] a [dir]').allTextContents()).toSorted()).toEqual(
      titles,
    ),
  )

test('[D1] [C1] what is in the trash comes back or goes for good, on every device', async () => {
  const server = await startServer()
  const laptop = await createDevice({ origin: server.origin })
  const page = await signIn(laptop, server.signInLink)
  for (const words of ['bread', 'maps', 'rain', 'tea']) await startChat(page, words)
  for (const title of ['bread', 'maps', 'tea']) await remove(page, title)
  await page.getByRole('link', { name: 'Trash' }).click()
  await seesInTrash(page, ['bread', 'maps', 'tea'])
  await seesPill(page, UP_TO_DATE)

  const phone = await createDevice({ origin: server.origin, isPhone: true })
  const other = await signIn(phone, await linkForNextDevice(page))
  await page.goto(`${server.origin}/trash`)
  await other.goto(`${server.origin}/trash`)
  await seesInTrash(other, ['bread', 'maps', 'tea'])

  await laptop.goOffline()
  await page.getByRole('button', { name: 'Restore bread' }).click()
  await seesInList(page, ['bread', 'rain'])
  await page.getByRole('button', { name: 'Erase maps' }).click()
  await page.getByRole('heading', { name: 'Erase “maps”?' }).waitFor()
  await page.getByRole('button', { name: 'Keep' }).click()
  await seesInTrash(page, ['maps', 'tea'])
  await page.getByRole('button', { name: 'Erase maps' }).click()
  await page.getByRole('button', { name: 'Erase for good' }).click()
  await seesInTrash(page, ['tea'])
  await laptop.goOnline()
  await seesInTrash(other, ['tea'])

  await other.getByRole('button', { name: 'Empty trash' }).click()
  await other.getByRole('button', { name: 'Erase for good' }).click()
  await other.getByText('The trash is empty. Chats that you delete').waitFor()
  await page.getByText('The trash is empty. Chats that you delete').waitFor()
  await other.goto(server.origin)
  await seesInList(other, ['bread', 'rain'])
  expect([...laptop.errors(), ...phone.errors()]).toEqual([])
})
