/** A chat of 5,000 messages: few are on the page, what is looked at stays, and every jump is exact. */

import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { startServer } from '../world/built-server.ts'
import { createDevice } from '../world/browser.ts'
import { printFigure } from '../world/figures.ts'
import { eventually, openChat, seesMessage, seesPill, send, signIn } from '../world/person.ts'
import { writeMany } from '../world/pen.ts'
import { messagesOf, OWNER, readStored } from '../world/storage.ts'

const COUNT = 5000
const TITLE = 'A long one'
const MOST_ROWS = 40
const AT_REST_MS = 500
const PATIENT = { timeout: 60_000, interval: 20 }
/** What stands over a message that was jumped to. */
const BEFORE_PX = 48
const WORDS = 'one two three four five six seven eight nine ten eleven twelve '

/** Mixed lengths, each text its own, so that it can be told apart. */
const texts = Array.from({ length: COUNT }, (_, at) => {
  const length = [1, 3, 0, 12, 2, 40][at % 6] ?? 0
  return `message ${at}. ${WORDS.repeat(length)}`.trim()
})

const feedOf = (page: Page): Locator => page.getByRole('feed', { name: TITLE })

const rowsOn = (page: Page): Promise<number> => feedOf(page).getByRole('article').count()

const scrollBy = (page: Page, px: number): Promise<void> =>
  feedOf(page).evaluate((feed, by) => feed.scrollBy(0, by), px)

/** How far the message stands under the top of the feed; NaN where it is not on the page. */
const offsetOf = (page: Page, id: string): Promise<number> =>
  feedOf(page).evaluate((feed, messageId) => {
    const article = feed.querySelector(`[data-message="${messageId}"]`)
    const top = article?.getBoundingClientRect().top ?? Number.NaN
    return top - feed.getBoundingClientRect().top
  }, id)

const focusedId = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.getAttribute('data-message') ?? null)

/** The first message in sight, and how far it stands under the top of the feed. */
const topOf = (page: Page): Promise<readonly [string, number]> =>
  feedOf(page).evaluate((feed) => {
    const { top } = feed.getBoundingClientRect()
    const inSight = [...feed.querySelectorAll('article')]
      .map((article) => ({ article, box: article.getBoundingClientRect() }))
      .filter(({ box }) => box.bottom > top + 2)
      .toSorted((a, b) => a.box.top - b.box.top)
    const [first] = inSight
    if (first === undefined) return ['', 0]
    return [first.article.dataset['message'] ?? '', first.box.top - top]
  })

const expectTop = async (page: Page, [id, offset]: readonly [string, number]): Promise<void> => {
  await eventually(async () => {
    const [nowId, nowOffset] = await topOf(page)
    expect(nowId).toBe(id)
    expect(Math.abs(nowOffset - offset)).toBeLessThanOrEqual(2)
  })
}

/** Follows a link inside the app. */
const goTo = (page: Page, path: string): Promise<void> =>
  page.evaluate((to) => history.pushState(null, '', to), path)

const expectJumps = async (page: Page, chatId: string, ids: readonly string[]): Promise<void> => {
  for (const at of [2500, 40, 4000, 3, 1234]) {
    const begin = performance.now()
    const id = ids[at] ?? ''
    await goTo(page, `/c/${chatId}/m/${id}`)
    await expect
      .poll(async () => Math.abs((await offsetOf(page, id)) - BEFORE_PX), PATIENT)
      .toBeLessThanOrEqual(2)
    printFigure(`jump to message ${at} of ${COUNT}`, performance.now() - begin, 'ms')
    // It stays there: nothing measured later moves it.
    await page.waitForTimeout(150)
    expect(Math.abs((await offsetOf(page, id)) - BEFORE_PX)).toBeLessThanOrEqual(2)
    await expect.poll(() => focusedId(page), PATIENT).toBe(id)
  }
}

/** Selects from the middle of one message to the middle of another, as with the mouse. */
const select = (page: Page, from: string, to: string): Promise<number> =>
  feedOf(page).evaluate(
    (feed, [first, last]) => {
      const textOf = (id: string | undefined) => {
        const article = feed.querySelector(`[data-message="${id ?? ''}"]`)
        const walk = document.createTreeWalker(article ?? feed, NodeFilter.SHOW_TEXT)
        for (let node = walk.nextNode(); node !== null; node = walk.nextNode())
          if (node.textContent?.startsWith('message') === true) return node
        throw new Error('there is no text to select')
      }
      getSelection()?.setBaseAndExtent(textOf(first), 4, textOf(last), 9)
      return String(getSelection()).length
    },
    [from, to],
  )

const selected = (page: Page): Promise<number> => page.evaluate(() => String(getSelection()).length)

const expectKept = async (page: Page, chatId: string, ids: readonly string[]): Promise<void> => {
  await goTo(page, `/c/${chatId}/m/${ids[600] ?? ''}`)
  await expect.poll(() => focusedId(page), PATIENT).toBe(ids[600])
  const length = await select(page, ids[601] ?? '', ids[603] ?? '')
  expect(length).toBeGreaterThan(0)
  for (const by of [5000, 5000, -5000, -5000]) {
    await scrollBy(page, by)
    await page.waitForTimeout(100)
  }
  expect(await focusedId(page)).toBe(ids[600])
  expect(await selected(page)).toBe(length)
  await page.evaluate(() => getSelection()?.removeAllRanges())

  // The keys of a feed go on from there, one message at a time.
  await page.keyboard.press('PageDown')
  await expect.poll(() => focusedId(page), PATIENT).toBe(ids[601])
  await page.keyboard.press('PageUp')
  await expect.poll(() => focusedId(page), PATIENT).toBe(ids[600])
  await page.keyboard.press('Control+End')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('composer')
}

test('5,000 messages: jumps are exact, focus and selection stay, what is new is counted', async () => {
  const server = await startServer()
  const laptop = await createDevice({ origin: server.origin })
  const page = await signIn(laptop, server.signInLink)
  await laptop.goOffline()
  await seesPill(page, /Offline/)
  await writeMany(page, { userId: OWNER, title: TITLE, texts })

  await laptop.open('/')
  const begin = performance.now()
  await openChat(laptop.page(), TITLE)
  await seesMessage(laptop.page(), texts.at(-1) ?? '')
  printFigure(`${COUNT} messages, opened to its end`, performance.now() - begin, 'ms')
  const open = laptop.page()
  const stored = await readStored(open)
  const chatId = stored.chats[0]?.id ?? ''
  const ids = messagesOf(stored, chatId).map(({ id }) => id)
  expect(ids).toHaveLength(COUNT)

  await expectJumps(open, chatId, ids)
  await expectKept(open, chatId, ids)
  await eventually(async () => {
    expect(await rowsOn(open)).toBeLessThanOrEqual(MOST_ROWS)
  })
  printFigure('rows on the page', await rowsOn(open), 'rows')

  // Nobody is torn away: what comes is counted, and shown when it is asked for.
  await open.waitForTimeout(AT_REST_MS)
  const before = await topOf(open)
  const other = await laptop.context.newPage()
  await other.goto(new URL(`/c/${chatId}`, server.origin).href)
  await feedOf(other).waitFor()
  for (const text of ['new one', 'new two', 'new three']) await send(other, text)
  await other.close()
  const button = open.getByRole('button', { name: '3 new messages. Go to the newest.' })
  await button.waitFor()
  await expectTop(open, before)
  // The chat opens where it was left, also with what came meanwhile.
  await goTo(open, `/c/${chatId}`)
  await open.reload()
  await button.waitFor()
  await expectTop(open, before)
  await button.click()
  await seesMessage(open, 'new three')
  await button.waitFor({ state: 'detached' })
  // One's own words are always shown.
  await scrollBy(open, -3000)
  await open.getByRole('button', { name: 'Go to the newest message' }).waitFor()
  await send(open, 'my own words')
  await seesMessage(open, 'my own words')
  expect(laptop.errors()).toEqual([])
})
