/** A message is worded anew, its versions are switched, a chat goes on in another: by keyboard alone, on two devices. */

import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { startServer } from '../world/built-server.ts'
import { openChat, seesMessage, seesPill, send, startChat } from '../world/person.ts'
import { signInTwice } from '../world/scene.ts'

const MOST_STOPS = 12
const PATIENT = { timeout: 60_000, interval: 25 }

const focusedLabel = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')

/** Presses Tab until the focus is on the button with this name. */
const tabTo = async (page: Page, name: string, key = 'Tab'): Promise<void> => {
  for (let at = 0; at < MOST_STOPS; at += 1) {
    await page.keyboard.press(key)
    if ((await focusedLabel(page)) === name) return
  }
  throw new Error(`Tab does not come to ${name}`)
}

const focusedText = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.closest('article')?.textContent ?? '')

/** From the box under the chat to the message with this text. */
const goToMessage = async (page: Page, text: string): Promise<void> => {
  await tabTo(page, 'Actions for this message', 'Shift+Tab')
  for (let at = 0; at < MOST_STOPS; at += 1) {
    if ((await focusedText(page)).includes(text)) return
    await page.keyboard.press('PageUp')
    await page.waitForTimeout(50)
  }
  throw new Error(`no key comes to the message ${text}`)
}

const seesVersion = (page: Page, words: string): Promise<void> =>
  page.getByRole('status').filter({ hasText: words }).waitFor()

const topOf = async (page: Page, text: string): Promise<number> =>
  (await page.getByRole('article').filter({ hasText: text }).first().boundingBox())?.y ?? Number.NaN

const LONG = Array.from({ length: 400 }, (_, at) => `word ${at}`).join(' ')

const expectCopies = async (page: Page): Promise<void> => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await startChat(page, 'This is **bold** and `code`')
  const copied = () => page.evaluate(() => navigator.clipboard.readText())

  await tabTo(page, 'Copy', 'Shift+Tab')
  await page.keyboard.press('Enter')
  await expect.poll(copied, PATIENT).toBe('This is **bold** and `code`')
  await tabTo(page, 'Actions for this message')
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Copy as plain text' }).press('Enter')
  await expect.poll(copied, PATIENT).toBe('This is bold and code')
  expect(await focusedLabel(page)).toBe('Actions for this message')
}

/** Dropped by Escape, brought back by Undo; what is unchanged is no version. */
const expectDroppedEdit = async (page: Page): Promise<void> => {
  await startChat(page, 'Only one')

  // Arrow up in the empty box opens the last message.
  await page.keyboard.press('ArrowUp')
  const box = page.getByRole('textbox', { name: 'Edit message' })
  await expect.poll(() => box.evaluate((one) => one === document.activeElement), PATIENT).toBe(true)
  await page.keyboard.press('Control+Enter')
  await box.waitFor({ state: 'detached' })
  expect(await page.getByRole('status').filter({ hasText: ' of ' }).count()).toBe(0)

  await expect.poll(() => focusedText(page), PATIENT).toContain('Only one')
  await tabTo(page, 'Edit')
  await page.keyboard.press('Enter')
  await box.waitFor()
  await page.keyboard.type(', or two')
  await page.keyboard.press('Escape')
  await box.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Undo' }).press('Enter')
  await expect.poll(() => box.inputValue(), PATIENT).toBe('Only one, or two')
  await box.press('Escape')
  await page.reload()
  await seesMessage(page, 'Only one')
  await page.waitForTimeout(300)
  expect(await box.count()).toBe(0)
}

const expectVersions = async (page: Page): Promise<void> => {
  await startChat(page, 'Trip plan')
  await send(page, 'to Oslo?')
  await send(page, LONG)

  await goToMessage(page, 'to Oslo?')
  await tabTo(page, 'Edit')
  await page.keyboard.press('Enter')
  const box = page.getByRole('textbox', { name: 'Edit message' })
  await expect.poll(() => box.evaluate((one) => one === document.activeElement), PATIENT).toBe(true)
  await page.keyboard.type(' Or Bergen?')
  // An edit under way is there again after a reload.
  await page.reload()
  await expect.poll(() => box.inputValue(), PATIENT).toBe('to Oslo? Or Bergen?')
  await box.focus()
  await page.keyboard.press('Control+Enter')
  await seesMessage(page, 'to Oslo? Or Bergen?')
  await seesVersion(page, '2 of 2')
  expect(await page.getByRole('article').count()).toBe(2)

  // Versions are switched where they stand: the message keeps its place and the keys their focus.
  await expect.poll(() => focusedText(page), PATIENT).toContain('Or Bergen?')
  const top = await topOf(page, 'Or Bergen?')
  await page.keyboard.press('Alt+ArrowLeft')
  await seesVersion(page, '1 of 2')
  await seesMessage(page, LONG)
  expect(Math.abs((await topOf(page, 'to Oslo?')) - top)).toBeLessThanOrEqual(2)
  await tabTo(page, 'Next version')
  await page.keyboard.press('Enter')
  await seesVersion(page, '2 of 2')
  expect(await focusedLabel(page)).toBe('Next version')
  await tabTo(page, 'Previous version', 'Shift+Tab')
  await page.keyboard.press('Enter')
  await seesMessage(page, LONG)
  expect(await focusedLabel(page)).toBe('Previous version')
}

const expectBranch = async (page: Page): Promise<void> => {
  await tabTo(page, 'Branch into new chat', 'Shift+Tab')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Trip plan (branch)' }).waitFor()
  await seesMessage(page, 'to Oslo?')
  expect(await page.getByRole('article').count()).toBe(2)
  await page.keyboard.type('by train')
  await page.keyboard.press('Enter')
  await seesMessage(page, 'by train')
}

const expectOnOther = async (other: Page): Promise<void> => {
  await openChat(other, 'Trip plan (branch)')
  await seesMessage(other, 'by train')
  await other.getByRole('link', { name: /Branched from/ }).click()
  await other.waitForURL(/\/m\//)
  await seesMessage(other, 'to Oslo?')
  await seesVersion(other, '1 of 2')
  await other.getByRole('button', { name: 'Next version' }).click()
  await seesMessage(other, 'to Oslo? Or Bergen?')
}

test('a message is copied, worded anew and branched off; all its versions are on every device', async () => {
  const server = await startServer()
  const { laptop, phone } = await signInTwice(server.origin, server.signInLink)
  const page = laptop.page()

  await expectCopies(page)
  await expectDroppedEdit(page)
  await expectVersions(page)
  await expectBranch(page)
  await seesPill(page, /Up to date/)
  await expectOnOther(phone.page())

  expect([...laptop.errors(), ...phone.errors()]).toEqual([])
})
