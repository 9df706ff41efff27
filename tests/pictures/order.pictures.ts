/** Takes a picture of every screen with which a person keeps order: folders, search, trash, conflicts, histories, where chats are kept. */

import { describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { startServer } from '../world/built-server.ts'
import { eventually, renameChat, seesPill, startChat } from '../world/person.ts'
import { signInTwice } from '../world/scene.ts'
import { openShowcase } from '../world/showcase-app.ts'
import { readStored } from '../world/storage.ts'
import { PHONE_AND_DESK, take } from './take.ts'

const goTo = async (page: Page, path: string): Promise<void> => {
  await page.goto(new URL(path, page.url()).href)
  await page.getByRole('heading', { level: 1 }).waitFor()
}

const makeFolder = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('button', { name: 'New folder' }).click()
  await page.getByRole('textbox', { name: 'Name of the folder' }).fill(name)
  await page.keyboard.press('Enter')
  await page.locator('[data-line] > a', { hasText: name }).waitFor()
}

const chooseOf = async (page: Page, item: string): Promise<void> => {
  await page
    .getByRole('button', { name: /^Actions for (?!this message)/ })
    .last()
    .click()
  await page.getByRole('menuitem', { name: item }).click()
}

describe('pictures of', () => {
  test('folders, what is selected, the palette, finding and the trash', async () => {
    const { device, page, chat, show } = await openShowcase()
    await show('/')
    for (const name of ['Work', 'Kitchen', 'Travel']) await makeFolder(page, name)
    const rows = page.locator('[data-chat] > a')
    await rows.first().dragTo(page.locator('[data-line] > a', { hasText: 'Kitchen' }))
    await page
      .getByText(/moved to .Kitchen/)
      .first()
      .waitFor()
    await rows.nth(1).click({ modifiers: ['Control'] })
    await rows.nth(2).click({ modifiers: ['Control'] })
    await take(page, 'selected', PHONE_AND_DESK)
    await page.getByRole('toolbar').getByRole('button', { name: /^Move/ }).click()
    await take(page, 'move', PHONE_AND_DESK)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await show(chat)
    await page.keyboard.press('Control+K')
    await page.getByRole('combobox').waitFor()
    await take(page, 'palette', PHONE_AND_DESK)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+F')
    await page.getByRole('searchbox').fill('the')
    await page.getByText(/^\d+ of \d+$/).waitFor()
    await take(page, 'find', PHONE_AND_DESK)
    await show('/search?q=the')
    await page.locator('mark').first().waitFor()
    await take(page, 'search', PHONE_AND_DESK)
    await show(chat)
    await chooseOf(page, 'Sync…')
    await page.getByRole('button', { name: /^Only on this device/ }).waitFor()
    await take(page, 'where-kept', PHONE_AND_DESK)
    await show(chat)
    await chooseOf(page, 'Delete')
    await show('/trash')
    await page.getByText('stays here for 30 days').waitFor()
    await take(page, 'trash', PHONE_AND_DESK)
    expect(device.errors()).toEqual([])
  })

  test('what two devices changed apart, and what a chat was before', async () => {
    const server = await startServer()
    const { laptop, phone } = await signInTwice(server.origin, server.signInLink)
    const [page, small] = [laptop.page(), phone.page()]
    const chatId = await startChat(page, 'Trip plan')
    await seesPill(page, /Up to date/)
    await small.getByRole('link', { name: /Trip plan/ }).waitFor()
    await Promise.all([laptop.goOffline(), phone.goOffline()])
    await goTo(page, `/c/${chatId}`)
    await renameChat(page, 'Trip plan to Lisbon in May, with three quiet days')
    await goTo(small, `/c/${chatId}`)
    await renameChat(small, 'Trip plan to Porto in May, and two quiet days by the sea')
    await laptop.goOnline()
    await seesPill(page, /Up to date/)
    await phone.goOnline()
    await eventually(async () => expect((await readStored(page)).conflicts).toHaveLength(1))
    await goTo(page, '/conflicts')
    await take(page, 'conflicts', PHONE_AND_DESK)
    await page.locator('main a[href^="/conflicts/"]').first().click()
    await page.getByRole('button', { name: 'Keep both' }).waitFor()
    await take(page, 'conflict', PHONE_AND_DESK)
    await goTo(page, `/c/${chatId}/history`)
    await take(page, 'history', PHONE_AND_DESK)
    expect([...laptop.errors(), ...phone.errors()]).toEqual([])
  })
})
