/** Ends every connection to IndexedDB, as the browser itself does when its files are in trouble. */

import type { Device } from './browser.ts'

export interface ForceClose {
  /** Settles when the connections are gone. */
  readonly cut: () => Promise<void>
}

/** Through the browser's own page for it, which stays open beside the app. */
export const openForceClose = async (device: Device): Promise<ForceClose> => {
  const page = await device.context.newPage()
  const button = page.locator('.force-close').first()
  return {
    cut: async () => {
      // The list is that of the moment when the page was loaded.
      await page.goto('chrome://indexeddb-internals')
      await button.click()
    },
  }
}
