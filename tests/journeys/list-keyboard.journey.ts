/** The list of chats by keyboard alone, and with ten thousand chats in it. */

import { describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { createDevice } from '../world/browser.ts'
import { startServer } from '../world/built-server.ts'
import { median, percentile, printFigure } from '../world/figures.ts'
import { pageCode } from '../world/page-code.ts'
import { eventually, seesTitle, signIn } from '../world/person.ts'

/** The title of the row that has the focus, or what else has it. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { activeElement } = document
    const row = activeElement?.closest('[data-chat]')
    return row?.querySelector('a [dir]')?.textContent ?? activeElement?.id ?? ''
  })

const seesFocus = (page: Page, where: string): Promise<void> =>
  eventually(async () => expect(await focused(page)).toBe(where))

/** The choice of an open menu that has the focus. */
const seesItem = (page: Page, label: string): Promise<void> =>
  eventually(async () =>
    expect(await page.locator('[role=menuitem]:focus').allTextContents()).toEqual([label]),
  )

/** Everything by the keys of the keyboard. */
const press = async (page: Page, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key)
}

const startByKeys = async (page: Page, words: string): Promise<void> => {
  await press(page, 'Control+Shift+O')
  await page.waitForURL(/\/new$/)
  await seesFocus(page, 'composer')
  await page.keyboard.type(words)
  await press(page, 'Enter')
  await seesTitle(page, words)
  await page.getByRole('link', { name: words }).waitFor()
}

const titles = (page: Page): Promise<readonly string[]> =>
  page.locator('[data-chat] a [dir]').allTextContents()

const begin = async () => {
  const server = await startServer()
  const device = await createDevice({ origin: server.origin })
  return { server, device, page: await signIn(device, server.signInLink) }
}

describe('by keyboard alone', () => {
  test('chats are started, found, renamed, pinned, deleted and brought back', async () => {
    const { device, page } = await begin()
    for (const words of ['about bread', 'about tea', 'about maps']) await startByKeys(page, words)

    // From the message box round to the row of the open chat, down and into another.
    await press(page, 'F6')
    await seesFocus(page, 'about maps')
    await press(page, 'ArrowDown', 'ArrowDown', 'ArrowUp')
    await seesFocus(page, 'about tea')
    await press(page, 'Home')
    await seesFocus(page, 'about maps')
    await press(page, 'End', 'Enter')
    await seesTitle(page, 'about bread')
    await press(page, 'Alt+ArrowUp')
    await seesTitle(page, 'about tea')
    await press(page, 'Alt+ArrowDown')
    await seesTitle(page, 'about bread')

    await page.keyboard.press('F6')
    await seesFocus(page, 'about bread')
    await press(page, 'F2')
    await page.getByRole('textbox', { name: 'Title of the chat' }).waitFor()
    await page.keyboard.type('about rye bread')
    await press(page, 'Enter')
    await seesFocus(page, 'about rye bread')
    await press(page, 'F2')
    await page.keyboard.type('never kept')
    await press(page, 'Escape')
    await seesFocus(page, 'about rye bread')

    await press(page, 'Shift+F10')
    await seesItem(page, 'Rename')
    await press(page, 'ArrowDown')
    await seesItem(page, 'Pin to the top')
    await press(page, 'Enter')
    await page.getByRole('heading', { name: 'Pinned' }).waitFor()
    expect(await titles(page)).toEqual(['about rye bread', 'about maps', 'about tea'])
    await seesFocus(page, 'about rye bread')

    await press(page, 'ArrowDown', 'Delete')
    await seesFocus(page, 'about tea')
    await eventually(async () =>
      expect(await titles(page)).toEqual(['about rye bread', 'about tea']),
    )
    await page.getByRole('button', { name: 'Undo' }).press('Enter')
    await eventually(async () =>
      expect(await titles(page)).toEqual(['about rye bread', 'about maps', 'about tea']),
    )
    expect(device.errors()).toEqual([])
  })

  test('the window is gone round, the list made wider, the keys looked up, and sync asked for', async () => {
    const { device, page } = await begin()
    await startByKeys(page, 'about bread')
    await press(page, 'F6', 'F6')
    await eventually(async () =>
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1'),
    )
    await press(page, 'F6')
    await seesFocus(page, 'composer')

    await press(page, 'Control+/')
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await dialog.getByText('Next chat').waitFor()
    await press(page, 'Escape')
    await dialog.waitFor({ state: 'hidden' })
    await seesFocus(page, 'composer')

    const line = page.getByRole('separator', { name: 'Width of the list of chats' })
    await line.focus()
    await press(page, 'End')
    expect(await line.getAttribute('aria-valuenow')).toBe('420')
    await press(page, 'ArrowLeft')
    await page.reload()
    await eventually(async () => expect(await line.getAttribute('aria-valuenow')).toBe('404'))
    const nav = page.getByRole('navigation', { name: 'Chats' })
    expect((await nav.boundingBox())?.width).toBe(404)

    const asked = page.waitForRequest(/\/api\/sync/)
    await press(page, 'Control+S')
    await asked
    expect(device.errors()).toEqual([])
  })
})

const MANY = 10_000

declare global {
  /** When the first row was on the screen, and how long each task took that held the page up. */
  var watched: { firstRowAt: number | null; long: number[]; frames: number[] } | undefined
}

/** Runs in every page before anything else. */
const WATCH = `
  globalThis.watched = { firstRowAt: null, long: [], frames: [] }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) watched.long.push(entry.duration)
  }).observe({ type: 'longtask', buffered: true })
  let last = performance.now()
  const look = (now) => {
    watched.frames.push(now - last)
    last = now
    if (watched.firstRowAt === null && document.querySelector('[data-chat]') !== null)
      watched.firstRowAt = performance.now()
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
`

const forget = (page: Page): Promise<void> =>
  page.evaluate(() => {
    if (watched === undefined) return
    watched.long.length = 0
    watched.frames.length = 0
  })

const rowsMounted = (page: Page): Promise<number> => page.locator('[data-chat]').count()

/** On a phone, where the list is a view of its own. */
const comesBackWhereItWas = async (page: Page): Promise<void> => {
  await page.setViewportSize({ width: 390, height: 844 })
  const list = page.locator('[data-testid=chat-list]')
  await eventually(async () =>
    expect(await list.evaluate(({ scrollHeight }) => scrollHeight)).toBeGreaterThan(MANY * 44),
  )
  await list.evaluate((element) => element.scrollTo({ top: 100_000 }))
  const title = await eventually(() =>
    page.evaluate(() => {
      const row = document.elementFromPoint(150, 400)?.closest('[data-chat]')
      if (row === null || row === undefined) throw new Error('no row there yet')
      return row.querySelector('a [dir]')?.textContent ?? ''
    }),
  )
  await page.getByRole('link', { name: title }).click()
  await seesTitle(page, title)
  await page.goBack()
  await page.getByRole('link', { name: title }).waitFor()
  expect(await list.evaluate(({ scrollTop }) => Math.abs(scrollTop - 100_000))).toBeLessThan(60)
}

describe('ten thousand chats', () => {
  test('are listed without drawing more than a screenful, from one end to the other', async () => {
    const server = await startServer()
    const device = await createDevice({ origin: server.origin, beforeAll: WATCH })
    const page = await device.open('/')
    const code = await pageCode('tests/world/chats-in-page.ts')
    await page.evaluate(code)
    await page.evaluate((count) => globalThis.layChats?.({ userId: null, count }), MANY)
    const firsts: number[] = []
    for (let turn = 0; turn < 3; turn += 1) {
      await page.reload()
      await page.getByRole('link', { name: 'Chat number 0 of' }).waitFor()
      firsts.push((await page.evaluate(() => watched?.firstRowAt)) ?? Number.NaN)
    }
    printFigure('10,000 chats, first rows on the screen', median(firsts), 'ms')

    // All of them are known once the list is as high as they are.
    const list = page.locator('[data-testid=chat-list]')
    await eventually(async () =>
      expect(await list.evaluate(({ scrollHeight }) => scrollHeight)).toBeGreaterThan(MANY * 44),
    )
    await page.locator('[data-chat] a').first().focus()
    await press(page, 'End')
    await seesFocus(page, `Chat number ${MANY - 1} of a long life`)
    expect(await rowsMounted(page)).toBeLessThan(60)
    await press(page, 'PageUp')
    await seesFocus(page, `Chat number ${MANY - 11} of a long life`)
    await press(page, 'Home')
    await seesFocus(page, 'Chat number 0 of a long life')

    await forget(page)
    const wire = await device.context.newCDPSession(page)
    await wire.send('Input.synthesizeScrollGesture', {
      x: 150,
      y: 400,
      yDistance: -12_000,
      speed: 6_000,
      gestureSourceType: 'mouse',
    })
    const scrolled = await page.evaluate(() => watched)
    printFigure('10,000 chats, a frame while scrolling, p50', median(scrolled?.frames ?? []), 'ms')
    printFigure(
      '10,000 chats, a frame while scrolling, p95',
      percentile(scrolled?.frames ?? [], 0.95),
      'ms',
    )
    expect(await rowsMounted(page)).toBeLessThan(60)

    await forget(page)
    await page.evaluate(code)
    await page.evaluate(
      (at) =>
        globalThis.writeChats?.({
          userId: null,
          chats: [{ title: 'One that came later', at, turns: ['Hello'] }],
        }),
      Date.now() + 60_000,
    )
    await list.evaluate((element) => element.scrollTo({ top: 0 }))
    await page.getByRole('link', { name: 'One that came later' }).waitFor()
    const arrival = await page.evaluate(() => watched?.long)
    printFigure(
      '10,000 chats, longest task as one chat comes',
      Math.max(0, ...(arrival ?? [])),
      'ms',
    )
    expect(await rowsMounted(page)).toBeLessThan(60)

    await comesBackWhereItWas(page)
    expect(device.errors()).toEqual([])
  })
})
