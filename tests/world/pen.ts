/** Brings the app's own pen into a page and writes with it, without waking the sync. */

import type { Page } from 'playwright-core'
import { pageCode } from './page-code.ts'
import type { ManyMessages } from './pen-in-page.ts'

/** A chat of many messages on this device, as if a person had written them one by one. */
export const writeMany = async (page: Page, many: ManyMessages): Promise<void> => {
  await page.evaluate(await pageCode('tests/world/pen-in-page.ts'))
  const outcome = await page.evaluate((what) => globalThis.writeManyMessages?.(what), many)
  if (outcome?.kind !== 'written') throw new Error(`not written: ${JSON.stringify(outcome)}`)
}
