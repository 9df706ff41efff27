/** Every screen, at every size, in both schemes and both directions: usable by everybody, and in its frame. */

import { describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import {
  beyondFootPx,
  beyondSidePx,
  COLOUR_RULES,
  findViolations,
  RULES,
  sidewaysPx,
  smallControls,
  type AxeRules,
} from '../world/audit.ts'
import { openShowcase } from '../world/showcase-app.ts'

const SIZES = [
  { width: 360, height: 640 },
  { width: 768, height: 1024 },
  { width: 1280, height: 800 },
]
const SCHEMES = ['light', 'dark'] as const
const DIRECTIONS = ['ltr', 'rtl'] as const

/** Every address there is; `chat` stands for that of a chat with everything in it. */
const screensWith = (chat: string): readonly string[] => [
  '/',
  '/new',
  chat,
  '/c/unknown',
  '/sync',
  '/settings',
  '/sign-in',
  '/search?q=debounce',
  '/trash',
  '/conflicts',
  '/conflicts/unknown',
  `${chat}/history`,
  '/archive',
  '/folder/unknown',
  '/share',
  '/nowhere',
]

/** Where anything is wrong, in words that lead there. */
const faultsOf = async (
  page: Page,
  where: string,
  rules: AxeRules = RULES,
): Promise<readonly string[]> => {
  const violations = await findViolations(page, rules)
  const sideways = await beyondSidePx(page)
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
    const rules = scheme === 'light' ? RULES : COLOUR_RULES
    faults.push(...(await faultsOf(page, `${where} ${scheme} ${direction}`, rules)))
  }
  return faults
}

describe('every screen', () => {
  test('has nothing that axe or a ruler finds, at any size, in any scheme and direction', async () => {
    const { device, page, chat, show } = await openShowcase()
    const faults: string[] = []
    for (const path of screensWith(chat)) {
      await show(path)
      for (const size of SIZES) {
        await page.setViewportSize(size)
        await page.getByRole('heading', { level: 1 }).waitFor()
        for (const name of await smallControls(page)) faults.push(`${path} ${size.width}: ${name}`)
        faults.push(...(await faultsInEveryLook(page, `${path} ${size.width}`)))
      }
    }
    expect(faults).toEqual([])
    expect(device.errors()).toEqual([])
  })

  test('keeps its frame on the narrowest screen, at twice the text size, and with wide letters', async () => {
    const { page, chat, show } = await openShowcase()
    const faults: string[] = []
    for (const path of screensWith(chat)) {
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
    const { device, page, chat, show } = await openShowcase()
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
      const saved = page.waitForEvent('download')
      await page.getByRole('button', { name: 'Export as JSON file' }).click()
      expect((await saved).suggestedFilename()).toMatch(/\.json$/)
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
    expect(device.errors()).toEqual([])
  })
})
