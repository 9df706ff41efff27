/** Brings the app's own pen into a page and writes with it, without waking the sync. */

import type { Page } from 'playwright-core'
import { pageCode } from './page-code.ts'
import type { ManyMessages, Stream } from './pen-in-page.ts'

/** Brings the pen into the page; it is there until the page goes elsewhere. */
const bringPen = async (page: Page): Promise<void> => {
  await page.evaluate(await pageCode('tests/world/pen-in-page.ts'))
}

/** Writes one message after the other for as long as the page is there, and tells of each that is stored. */
export const streamWrites = async (
  page: Page,
  stream: Stream,
  onWritten: (text: string) => void,
): Promise<void> => {
  await bringPen(page)
  await page.exposeFunction('noteWritten', onWritten)
  await page.evaluate((what) => {
    void globalThis.writeForever?.(what)
  }, stream)
}

/** A chat of many messages on this device, as if a person had written them one by one. */
export const writeMany = async (page: Page, many: ManyMessages): Promise<void> => {
  await bringPen(page)
  const outcome = await page.evaluate((what) => globalThis.writeManyMessages?.(what), many)
  if (outcome?.kind !== 'written') throw new Error(`not written: ${JSON.stringify(outcome)}`)
}
