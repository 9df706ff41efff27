/** The main path in Firefox, which has no Background Sync: write with no server, reload, deliver. */

import axe from 'axe-core'
import type { Page } from 'puppeteer-core'
import { expect, test } from 'vitest'
import { RULES, runAxe } from '../world/audit.ts'
import { startServer } from '../world/built-server.ts'
import { printFigure } from '../world/figures.ts'
import { createFirefoxDevice } from '../world/firefox.ts'
import { eventually } from '../world/person.ts'

const LIMIT_MS = 120_000

const pillOf = (page: Page): Promise<string> =>
  page.$eval('button[aria-label^="Sync:"]', (pill) => pill.getAttribute('aria-label') ?? '')

const sees = (page: Page, text: string): Promise<void> =>
  eventually(async () => {
    const texts = await page.$$eval('[role=feed] article', (found) =>
      found.map((article) => article.textContent ?? ''),
    )
    expect(texts.filter((one) => one.includes(text))).toHaveLength(1)
  }, LIMIT_MS)

const seesPill = (page: Page, words: RegExp): Promise<void> =>
  eventually(async () => expect(await pillOf(page)).toMatch(words), LIMIT_MS)

const send = async (page: Page, text: string): Promise<void> => {
  const box = await page.waitForSelector('textarea#composer')
  await box?.type(text)
  await box?.press('Enter')
}

test('[N1] written while the server is away, kept over a reload, delivered by the page', async () => {
  const server = await startServer()
  const device = await createFirefoxDevice()
  const page = await device.open(server.signInLink)
  expect(await page.evaluate(() => 'SyncManager' in globalThis)).toBe(false)
  await seesPill(page, /Up to date/)
  await send(page, 'first from Firefox')
  await page.waitForFunction(() => location.pathname.startsWith('/c/'))
  await sees(page, 'first from Firefox')
  await seesPill(page, /Up to date/)

  await server.stop()
  await send(page, 'with no server מרחבא 🚀')
  await sees(page, 'with no server')
  await page.reload()
  await sees(page, 'first from Firefox')
  await sees(page, 'with no server')

  const back = await server.startAgain()
  await page.evaluate(() => dispatchEvent(new Event('online')))
  const begin = performance.now()
  await seesPill(page, /Up to date/)
  printFigure('Firefox: up to date after the server is back', performance.now() - begin, 'ms')

  const other = await createFirefoxDevice()
  const second = await other.open(back.signInLink)
  await seesPill(second, /Up to date/)
  await second.goto(page.url())
  await sees(second, 'first from Firefox')
  await sees(second, 'with no server')
})

const SIZES = [
  { width: 360, height: 640 },
  { width: 1280, height: 800 },
]

test('has nothing that axe finds on the screens that matter most, in both schemes', async () => {
  const server = await startServer()
  const device = await createFirefoxDevice()
  const page = await device.open(server.signInLink)
  await seesPill(page, /Up to date/)
  await send(page, '## A heading\n\n- an item with `code`\n\n```ts\nconst a = 1\n```')
  await page.waitForFunction(() => location.pathname.startsWith('/c/'))
  const chat = new URL(page.url()).pathname
  const faults: string[] = []
  const screens = ['/', chat, '/sync', '/settings']
  const views = SIZES.flatMap((one) => screens.map((screen) => [one, screen] as const))
  for (const [size, path] of views) {
    await page.setViewport(size)
    await page.goto(`${server.origin}${path}`)
    await page.waitForSelector('h1')
    for (const scheme of ['light', 'dark']) {
      await page.evaluate((theme) => {
        document.documentElement.dataset['theme'] = theme
        const still = new CSSStyleSheet()
        still.replaceSync('*, ::before, ::after { transition: none !important }')
        document.adoptedStyleSheets = [still]
      }, scheme)
      await page.evaluate(axe.source)
      for (const { id, targets } of await page.evaluate(runAxe, RULES))
        faults.push(`${path} ${size.width} ${scheme}: ${id} at ${targets.join(' | ')}`)
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      if (wide > 0) faults.push(`${path} ${size.width}: ${wide} px too wide`)
    }
  }
  expect(faults).toEqual([])
})
