/** A device: Chromium with a profile of its own, driven as a person would. */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type BrowserContext, type CDPSession, type Page } from 'playwright-core'
import { atTheEnd } from './at-the-end.ts'
import { killChromium } from './chromium.ts'
import { ROOT, temporaryFolder } from './folders.ts'
import { findChromium, need } from './programs.ts'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Background Sync tries again after 3 s instead of 5 min, periodic sync may come every 5 s. */
const QUICK_SYNC = [
  '--force-fieldtrials=BackgroundSync/Test/',
  `--force-fieldtrial-params=BackgroundSync.Test:${[
    'initial_retry_delay_sec/3',
    'retry_delay_factor/1',
    'max_sync_attempts/3',
    'min_sync_recovery_time_sec/1',
    'min_periodic_sync_events_interval_sec/5',
    'skip_permissions_check_for_testing/true',
  ].join('/')}`,
]

const PHONE = { width: 390, height: 844 }
const DESK = { width: 1280, height: 800 }
/** A busy machine may be ten times slower; only a hang is worth failing for. */
const PATIENCE_MS = 120_000
const PICTURES = join(ROOT, '.cache/pictures')

/** What Chromium says where a page or worker tries what its own policy forbids. */
const REFUSAL = /content.security.policy|permissions policy|trusted(?:script|html|type)/i

export interface DeviceSettings {
  readonly origin: string
  readonly isPhone?: boolean
  /** Kept, to start the browser again on the same profile. */
  readonly profile?: string
  /** Runs in every page before anything else: a missing API, a wrong clock. */
  readonly beforeAll?: string
}

export interface Device {
  readonly origin: string
  readonly profile: string
  readonly context: BrowserContext
  /** The page of the app that was opened last. */
  readonly page: () => Page
  /** Opens the app in a page of its own and waits until a worker stands behind it. */
  readonly open: (path?: string) => Promise<Page>
  /** Closes every page of the app; the browser goes on. */
  readonly closePages: () => Promise<void>
  /** Leaves the app in the page that was opened last: none of its pages is left, the page is. */
  readonly leave: () => Promise<void>
  readonly goOffline: () => Promise<void>
  readonly goOnline: () => Promise<void>
  /** What went wrong in its pages and was not caught, and what their policy forbade. */
  readonly errors: () => readonly string[]
  readonly end: () => Promise<void>
  /** All its processes end at once, in the middle of whatever they do; the profile stays. */
  readonly kill: () => Promise<void>
}

const launch = (settings: DeviceSettings, profile: string): Promise<BrowserContext> =>
  chromium.launchPersistentContext(profile, {
    executablePath: need(findChromium(), 'Chromium'),
    headless: true,
    chromiumSandbox: false,
    args: [...FLAGS, ...QUICK_SYNC],
    viewport: settings.isPhone === true ? PHONE : DESK,
    locale: 'en-GB',
  })

const takePictures = async (context: BrowserContext, title: string): Promise<void> => {
  mkdirSync(PICTURES, { recursive: true })
  for (const [at, page] of context.pages().entries()) {
    const name = title.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 80)
    const path = join(PICTURES, `${name}-${at}-${Date.now()}.png`)
    await page.screenshot({ path, timeout: 5_000 })
    console.log(`picture of ${page.url()}: ${path}`)
  }
}

/** Starts a browser; it ends with the test, and leaves pictures of its pages when that failed. */
export const createDevice = async (settings: DeviceSettings): Promise<Device> => {
  const profile = settings.profile ?? temporaryFolder('profile')
  const context = await launch(settings, profile)
  context.setDefaultTimeout(PATIENCE_MS)
  const errors: string[] = []
  let isOpen = true
  let current: Page | undefined
  const end = async () => {
    if (!isOpen) return
    isOpen = false
    await context.close()
  }
  atTheEnd(async ({ failed }) => {
    if (isOpen && failed !== null)
      await takePictures(context, failed).catch((cause: unknown) => console.log(cause))
    await end()
  })
  if (settings.beforeAll !== undefined) await context.addInitScript({ content: settings.beforeAll })
  context.on('weberror', (error) => errors.push(error.error().message))
  context.on('console', (line) => {
    if (line.type() === 'error' && REFUSAL.test(line.text())) errors.push(line.text())
  })
  const page = () => {
    if (current === undefined) throw new Error('no page is open on this device')
    return current
  }
  return {
    origin: settings.origin,
    profile,
    context,
    page,
    open: async (path = '/') => {
      current = await context.newPage()
      await current.goto(new URL(path, settings.origin).href)
      await waitForWorker(current)
      return current
    },
    closePages: async () => {
      for (const open of context.pages())
        if (open.url().startsWith(settings.origin)) await open.close()
      current = undefined
    },
    leave: async () => {
      await page().goto('about:blank')
    },
    goOffline: () => context.setOffline(true),
    goOnline: () => context.setOffline(false),
    errors: () => errors,
    end,
    kill: async () => {
      isOpen = false
      await killChromium(profile)
    },
  }
}

/** Until the worker controls the page, so that what follows goes the way of an installed app. */
const waitForWorker = async (page: Page): Promise<void> => {
  await page.waitForFunction(
    () => navigator.serviceWorker.controller?.state === 'activated',
    undefined,
    { timeout: PATIENCE_MS },
  )
}

export interface WorkerControl {
  /** The browser's own way of waking the worker. */
  readonly dispatchSync: (tag: string) => Promise<void>
  readonly dispatchPeriodicSync: (tag: string) => Promise<void>
  /** The worker ends in the middle of what it is doing. */
  readonly stopWorkers: () => Promise<void>
}

const registrationOf = (session: CDPSession, origin: string): Promise<string> =>
  new Promise((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const found = registrations.find((one) => one.scopeURL.startsWith(origin) && !one.isDeleted)
      if (found !== undefined) resolve(found.registrationId)
    })
  })

/** Power over the workers of the device, through its newest page, whatever that shows. */
export const controlWorkers = async (device: Device): Promise<WorkerControl> => {
  const page = device.context.pages().at(-1) ?? (await device.context.newPage())
  const session = await device.context.newCDPSession(page)
  const registration = registrationOf(session, device.origin)
  await session.send('ServiceWorker.enable')
  const registrationId = await registration
  const { origin } = device
  return {
    dispatchSync: async (tag) => {
      await session.send('ServiceWorker.dispatchSyncEvent', {
        origin,
        registrationId,
        tag,
        lastChance: false,
      })
    },
    dispatchPeriodicSync: async (tag) => {
      await session.send('ServiceWorker.dispatchPeriodicSyncEvent', { origin, registrationId, tag })
    },
    stopWorkers: async () => {
      await session.send('ServiceWorker.stopAllWorkers')
    },
  }
}
