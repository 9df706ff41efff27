/** The search: by keyboard from the box to the message, also without a network, and through a hundred thousand messages. */

import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { findViolations } from '../world/audit.ts'
import { createDevice } from '../world/browser.ts'
import { startServer } from '../world/built-server.ts'
import { printFigure } from '../world/figures.ts'
import { pageCode } from '../world/page-code.ts'
import { eventually, messageBox, send, startChat } from '../world/person.ts'
import { COUNT_TEXT_READS } from '../world/text-reads.ts'

const CHATS = 1000
const EACH = 100
const NEEDLES = (CHATS * EACH) / 1000

declare global {
  /** Every task that held the page up, and when hits and the end of a search were seen. */
  var seen: { long: number[]; firstAt: number | null; overAt: number | null } | undefined
}

const WATCH = `
  globalThis.seen = { long: [], firstAt: null, overAt: null }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.long.push(entry.duration)
  }).observe({ type: 'longtask', buffered: true })
  const look = (now) => {
    const isFound = document.querySelector('a[data-hit]') !== null
    if (isFound) seen.firstAt ??= performance.now()
    if (/Found in|Nothing found/.test(document.querySelector('search p')?.textContent ?? ''))
      seen.overAt ??= performance.now()
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
`

/** A search of which the page reads nothing, once the worker has started. */
const searchesBeside = (page: Page, words: string, says: string): Promise<void> =>
  eventually(async () => {
    await box(page).fill('')
    const before = await page.evaluate(() => globalThis.textReads)
    await box(page).fill(words)
    await page.locator('search').getByText(says).waitFor()
    expect(await page.evaluate(() => globalThis.textReads)).toBe(before)
    expect(page.workers().map((worker) => worker.url())).toEqual([
      expect.stringMatching(/\/assets\/search-worker-[^/]+\.js$/),
    ])
  })

const box = (page: Page) => page.getByRole('searchbox', { name: 'Search your chats' })

const goTo = (page: Page) => page.getByRole('dialog', { name: 'Go to a chat, or do something' })

/** Puts the words in at once, and gives when the first hit and the end of the search were on the screen. */
const measure = async (page: Page, words: string): Promise<{ first: number; whole: number }> => {
  await box(page).fill('')
  await page.getByText('Every title and every message').waitFor()
  const begin = await page.evaluate(() => {
    globalThis.seen = { long: [], firstAt: null, overAt: null }
    return performance.now()
  })
  await box(page).fill(words)
  const [first, whole] = await eventually(async () => {
    const now = await page.evaluate(() => [globalThis.seen?.firstAt, globalThis.seen?.overAt])
    if (now[1] == null) throw new Error('not over yet')
    return [now[0] ?? Number.NaN, now[1]] as const
  })
  return { first: first - begin, whole: whole - begin }
}

/** Words are found in a chat, also where nothing of it is drawn. */
const findsInChat = async (page: Page): Promise<void> => {
  await page.evaluate(await pageCode('tests/world/chats-in-page.ts'))
  const turns = Array.from({ length: TURNS }, (_, at) =>
    at % SWEET_EVERY === 0 ? `${at}: a **Crème** brû*lée*.` : `${at}: nothing sweet\n\nat all`,
  )
  await page.evaluate(
    (all) =>
      globalThis.writeChats?.({
        userId: null,
        chats: [{ title: 'Desserts', at: Date.now() - 3_600_000, turns: all }],
      }),
    turns,
  )
  await page.getByRole('link', { name: 'Desserts' }).click()
  await messageBox(page).focus()
  const find = page.getByRole('search', { name: 'Find in this chat' })
  const says = (words: string) => find.getByText(words, { exact: true }).waitFor()
  const seesMark = () =>
    eventually(async () =>
      expect(await readMark(page)).toEqual({ text: 'Crème brûlée', isInSight: true }),
    )

  await page.keyboard.press('Control+F')
  await eventually(async () => expect(await page.locator(':focus').getAttribute('id')).toBe('find'))
  await page.keyboard.type('CREME brulee')
  await find.getByText(/of 12$/).waitFor()
  await seesMark()
  while (!(await find.getByText('1 of 12', { exact: true }).isVisible()))
    await page.keyboard.press('Enter')
  await seesMark()
  await page.keyboard.press('Shift+Enter')
  await says('12 of 12')
  await seesMark()
  await page.keyboard.press('F3')
  await says('1 of 12')
  await seesMark()
  expect(await findViolations(page)).toEqual([])

  await page.evaluate(() => {
    addEventListener('keydown', (event) => {
      document.title = `${event.key} ${event.defaultPrevented}`
    })
  })
  await page.keyboard.press('Control+F')
  expect(await page.title()).toBe('F false')
  await send(page, 'And a creme brûlée for me')
  await find.getByText(/of 13$/).waitFor()
  await page.keyboard.press('Control+F')
  expect(await page.title()).toBe('F true')
  await page.keyboard.press('Escape')
  await eventually(async () =>
    expect(await page.locator(':focus').getAttribute('id')).toBe('composer'),
  )
  expect(await page.evaluate(() => CSS.highlights.size)).toBe(0)
}

test('every message is found without a network, by keyboard, and again as things change; words in a chat as well', async () => {
  const server = await startServer()
  const device = await createDevice({ origin: server.origin, beforeAll: COUNT_TEXT_READS })
  const page = await device.open('/')
  await startChat(page, 'Bread for Sunday')
  await send(page, 'A crème brûlée as well')
  await startChat(page, 'Trip to Köln')
  await server.stop()

  await page.keyboard.press('Control+K')
  await goTo(page).waitFor()
  await page.keyboard.type('bread')
  await goTo(page).getByRole('option', { name: 'Bread for Sunday', selected: true }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Bread for Sunday' }).waitFor()
  await page.keyboard.press('Control+K')
  await goTo(page).getByRole('option', { name: 'Trip to Köln', selected: true }).waitFor()
  expect(await findViolations(page)).toEqual([])
  await page.keyboard.type('CREME')
  await goTo(page).getByText('No chat with that title').waitFor({ state: 'attached' })
  await goTo(page).getByRole('option', { name: 'Search messages for “CREME”' }).waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/search\?q=CREME$/)
  await eventually(async () =>
    expect(await page.locator(':focus').getAttribute('type')).toBe('search'),
  )
  const hit = page.getByRole('link', { name: /A crème brûlée/ })
  await hit.waitFor()
  expect(await hit.locator('mark').allTextContents()).toEqual(['crème'])
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/c\/[^/]+\/m\/[^/]+$/)
  await eventually(async () =>
    expect(await page.locator('article:focus').innerText()).toContain('A crème brûlée as well'),
  )

  await page.goBack()
  expect(await box(page).inputValue()).toBe('CREME')
  await box(page).fill('koln')
  await page.getByText('Found in 1 chat and 1 message').waitFor()
  await page.getByLabel('Written by').selectOption('Assistant')
  await page.getByText('Nothing found').waitFor()
  await page.waitForURL(/\/search\?q=koln&from=assistant$/)
  await page.reload()
  await page.getByText('Nothing found').waitFor()
  await page.getByLabel('Written by').selectOption('Anyone')
  await page.getByText('Found in 1 chat and 1 message').waitFor()

  await page.getByRole('button', { name: 'Actions for Trip to Köln' }).first().click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByText('Nothing found').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Found in 1 chat and 1 message').waitFor()

  await searchesBeside(page, 'koln', 'Found in 1 chat and 1 message')
  await page.getByRole('button', { name: 'Actions for Trip to Köln' }).first().click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await page.getByRole('textbox', { name: 'Title of the chat' }).fill('Trip to Bonn')
  await page.keyboard.press('Enter')
  await page.getByText('Found in 1 message', { exact: true }).waitFor()

  await findsInChat(page)
  await eventually(async () => expect(page.workers()).toEqual([]))
  expect(device.errors()).toEqual([])
})

const TURNS = 120
/** Texts that were made for the search so far. */
const countTexts = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('chat_local')
        opening.addEventListener('error', () => reject(opening.error ?? new Error('not opened')))
        opening.addEventListener('success', () => {
          const { result: db } = opening
          const counting = db.transaction('searchBlocks').objectStore('searchBlocks').count()
          counting.addEventListener('success', () => {
            db.close()
            resolve(counting.result)
          })
        })
      }),
  )

const SWEET_EVERY = 10

/** What the browser paints as the match that is looked at, and whether that is in sight. */
const readMark = (page: Page): Promise<{ readonly text: string; readonly isInSight: boolean }> =>
  page.evaluate(() => {
    const [range] = CSS.highlights.get('found-now') ?? []
    if (!(range instanceof Range)) return { text: '', isInSight: false }
    const feed = document.querySelector('[role=feed]')?.getBoundingClientRect()
    const { top, bottom } = range.getBoundingClientRect()
    return {
      text: range.toString(),
      isInSight: feed !== undefined && top >= feed.top && bottom <= feed.bottom,
    }
  })

test('a hundred thousand messages are looked through while the page answers', async () => {
  const server = await startServer()
  const device = await createDevice({ origin: server.origin, beforeAll: WATCH })
  const page = await device.open('/')
  const code = await pageCode('tests/world/chats-in-page.ts')
  await page.evaluate(code)
  await page.evaluate((told) => globalThis.layMessages?.({ userId: null, ...told }), {
    chats: CHATS,
    each: EACH,
  })
  await page.goto(`${server.origin}/search`)

  const first = await measure(page, 'zanzibar')
  printFigure('search of 100,000 messages, for the first time, whole', first.whole, 'ms')
  await eventually(async () => expect(await countTexts(page)).toBe(CHATS * 2))
  const rare = await measure(page, 'zanzibar')
  await page.locator('search').getByText(`Found in ${NEEDLES} messages`).waitFor()
  printFigure('search of 100,000 messages, a rare word, first on the screen', rare.first, 'ms')
  printFigure('search of 100,000 messages, a rare word, whole', rare.whole, 'ms')
  const common = await measure(page, 'people without')
  printFigure('search of 100,000 messages, two common words, first', common.first, 'ms')
  printFigure('search of 100,000 messages, two common words, whole', common.whole, 'ms')
  const none = await measure(page, 'nobody wrote this')
  printFigure('search of 100,000 messages, nothing there', none.whole, 'ms')
  const long = await page.evaluate(() => globalThis.seen?.long ?? [])
  printFigure('search of 100,000 messages, longest task', Math.max(0, ...long), 'ms')
  expect(device.errors()).toEqual([])
})
