/** A device in Firefox: no Background Sync, another engine's IndexedDB, driven over WebDriver BiDi. */

import { launch, type Browser, type Page } from 'puppeteer-core'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from './folders.ts'
import { findFirefox, need } from './programs.ts'

export interface FirefoxDevice {
  readonly browser: Browser
  /** Opens an address of the app in a page of its own and waits until a worker stands behind it. */
  readonly open: (address: string) => Promise<Page>
}

/** Starts Firefox with a profile of its own; it ends with the test. */
export const createFirefoxDevice = async (): Promise<FirefoxDevice> => {
  const browser = await launch({
    browser: 'firefox',
    executablePath: need(findFirefox(), 'Firefox'),
    headless: true,
    userDataDir: temporaryFolder('firefox'),
    extraPrefsFirefox: {
      // Nothing of Firefox's own is to be fetched while a test runs.
      'browser.safebrowsing.malware.enabled': false,
      'browser.safebrowsing.phishing.enabled': false,
      'app.update.enabled': false,
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
    },
  })
  onTestFinished(() => browser.close())
  return {
    browser,
    open: async (address) => {
      const page = await browser.newPage()
      await page.goto(address)
      await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated')
      return page
    },
  }
}
