/** Fifty messages written with no network, the page closed: the browser itself delivers them later. */

import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { Device } from '../world/browser.ts'
import { startServer } from '../world/built-server.ts'
import { burstOf, CHATS, MESSAGES } from '../world/burst.ts'
import { printFigure } from '../world/figures.ts'
import { eventually, openChat, seesPill, send, startChat } from '../world/person.ts'
import { signInTwice, type TwoDevices } from '../world/scene.ts'
import { messagesOf, readServer, readStored } from '../world/storage.ts'

declare global {
  /** Everything the sync pill has said since it was asked. */
  var pillSaid: string[] | undefined
}

/** As in Safari and Firefox: the page finds nothing to register with. */
const NO_BACKGROUND_SYNC = `
  delete globalThis.SyncManager
  delete globalThis.PeriodicSyncManager
  delete ServiceWorkerRegistration.prototype.sync
  delete ServiceWorkerRegistration.prototype.periodicSync
`

const listenToPill = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const said: string[] = []
    globalThis.pillSaid = said
    const look = () => {
      const pill = document.querySelector('button[aria-label^="Sync:"]')
      const text = pill?.getAttribute('aria-label') ?? ''
      if (text !== said.at(-1)) said.push(text)
    }
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    })
    look()
  })

/** Five chats that both devices have, each with one message. */
const beginChats = async ({ laptop, phone }: TwoDevices): Promise<readonly string[]> => {
  const ids: string[] = []
  for (let chat = 0; chat < CHATS; chat += 1)
    ids.push(await startChat(laptop.page(), `chat number ${chat}`))
  await seesPill(laptop.page(), /Up to date/)
  await eventually(async () => {
    expect((await readStored(phone.page())).chats).toHaveLength(CHATS)
  })
  return ids
}

/** Writes all fifty; the pill then says fifty, and said nothing of being up to date on the way. */
const writeBurst = async (laptop: Device): Promise<void> => {
  const page = laptop.page()
  await laptop.goOffline()
  await seesPill(page, /Offline/)
  await listenToPill(page)
  for (let chat = 0; chat < CHATS; chat += 1) {
    await openChat(page, new RegExp(`chat number ${chat}`))
    for (const text of burstOf(chat)) await send(page, text)
  }
  // A worker that starts just then has the network for a moment, until it is taken away from it as well.
  await seesPill(page, new RegExp(`\\b(${MESSAGES}|${MESSAGES - 1}) waiting`))
  // All is stored before anybody may close the page.
  await eventually(async () => {
    expect(messagesOf(await readStored(page))).toHaveLength(MESSAGES + CHATS)
  })
  const said = (await page.evaluate(() => globalThis.pillSaid)) ?? []
  expect(said.filter((text) => /up to date/i.test(text))).toEqual([])
}

const contentsOf = (rows: readonly { readonly content: string }[]): readonly string[] =>
  rows.map((row) => row.content)

/** The other device has what was written: each text once, in the order of writing. */
const expectDelivered = async (phone: Device, chats: readonly string[]): Promise<void> => {
  await eventually(async () => {
    expect(messagesOf(await readStored(phone.page()))).toHaveLength(MESSAGES + CHATS)
  }, 120_000)
  const stored = await readStored(phone.page())
  for (const [at, chatId] of chats.entries())
    expect(contentsOf(messagesOf(stored, chatId))).toEqual([`chat number ${at}`, ...burstOf(at)])
}

const printRuns = async (page: Page, what: string): Promise<void> => {
  const { runs } = await readStored(page)
  const sent = runs.filter((run) => run.sent >= MESSAGES / CHATS)
  const total = (pick: (run: (typeof runs)[number]) => number) =>
    sent.reduce((sum, run) => sum + pick(run), 0)
  printFigure(
    `${what}, bytes sent`,
    total((run) => run.bytesSent),
    'bytes',
  )
  printFigure(
    `${what}, bytes received`,
    total((run) => run.bytesReceived),
    'bytes',
  )
}

describe('fifty messages written offline', () => {
  test('[N1] [O1] reach the other device with no page open, each once and in order', async () => {
    const server = await startServer()
    const devices = await signInTwice(server.origin, server.signInLink)
    const { laptop, phone } = devices
    const chats = await beginChats(devices)
    await writeBurst(laptop)

    await laptop.closePages()
    const begin = performance.now()
    await laptop.goOnline()
    await expectDelivered(phone, chats)
    printFigure(
      'fifty messages by Background Sync, no page open',
      (performance.now() - begin) / 1000,
      's',
    )

    const page = await laptop.open()
    await seesPill(page, /Up to date/)
    expect((await readStored(page)).outbox).toEqual([])
    await printRuns(page, 'fifty messages by Background Sync')
    const onServer = (await readServer(page)).filter((row) => row.entity === 'message')
    expect(onServer).toHaveLength(MESSAGES + CHATS)
  })

  test('[N1] [O1] are delivered by the page within a second where there is no Background Sync', async () => {
    const server = await startServer()
    const devices = await signInTwice(server.origin, server.signInLink, {
      beforeAll: NO_BACKGROUND_SYNC,
    })
    const { laptop, phone } = devices
    const chats = await beginChats(devices)
    await writeBurst(laptop)

    const begin = performance.now()
    await laptop.goOnline()
    await eventually(async () => {
      expect((await readStored(laptop.page())).outbox).toEqual([])
    })
    const seconds = (performance.now() - begin) / 1000
    await expectDelivered(phone, chats)

    printFigure('fifty messages by the page, after coming online', seconds, 's')
  })
})
