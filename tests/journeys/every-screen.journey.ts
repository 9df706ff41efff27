/** Every screen, at every size, in both schemes and both directions: usable by everybody, and in its frame. */

import { describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { beyondFootPx, findViolations, sidewaysPx, smallControls } from '../world/audit.ts'
import { createDevice } from '../world/browser.ts'
import { startServer } from '../world/built-server.ts'
import { pageCode } from '../world/page-code.ts'
import { signIn } from '../world/person.ts'
import { showcase } from '../world/showcase.ts'

const SIZES = [
  { width: 360, height: 640 },
  { width: 768, height: 1024 },
  { width: 1280, height: 800 },
]
const SCHEMES = ['light', 'dark'] as const
const DIRECTIONS = ['ltr', 'rtl'] as const

/** A page on which everything is, and the addresses of every screen. */
const openEverything = async () => {
  const server = await startServer()
  const device = await createDevice({ origin: server.origin })
  const page = await signIn(device, server.signInLink)
  await page.evaluate(await pageCode('tests/world/chats-in-page.ts'))
  const ids = await page.evaluate(
    (chats) => globalThis.writeChats?.({ userId: 'owner', chats }),
    showcase(Date.now()),
  )
  const chat = `/c/${ids?.at(-1) ?? ''}`
  const screens = [
    '/',
    '/new',
    chat,
    '/c/unknown',
    '/sync',
    '/settings',
    '/sign-in',
    '/share',
    '/nowhere',
  ]
  const show = async (path: string) => {
    await page.goto(new URL(path, server.origin).href)
    await page.getByRole('heading', { level: 1 }).waitFor()
    if (path === chat) await page.getByRole('article').last().waitFor()
  }
  return { device, page, screens, chat, show }
}

/** Where anything is wrong, in words that lead there. */
const faultsOf = async (page: Page, where: string): Promise<readonly string[]> => {
  const violations = await findViolations(page)
  const sideways = await sidewaysPx(page)
  const beyond = await beyondFootPx(page)
  return [
    ...violations.map(({ id, targets }) => `${where}: ${id} at ${targets.join(' | ')}`),
    ...(sideways > 0 ? [`${where}: ${sideways} px too wide`] : []),
    ...(beyond > 0 ? [`${where}: ${beyond} px too tall`] : []),
  ]
}

const LOOKS = SCHEMES.flatMap((scheme) => DIRECTIONS.map((direction) => ({ scheme, direction })))

const faultsInEveryLook = async (page: Page, where: string): Promise<readonly string[]> => {
  const faults: string[] = []
  for (const { scheme, direction } of LOOKS) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await page.evaluate((dir) => {
      document.documentElement.dir = dir
    }, direction)
    faults.push(...(await faultsOf(page, `${where} ${scheme} ${direction}`)))
  }
  return faults
}

describe('every screen', () => {
  test('has nothing that axe or a ruler finds, at any size, in any scheme and direction', async () => {
    const { device, page, screens, show } = await openEverything()
    const faults: string[] = []
    for (const size of SIZES) {
      await page.setViewportSize(size)
      for (const path of screens) {
        await show(path)
        for (const name of await smallControls(page)) faults.push(`${path} ${size.width}: ${name}`)
        faults.push(...(await faultsInEveryLook(page, `${path} ${size.width}`)))
      }
    }
    expect(faults).toEqual([])
    expect(device.errors()).toEqual([])
  })

  test('keeps its frame on the narrowest screen, at twice the text size, and with wide letters', async () => {
    const { page, screens, show } = await openEverything()
    const faults: string[] = []
    for (const path of screens) {
      await page.setViewportSize({ width: 320, height: 640 })
      await show(path)
      if ((await sidewaysPx(page)) > 0) faults.push(`${path} at 320`)
      for (const width of [360, 1280]) {
        await page.setViewportSize({ width, height: 800 })
        await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'))
        if ((await sidewaysPx(page)) > 0) faults.push(`${path} at ${width} with text at 200 %`)
        await page.evaluate(() => document.documentElement.style.removeProperty('font-size'))
      }
      await page.evaluate(() => {
        const { style } = document.body
        style.letterSpacing = '0.12em'
        style.wordSpacing = '0.16em'
        style.lineHeight = '1.5'
      })
      await page.setViewportSize({ width: 360, height: 800 })
      if ((await sidewaysPx(page)) > 0) faults.push(`${path} with wide letters`)
    }
    expect(faults).toEqual([])
  })

  test('stays so with menus, dialogs and toasts open', async () => {
    const { page, chat, show } = await openEverything()
    const faults: string[] = []
    const look = async (where: string) => {
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        faults.push(...(await faultsOf(page, `${where} ${colorScheme}`)))
      }
      faults.push(...(await smallControls(page)).map((name) => `${where}: ${name}`))
    }
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 })
      await show(chat)
      await page
        .getByRole('button', { name: /^Actions for (?!this message)/ })
        .last()
        .click()
      await look(`chat menu ${width}`)
      await page.keyboard.press('Escape')
      await page
        .getByRole('button', { name: /^Sync:/ })
        .first()
        .click()
      await look(`sync sheet ${width}`)
      await page.keyboard.press('Escape')
      await show('/settings')
      await page.getByRole('button', { name: 'Sign out…' }).click()
      await look(`sign-out dialog ${width}`)
      await page.keyboard.press('Escape')
      await show(chat)
      await page
        .getByRole('button', { name: /^Actions for (?!this message)/ })
        .last()
        .click()
      await page.getByRole('menuitem', { name: 'Delete' }).click()
      await page.getByRole('button', { name: 'Undo' }).waitFor()
      await look(`toast ${width}`)
      await page.getByRole('button', { name: 'Undo' }).click()
      await page.getByRole('link', { name: /Debounce or throttle/ }).waitFor()
    }
    expect(faults).toEqual([])
  })
})
