/** The pill and the sheet behind it, as a person reads them and as a screen reader does. */

import { expect } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import { seesPill } from './person.ts'

export interface Standing {
  /** All of the pill's name. */
  readonly pill: string | RegExp
  /** Which icon it has. */
  readonly kind: string
  readonly sentence: string | RegExp
  /** What can be done, by the names of buttons and links, among others. */
  readonly acts: readonly string[]
}

const pillOf = (page: Page): Locator => page.getByRole('button', { name: /^Sync:/ }).first()

export const sheetOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Sync' })

/** Opens the sheet where it is closed. */
export const openSheet = async (page: Page): Promise<Locator> => {
  const sheet = sheetOf(page)
  if (!(await sheet.isVisible())) await pillOf(page).click()
  await sheet.getByRole('link', { name: 'Open sync centre' }).waitFor()
  return sheet
}

export const closeSheet = async (page: Page): Promise<void> => {
  if (await sheetOf(page).isVisible()) await page.keyboard.press('Escape')
  await sheetOf(page).waitFor({ state: 'hidden' })
}

const actOf = (sheet: Locator, name: string): Locator =>
  sheet
    .getByRole('button', { name, exact: true })
    .or(sheet.getByRole('link', { name, exact: true }))

/** Presses one of the sheet's buttons or links. */
export const act = async (page: Page, name: string): Promise<void> => {
  await actOf(await openSheet(page), name).click()
}

/** Waits until the pill stands so, and reads all of it: icon, name, sentence, what can be done. */
export const seesStanding = async (page: Page, standing: Standing): Promise<void> => {
  const { pill, kind, sentence, acts } = standing
  await seesPill(page, typeof pill === 'string' ? new RegExp(`^Sync: ${pill}$`) : pill)
  const button = pillOf(page)
  expect(await button.locator('svg').getAttribute('data-state')).toBe(kind)
  expect(await button.getAttribute('aria-haspopup')).toBe('dialog')
  const sheet = await openSheet(page)
  await expect.poll(() => sheet.innerText()).toMatch(sentence)
  for (const name of [...acts, 'Open sync centre'])
    expect({ name, count: await actOf(sheet, name).count() }).toEqual({ name, count: 1 })
  await closeSheet(page)
}
