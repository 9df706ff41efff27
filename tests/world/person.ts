/** What a person does and sees in the app: every step goes through roles and names on the screen. */

import type { Locator, Page } from 'playwright-core'
import { expect, vi } from 'vitest'
import type { Device } from './browser.ts'

/** Longer than a person would wait: a busy machine may be ten times slower, and only a hang is worth failing for. */
const PATIENCE_MS = 60_000
const LONG_PASTE_MS = 120_000
const LOOK_EVERY_MS = 25

/** Looks again and again until it is so. */
export const eventually = <T>(
  look: () => Promise<T> | T,
  timeout: number = PATIENCE_MS,
): Promise<T> => vi.waitFor(look, { timeout, interval: LOOK_EVERY_MS })

const messages = (page: Page): Locator => page.getByRole('feed').getByRole('article')

export const messageBox = (page: Page): Locator =>
  page.getByRole('textbox', { name: /^(Message|Start a new chat)/ })

const pillButton = (page: Page): Locator => page.getByRole('button', { name: /^Sync:/ }).first()

/** What the sync pill says now. */
const readPill = async (page: Page): Promise<string> =>
  (await pillButton(page).getAttribute('aria-label')) ?? ''

/** Waits until the sync pill says so. */
export const seesPill = async (
  page: Page,
  text: string | RegExp,
  timeout = PATIENCE_MS,
): Promise<void> => {
  await expect.poll(() => readPill(page), { timeout, interval: LOOK_EVERY_MS }).toMatch(text)
}

/** Opens the link that signs this browser in, and waits until the app says whose it is. */
export const signIn = async (device: Device, link: string): Promise<Page> => {
  const page = await device.open(link)
  await seesPill(page, /Up to date/)
  return page
}

/** How many messages the open chat says it has; 0 where none is open. */
const countMessages = async (page: Page): Promise<number> => {
  const sizes = await messages(page).evaluateAll((articles) =>
    articles.map((article) => Number(article.getAttribute('aria-setsize'))),
  )
  return Math.max(0, ...sizes)
}

/** Types the text, sends it, and sees it stand in the chat. */
export const send = async (page: Page, text: string): Promise<void> => {
  const before = await countMessages(page)
  const box = messageBox(page)
  // A busy machine lays out a long paste for half a minute.
  await box.fill(text, { timeout: LONG_PASTE_MS })
  await box.press('Enter')
  await expect
    .poll(() => countMessages(page), { timeout: PATIENCE_MS, interval: LOOK_EVERY_MS })
    .toBeGreaterThan(before)
}

/** Begins a chat with its first message, which gives it its title. */
export const startChat = async (page: Page, text: string): Promise<string> => {
  await page.getByRole('link', { name: 'New chat' }).first().click()
  await page.waitForURL((url) => !url.pathname.startsWith('/c/'))
  await send(page, text)
  await page.waitForURL(/\/c\//)
  return chatIdOf(page)
}

/** The id of the chat on the screen. */
const chatIdOf = (page: Page): string => /\/c\/([^/?#]+)/.exec(page.url())?.[1] ?? ''

export const openChat = async (page: Page, title: string | RegExp): Promise<void> => {
  await page.getByRole('link', { name: title }).first().click()
  await page.waitForURL(/\/c\//)
}

/** Waits until a message with exactly this text is on the screen. */
export const seesMessage = async (
  page: Page,
  text: string,
  timeout = PATIENCE_MS,
): Promise<void> => {
  await messages(page).getByText(text, { exact: true }).last().waitFor({ timeout })
}

/** Gives the chat on the screen another title. */
export const renameChat = async (page: Page, title: string): Promise<void> => {
  await page
    .getByRole('button', { name: /^Actions for (?!this message)/ })
    .last()
    .click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  const box = page.getByRole('textbox', { name: 'Title of the chat' })
  await box.fill(title)
  await box.press('Enter')
  await seesTitle(page, title)
}

/** Waits until the chat on the screen is called so. */
export const seesTitle = (page: Page, title: string): Promise<void> =>
  page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor()
