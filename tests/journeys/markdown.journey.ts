/** A message with code, a picture and a wide table: copied, coloured, asked for and scrolled as it should be. */

import type { Route } from 'playwright-core'
import { expect, test } from 'vitest'
import { createDevice } from '../world/browser.ts'
import { startServer } from '../world/built-server.ts'
import { eventually, send, signIn, startChat } from '../world/person.ts'

const CODE = [
  'export const debounce = (act: () => void, ms: number) => {',
  '  let timer: number | undefined // the one that waits <b>&amp;</b>',
  `  const long = '${'x'.repeat(200)}'`,
  '  return () => void (timer = setTimeout(act, ms + 1))',
  '}',
].join('\n')

const WORDS = 'words that stand beside each other'
const ROW = `| ${Array.from({ length: 8 }, (_, at) => `${WORDS} ${at}`).join(' | ')} |`
const TABLE = [ROW, ROW.replaceAll(/[^|]+/g, ' - '), ROW].join('\n')

const PICTURE = 'https://pictures.example/a/cat.png'
/** One pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** Runs in the page: what waits for idle time waits for us, so that a block can be measured without colours. */
const holdIdle = (): void => {
  const waiting: IdleRequestCallback[] = []
  window.requestIdleCallback = (act) => waiting.push(act)
  window.addEventListener('let-idle', () => {
    for (const act of waiting.splice(0)) act({ didTimeout: true, timeRemaining: () => 0 })
  })
}

test('a message is drawn, its code copied and coloured, its picture loaded when tapped', async () => {
  const server = await startServer()
  const device = await createDevice({ origin: server.origin })
  const page = await signIn(device, server.signInLink)
  await device.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const asked: string[] = []
  const answers: ((route: Route) => Promise<void>)[] = [(route) => route.abort()]
  await device.context.route('https://pictures.example/**', (route) => {
    asked.push(route.request().url())
    const answer = answers.shift()
    return answer === undefined
      ? route.fulfill({ contentType: 'image/png', body: PNG })
      : answer(route)
  })
  await page.addInitScript(holdIdle)
  await page.reload()
  await startChat(page, 'Drawn')
  await send(page, `Look:\n\n\`\`\`ts\n${CODE}\n\`\`\`\n\nand [bank.com](https://evil.example)`)

  const code = page.getByRole('region', { name: 'Code, TypeScript, 5 lines' })
  await code.waitFor()
  const article = page.getByRole('article').filter({ has: code })
  const before = await article.boundingBox()
  expect(await code.locator('span').count()).toBe(0)
  await eventually(async () => {
    await page.evaluate(() => window.dispatchEvent(new Event('let-idle')))
    expect(await code.locator('span').count()).toBeGreaterThan(5)
  })
  expect(await code.innerText()).toBe(CODE)
  expect((await article.boundingBox())?.height).toBe(before?.height)
  expect(await code.evaluate((box) => box.scrollWidth > box.clientWidth)).toBe(true)

  await page.getByRole('button', { name: 'Copy code' }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(CODE)
  await page.getByText('Copied', { exact: true }).waitFor({ state: 'attached' })

  await page.getByRole('button', { name: 'Wrap lines' }).click()
  expect(await code.evaluate((box) => box.scrollWidth > box.clientWidth)).toBe(false)

  await send(page, `![A cat](${PICTURE})\n\n${TABLE}`)
  const load = page.getByRole('button', { name: /Load image from pictures\.example/ })
  await load.waitFor()
  expect(asked).toEqual([])
  await load.click()
  await page.getByRole('button', { name: /did not load/ }).click()
  const picture = page.getByRole('img', { name: 'A cat' })
  await eventually(async () => {
    expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1)
  })
  expect(asked).toEqual([PICTURE, PICTURE])

  await page.setViewportSize({ width: 360, height: 640 })
  const table = page.getByRole('region', { name: 'Table, 8 columns, 1 row' })
  await eventually(async () => {
    // What only hangs out of its box cannot be moved.
    expect(await table.evaluate((box) => ((box.scrollLeft = 40), box.scrollLeft))).toBe(40)
  })
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
  expect(device.errors()).toEqual([])
})
