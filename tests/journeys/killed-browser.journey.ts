/** The browser, or its worker, ends in the middle of things, again and again: what was stored stays and is sent once. */

import { expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { controlWorkers, createDevice, type Device } from '../world/browser.ts'
import { startServer } from '../world/built-server.ts'
import { printFigure } from '../world/figures.ts'
import { streamWrites, writeMany } from '../world/pen.ts'
import { eventually, seesPill, signIn, startChat } from '../world/person.ts'
import { startWired } from '../world/scene.ts'
import {
  canonicalServer,
  canonicalStored,
  messagesOf,
  OWNER,
  readServer,
  readStored,
  type Stored,
} from '../world/storage.ts'

const KILLS = 20
/** Of the app's origin, without the app: quick to open, and nobody there sends. */
const QUIET_PLACE = '/icons/icon.svg'
/** The others only write: a start of the app takes longer than they do. */
const APP_EVERY = 5

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })

const contentsOf = (stored: Stored): readonly string[] =>
  messagesOf(stored).map((message) => message.content)

/** Each waiting message has its one change, in the order of the numbers, and no change is without its row. */
const expectAgreement = (stored: Stored): void => {
  const unanswered = stored.messages.filter((message) => message.state === 'waiting')
  const appends = stored.outbox.filter(
    (entry) => entry.state === 'waiting' && entry.body.kind === 'message.append',
  )
  const rowsOfChanges = appends.map((entry) => entry.rowKey).toSorted()
  expect(rowsOfChanges).toEqual(unanswered.map((message) => `message:${message.id}`).toSorted())
  const numbers = stored.outbox.flatMap((entry) => entry.seq ?? [])
  expect(new Set(numbers).size).toBe(numbers.length)
  expect(Math.max(0, ...numbers)).toBeLessThan(stored.sync[0]?.nextSeq ?? 0)
}

/** What is on the device is on the server, once each. */
const expectDelivered = async (page: Page, texts: readonly string[]): Promise<void> => {
  await eventually(async () => expect((await readStored(page)).outbox).toEqual([]), 60_000)
  const rows = await readServer(page)
  expect(canonicalStored(await readStored(page))).toBe(canonicalServer(rows))
  const contents = rows.flatMap((row) => (row.entity === 'message' ? [row.content] : []))
  expect(new Set(contents).size).toBe(contents.length)
  expect(texts.filter((text) => !contents.includes(text))).toEqual([])
}

/** Starts on the profile, writes without end, is killed in the middle of it; gives what was reported. */
const writeUntilKilled = async (device: Device, round: number): Promise<readonly string[]> => {
  const written: string[] = []
  const page = await device.context.newPage()
  const place = round % APP_EVERY === 0 ? '/' : QUIET_PLACE
  await page.goto(new URL(place, device.origin).href)
  await streamWrites(page, { userId: OWNER, title: `round ${round}` }, (text) => written.push(text))
  await eventually(() => expect(written.length).toBeGreaterThan(0))
  await pause(50 + Math.random() * 250)
  await device.kill()
  return written
}

test('[N1] [I1] a browser killed twenty times while it writes loses nothing that was stored', async () => {
  const server = await startServer()
  const first = await createDevice({ origin: server.origin })
  await signIn(first, server.signInLink)
  const { profile, origin } = first
  const [began] = (await readStored(first.page())).sync
  await first.end()
  const written: string[] = []

  for (let round = 1; round <= KILLS; round += 1) {
    const device = await createDevice({ origin, profile })
    written.push(...(await writeUntilKilled(device, round)))
  }
  const last = await createDevice({ origin, profile })
  await last.goOffline()
  const page = await last.context.newPage()
  await page.goto(origin)
  const stored = await readStored(page)
  const there = new Set(contentsOf(stored))
  const missing = written.filter((text) => !there.has(text)).length
  printFigure('browser killed while writing, kills', KILLS, '')
  printFigure('browser killed while writing, reported as stored', written.length, 'messages')
  printFigure('browser killed while writing, lost', missing, 'messages')
  // Seldom the browser puts a new storage in the place of the one that was killed: what was not sent is
  // then gone, which `lost-storage` is about, and all else must hold as ever.
  const isReplaced = stored.sync[0]?.madeAs !== began?.madeAs
  printFigure('browser killed while writing, storage replaced', isReplaced ? 1 : 0, 'times')
  expect(isReplaced ? 0 : missing).toBe(0)
  expectAgreement(stored)
  await last.goOnline()
  await seesPill(page, /Up to date/, 60_000)
  await expectDelivered(page, [...there])
  printFigure('browser killed while writing, delivered', there.size, 'messages')
  expect(last.errors()).toEqual([])
})

/** A worker that is still being stopped may miss its call, and Chromium calls again only in five minutes. */
const callUntil = async (call: () => Promise<void>, heard: Promise<unknown>): Promise<void> => {
  const isHeard = heard.then(() => true)
  do await call()
  while (!(await Promise.race([isHeard, pause(CALL_AGAIN_MS).then(() => false)])))
}

const CALL_AGAIN_MS = 10_000
/** Chromium takes its time to stop a worker, twice as long beside another browser. */
const LONG_TEST_MS = 600_000

test(
  '[N1] [N2] [I1] a worker stopped twenty times while it sends doubles and forgets nothing',
  async () => {
    const { server, wire } = await startWired()
    const device = await createDevice({ origin: wire.origin })
    const app = await signIn(device, server.signInLink)
    await startChat(app, 'first')
    await seesPill(app, /Up to date/)
    // Nobody sends there but the worker.
    await app.goto(new URL(QUIET_PLACE, wire.origin).href)
    const control = await controlWorkers(device)
    const texts: string[] = []

    for (let round = 1; round <= KILLS; round += 1) {
      const news = Array.from({ length: 5 }, (_, at) => `round ${round}, message ${at}`)
      await writeMany(app, { userId: OWNER, title: `round ${round}`, texts: news })
      texts.push(...news)
      const isHeld = round % 2 === 0
      const held = isHeld ? wire.nextSync({ kind: 'hold reply' }) : pause(Math.random() * 60)
      await callUntil(() => control.dispatchSync('chat-sync'), held)
      await control.stopWorkers()
      wire.pass()
    }
    printFigure('worker stopped while sending, stops', KILLS, '')
    printFigure('worker stopped while sending, messages', texts.length, 'messages')

    await control.dispatchSync('chat-sync')
    await eventually(async () => expect((await readStored(app)).outbox).toEqual([]), 120_000)
    const again = await device.open()
    await seesPill(again, /Up to date/, 120_000)
    await expectDelivered(again, texts)
  },
  LONG_TEST_MS,
)
