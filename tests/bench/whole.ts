/** The whole system: real browsers with their storage on disk, the built server, a real database. */

import type { Page } from 'playwright-core'
import { STATUS_CHANNEL } from '../../sw/mail.ts'
import { createDevice, type Device } from '../world/browser.ts'
import type { BuiltServer } from '../world/built-server.ts'
import { pageCode } from '../world/page-code.ts'
import { linkForNextDevice } from '../world/scene.ts'
import { OWNER } from '../world/storage.ts'
import type { Held } from './in-page.ts'
import { forgetNotes, NOTE_TAKER, untilLevel } from './page-clock.ts'
import { changesOf, makeChats, type RowsSettings } from './rows.ts'
import { openBase, startOwnServer, type OpenBase, type Services } from './services.ts'
import { pushAll, sendToRound } from './wire-device.ts'

export interface Whole {
  readonly base: OpenBase
  readonly server: BuiltServer
}

/** A server that has these rows already, pushed by a device that is not here. */
export const startWhole = async (services: Services, rows: RowsSettings | null): Promise<Whole> => {
  const base = await openBase(services)
  if (rows !== null)
    await pushAll(
      sendToRound(base.database, OWNER),
      'a-former-device',
      changesOf(makeChats(rows), rows.seed + 1),
    )
  return { base, server: await startOwnServer(services, base.url) }
}

/** A browser with the app installed in it, and nobody signed in yet. */
export const installApp = async ({ server }: Whole): Promise<Device> => {
  const device = await createDevice({
    origin: server.origin,
    beforeAll: NOTE_TAKER(STATUS_CHANNEL),
  })
  await device.open()
  return device
}

/** Opens the link in the page that stands open, and waits until everything is there. */
export const signInHere = async (device: Device, link: string): Promise<Page> => {
  const page = device.page()
  await page.goto(link)
  await untilLevel(page)
  await page.evaluate(await pageCode('tests/bench/in-page.ts'))
  return page
}

/** Links for as many devices as are asked for: the first is printed, the others come from a device. */
export const createLinks = ({ server }: Whole) => {
  let signedIn: Page | null = null
  return {
    next: (): Promise<string> =>
      signedIn === null ? Promise.resolve(server.signInLink) : linkForNextDevice(signedIn),
    signedIn: (page: Page): void => void (signedIn ??= page),
  }
}

export const heldBy = async (page: Page): Promise<Held> => {
  const held = await page.evaluate((userId) => globalThis.benchInPage?.held(userId), OWNER)
  if (held === undefined) throw new Error('this page has no code of ours')
  return held
}

/** Throws where the device does not hold just so many messages with nothing left to send. */
export const mustHold = async (page: Page, messages: number): Promise<void> => {
  const held = await heldBy(page)
  if (held.messages !== messages || held.waiting > 0 || held.answered > 0)
    throw new Error(`the device should hold ${messages} messages: ${JSON.stringify(held)}`)
}

/** Before they are put: making them is not part of it. */
export const makePlainRows = (page: Page, rows: RowsSettings): Promise<void> =>
  page.evaluate((what) => globalThis.benchInPage?.makePlainRows(what), rows)

export const putPlain = async (page: Page): Promise<number> =>
  (await page.evaluate(() => globalThis.benchInPage?.putPlain())) ?? Number.NaN

export const readPlain = async (page: Page): Promise<number> =>
  (await page.evaluate(() => globalThis.benchInPage?.readPlain())) ?? Number.NaN

export const forgetPlain = (page: Page): Promise<void> =>
  page.evaluate(async () => globalThis.benchInPage?.forgetPlain())

/** Everything that was written while this device was away from the network. */
export const writeOffline = async (device: Device, rows: RowsSettings): Promise<void> => {
  await device.goOffline()
  await device
    .page()
    .evaluate(async ({ userId, what }) => globalThis.benchInPage?.writeChats(userId, what), {
      userId: OWNER,
      what: rows,
    })
  await settle(device.page())
  await forgetNotes(device.page())
}

/** The lists on the screen have caught up, and the browser has nothing left to do. */
export const settle = async (page: Page): Promise<void> => {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        requestIdleCallback(() => setTimeout(resolve, 300))
      }),
  )
}
