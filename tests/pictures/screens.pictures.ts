/** Takes a picture of every screen and of the states that look different, at up to five sizes, in both schemes, for looking at them. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { createDevice } from '../world/browser.ts'
import { startServer, type BuiltServer } from '../world/built-server.ts'
import { ROOT } from '../world/folders.ts'
import { messageBox, seesPill, send } from '../world/person.ts'
import { openShowcase } from '../world/showcase-app.ts'
import { PHONE_AND_DESK, STILL_AFTER_MS, take } from './take.ts'

/** To be put into web/public/screenshots when they have become better than those. */
const SHOWN = join(ROOT, '.cache/pictures/shown')

describe('pictures of', () => {
  test('the first start', async () => {
    const server = await startServer()
    const device = await createDevice({ origin: server.origin })
    const page = await device.open('/')
    await take(page, 'first-start')
    await page.goto(`${server.origin}/sign-in`)
    await take(page, 'sign-in')
    expect(device.errors()).toEqual([])
  })

  test('every screen', async () => {
    const { server, device, page, chat } = await openShowcase()
    for (const [name, path] of [
      ['list', '/'],
      ['new', '/new'],
      ['chat', chat],
      ['not-here', '/c/unknown'],
      ['sync', '/sync'],
      ['settings', '/settings'],
      ['share', '/share'],
      ['nowhere', '/nowhere'],
    ] as const) {
      await page.goto(new URL(path, server.origin).href)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await take(page, name)
    }
    await page.goto(new URL(chat, server.origin).href)
    await page.evaluate(() => {
      document.documentElement.dir = 'rtl'
    })
    await take(page, 'chat-rtl', PHONE_AND_DESK)
    await page.goto(new URL(chat, server.origin).href)
    await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'))
    await take(page, 'chat-large-text', PHONE_AND_DESK)
    expect(device.errors()).toEqual([])
  })

  test('what opens', async () => {
    const { server, device, page, chat } = await openShowcase()
    for (const size of PHONE_AND_DESK) {
      await page.setViewportSize(size)
      await page.goto(new URL(chat, server.origin).href)
      await page
        .getByRole('button', { name: /^Sync:/ })
        .first()
        .click()
      await take(page, 'sync-sheet', [size])
      await page.keyboard.press('Escape')
      await page
        .getByRole('button', { name: /^Actions for (?!this message)/ })
        .last()
        .click()
      await take(page, 'chat-menu', [size])
      await page.getByRole('menuitem', { name: 'Delete' }).click()
      await take(page, 'toast', [size])
      await page.getByRole('button', { name: 'Undo' }).click()
      await page.getByRole('link', { name: /Debounce or throttle/ }).waitFor()
    }
    expect(device.errors()).toEqual([])
  })

  test('a day without a network', async () => {
    const { server, device, page, chat } = await openShowcase()
    await page.goto(new URL(chat, server.origin).href)
    await device.goOffline()
    await send(page, 'Written on a train, with no network')
    await messageBox(page).fill('And this one is not finished yet')
    await seesPill(page, /1 waiting/)
    await take(page, 'chat-offline', PHONE_AND_DESK)
    await page.goto(`${server.origin}/sync`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await take(page, 'sync-offline', PHONE_AND_DESK)
    expect(device.errors()).toEqual([])
  })

  test('a pause, and a session that has ended', async () => {
    const { device, page, chat, show } = await openShowcase()
    await show(chat)
    await page
      .getByRole('button', { name: /^Sync:/ })
      .first()
      .click()
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.keyboard.press('Escape')
    await send(page, 'Written while sync was paused')
    await seesPill(page, /Paused/)
    await take(page, 'chat-paused', PHONE_AND_DESK)
    await show('/sync')
    await take(page, 'sync-paused', PHONE_AND_DESK)
    await device.context.clearCookies()
    await page.getByRole('button', { name: 'Sync now' }).first().click()
    await seesPill(page, /Sign in/)
    await take(page, 'sync-sign-in', PHONE_AND_DESK)
    expect(device.errors()).toEqual([])
  })

  test('a server that is gone', async () => {
    const { server, device, page } = await openShowcase()
    await page.goto(`${server.origin}/sync`)
    await server.kill9()
    await page.getByRole('button', { name: 'Sync now' }).first().click()
    await seesPill(page, /Retrying/, 30_000)
    await take(page, 'sync-unreachable', PHONE_AND_DESK)
    expect(device.errors()).toEqual([])
  })

  test('what the README and the install dialog show', async () => {
    const { server, device, page, chat } = await openShowcase()
    await page.goto(new URL(chat, server.origin).href)
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.getByRole('article').last().waitFor()
    await show(page, 'wide')
    await showOnPhone(page)
    await makeHistory(page, server)
    await page.goto(`${server.origin}/sync`)
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.getByRole('link', { name: 'Waiting' }).click()
    await show(page, 'sync')
    expect(device.errors()).toEqual([])
  })
})

const show = async (page: Page, name: string): Promise<void> => {
  mkdirSync(SHOWN, { recursive: true })
  await page.waitForTimeout(STILL_AFTER_MS)
  await page.screenshot({ path: join(SHOWN, `${name}.png`) })
}

const PHONE = { width: 390, height: 844 }

/** Two pixels for each of the page's, as phones have. */
const showOnPhone = async (page: Page): Promise<void> => {
  const session = await page.context().newCDPSession(page)
  await page.setViewportSize(PHONE)
  await page.waitForTimeout(STILL_AFTER_MS)
  const picture = await session.send('Page.captureScreenshot', {
    clip: { x: 0, y: 0, ...PHONE, scale: 2 },
  })
  writeFileSync(join(SHOWN, 'narrow.png'), Buffer.from(picture.data, 'base64'))
  await page.setViewportSize({ width: 1280, height: 800 })
}

/** Syncs of several lengths, a server that was away for a while, and two changes that wait. */
const makeHistory = async (page: Page, server: BuiltServer): Promise<void> => {
  for (let at = 0; at < 12; at += 1) {
    await send(page, `Note ${at + 1}: ${'more of it '.repeat(at * 20)}`)
    await seesPill(page, /Up to date/)
  }
  await server.kill9()
  await send(page, 'Written while the server was away')
  await seesPill(page, /Retrying|waiting/, 30_000)
  await page.waitForTimeout(6000)
  await server.startAgain()
  await seesPill(page, /Up to date/, 60_000)
  for (let at = 0; at < 8; at += 1) {
    await send(page, `And note ${at + 1}`)
    await seesPill(page, /Up to date/)
  }
}
