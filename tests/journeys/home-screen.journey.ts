/** The app on a home screen: the offer to put it there, and what other apps share with it. */

import { describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { createDevice } from '../world/browser.ts'
import { startServer } from '../world/built-server.ts'
import { eventually, messageBox, openChat, send, seesMessage, startChat } from '../world/person.ts'

/** As the browser posts it from a share sheet. */
const share = async (page: Page, fields: Readonly<Record<string, string>>): Promise<void> => {
  await page.evaluate((given) => {
    const form = document.createElement('form')
    form.method = 'post'
    form.action = '/share'
    form.enctype = 'multipart/form-data'
    for (const [name, value] of Object.entries(given)) {
      const input = document.createElement('input')
      input.name = name
      input.value = value
      form.append(input)
    }
    document.body.append(form)
    form.submit()
  }, fields)
  await page.waitForURL(/\/share$/)
}

describe('what another app shares', () => {
  test('[N3] waits in the box of the chat that is chosen, with no network and nobody signed in', async () => {
    const server = await startServer()
    const device = await createDevice({ origin: server.origin, isPhone: true })
    const page = await device.open('/')
    await send(page, 'Reading list')
    await messageBox(page).fill('half a sentence')
    await device.goOffline()

    await share(page, { title: 'A page', url: 'https://example.com/page' })
    await page.getByText('A page').waitFor()
    await share(page, { text: 'and a second thing' })
    await page.getByText('and a second thing').waitFor()
    await page.getByRole('button', { name: 'Reading list' }).click()
    await page.waitForURL(/\/c\//)
    const whole = 'half a sentence\n\nA page\n\nhttps://example.com/page\n\nand a second thing'
    await eventually(async () => expect(await messageBox(page).inputValue()).toBe(whole))

    await share(page, { text: 'for a new chat' })
    await page.getByRole('button', { name: 'New chat' }).click()
    await eventually(async () => expect(await messageBox(page).inputValue()).toBe('for a new chat'))
    await messageBox(page).press('Control+Enter')
    await seesMessage(page, 'for a new chat')
    await page.goto(`${server.origin}/share`)
    await page.getByText('Nothing was shared').waitFor()
    expect(device.errors()).toEqual([])
  })
})

/**
 * Whether Chromium offers by itself depends on its mood, and so does whether it protects what is
 * stored, of which a banner would tell in the card's place: neither is left to it.
 */
const NO_MOODS = `
addEventListener('beforeinstallprompt', (event) => { if (event.isTrusted) event.stopImmediatePropagation() })
if (navigator.storage) navigator.storage.persist = navigator.storage.persisted = () => Promise.resolve(true)
`

describe('the offer to install', () => {
  test('comes with use, takes a no, and stays away for a month', async () => {
    const server = await startServer()
    const device = await createDevice({ origin: server.origin, beforeAll: NO_MOODS })
    const page = await device.open('/')
    await startChat(page, 'one')
    await send(page, 'two')
    await send(page, 'three')
    const offer = page.getByRole('region', { name: 'Install the app' })
    expect(await offer.count()).toBe(0)
    await device.closePages()

    const second = await device.open('/')
    await openChat(second, /one/)
    const card = second.getByRole('region', { name: 'Install the app' })
    expect(await card.count()).toBe(0)
    await canInstall(second)
    await card.getByRole('button', { name: 'Install' }).click()
    expect(await second.evaluate(() => sessionStorage.getItem('asked'))).toBe('yes')
    await card.waitFor({ state: 'detached' })
    await canInstall(second)
    expect(await card.count()).toBe(0)

    await second.evaluate(() => window.dispatchEvent(new Event('appinstalled')))
    await second.getByText('Installed. Chats work offline.').waitFor()
    expect(device.errors()).toEqual([])
  })

  test('shows the steps where only the person can do it', async () => {
    const server = await startServer()
    const device = await createDevice({
      origin: server.origin,
      isPhone: true,
      beforeAll: `${NO_MOODS}
Object.defineProperty(navigator, 'userAgent', { value: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1' })
localStorage.setItem('install-visits', '5')`,
    })
    const page = await device.open('/')
    await send(page, 'one')
    await send(page, 'two')
    await send(page, 'three')
    await page.getByRole('link', { name: 'Back to chats' }).click()
    await page.getByRole('button', { name: 'Install' }).click()
    const steps = page.getByRole('dialog', { name: 'Install Chats' }).getByRole('listitem')
    await eventually(async () => expect(await steps.count()).toBe(3))
    expect(await steps.allInnerTexts()).toEqual([
      '1. Tap Share, at the bottom of the screen',
      '2. Choose Add to Home Screen',
      '3. Tap Add',
    ])
  })
})

/** Chromium's own event, which it keeps to itself without a window; the answer is a no. */
const canInstall = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const event = Object.assign(new Event('beforeinstallprompt'), {
      prompt: () => {
        sessionStorage.setItem('asked', 'yes')
        return Promise.resolve({ outcome: 'dismissed' })
      },
    })
    window.dispatchEvent(event)
  })
