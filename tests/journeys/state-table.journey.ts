/** Every state of sync brought about for real: its icon, its name, its sentence, and what ends it. */

import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { fault, FAULTS, type FaultCode } from '../../db/protocol/fault.ts'
import { PROTOCOL_VERSION } from '../../db/protocol/version.ts'
import { startAnswering } from '../world/answering.ts'
import { createDevice } from '../world/browser.ts'
import { writeMany } from '../world/pen.ts'
import { eventually, renameChat, seesPill, send, signIn, startChat } from '../world/person.ts'
import { linkForNextDevice, startWired, type WiredServer } from '../world/scene.ts'
import { act, closeSheet, openSheet, seesStanding } from '../world/sheet.ts'
import { OWNER, readStored } from '../world/storage.ts'

const UP_TO_DATE = /^Sync: Up to date$/

const aim = ({ wire }: WiredServer, port: number): void => {
  wire.aim(port)
  // What is open still goes to the former one.
  wire.cut()
  wire.pass()
}

/** The real server refuses so only with a full disk, or when it is of another version. */
const startRefusing = (code: FaultCode) =>
  startAnswering({
    kind: 'status',
    status: FAULTS[code].status,
    body: JSON.stringify({ protocol: PROTOCOL_VERSION, fault: fault(code) }),
  })

/** Whatever the pill shows from now on, one after the other, in this document and in those that follow. */
const followPill = async (page: Page) => {
  await page.addInitScript(followInPage)
  await page.evaluate(followInPage)
}

const followInPage = (): void => {
  const seen: string[] = []
  Object.assign(globalThis, { seenPills: seen })
  const look = () => {
    const pill = document.querySelector('button[aria-label^="Sync:"]')
    const icon = pill?.querySelector('svg')?.dataset['state'] ?? ''
    const now = `${icon}: ${pill?.getAttribute('aria-label')?.slice(6) ?? ''}`
    if (seen.at(-1) !== now) seen.push(now)
  }
  look()
  new MutationObserver(look).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
  })
}

const pillsSeen = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const seen: unknown = Reflect.get(globalThis, 'seenPills')
    return Array.isArray(seen) ? seen.map(String) : []
  })

/** Spoils the oldest unsent message on its way out, as a bug of the app might: the server refuses it. */
const spoilOldest = (page: Page): Promise<void> =>
  page.evaluate(async (name) => {
    const db = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open(name)
      request.addEventListener('success', () => resolve(request.result))
    })
    const store = db.transaction('outbox', 'readwrite').objectStore('outbox')
    await new Promise<void>((resolve) => {
      const request = store.getAll()
      request.addEventListener('success', () => {
        const entry = request.result.find(({ body }) => body.kind === 'message.append')
        entry.body.message.role = 'robot'
        store.put(entry).addEventListener('success', () => resolve())
      })
    })
    db.close()
  }, `chat_${OWNER}`)

test('[F1] one device tells each state of sync by icon, name and sentence, and ends it', async () => {
  const wired = await startWired()
  const { server, wire } = wired
  const device = await createDevice({ origin: wire.origin })
  const local = await device.open()
  await seesStanding(local, {
    pill: 'On this device',
    kind: 'on-this-device',
    sentence: 'Chats are only on this device. Sign in to sync and back up.',
    acts: ['Sign in'],
  })
  await act(local, 'Sign in')
  await local.waitForURL(/\/sign-in/)
  await local.close()

  const page = await signIn(device, server.signInLink)
  await startChat(page, 'first')
  await seesStanding(page, {
    pill: 'Up to date',
    kind: 'up-to-date',
    sentence: /All changes are in the cloud\. Last synced just now \(\d\d:\d\d\)\./,
    acts: ['Sync now', 'Pause'],
  })
  // The word goes, the name stays.
  await page.getByTestId('sync-pill').waitFor({ state: 'detached' })
  await seesPill(page, UP_TO_DATE)
  expect(await page.title()).toBe('first · Chat Sync')

  await device.goOffline()
  await seesStanding(page, {
    pill: 'Offline',
    kind: 'offline',
    sentence: "You're offline. You can read and write.",
    acts: ['Try now', 'Pause'],
  })
  await send(page, 'second')
  await seesStanding(page, {
    pill: 'Offline · 1 waiting',
    kind: 'offline',
    sentence: "You're offline. You can read and write; 1 change syncs when you're back.",
    acts: ['Try now', 'Pause'],
  })
  await device.goOnline()
  await seesPill(page, UP_TO_DATE)

  await act(page, 'Pause')
  await send(page, 'third')
  await seesStanding(page, {
    pill: 'Paused',
    kind: 'paused',
    sentence: 'Sync is paused. 1 change waits.',
    acts: ['Resume', 'Sync now'],
  })
  await act(page, 'Resume')
  await closeSheet(page)
  await seesPill(page, UP_TO_DATE)

  await followPill(page)
  wire.stall()
  await send(page, 'fourth')
  await seesStanding(page, {
    pill: 'Syncing',
    kind: 'syncing',
    sentence: 'Sending 1 of 1 change',
    acts: ['Pause'],
  })
  wire.pass()
  await seesPill(page, UP_TO_DATE)
  expect((await pillsSeen(page)).join(' > ')).toMatch(
    /waiting: 1 waiting > syncing: Syncing.* > up-to-date: Up to date$/,
  )
  wire.stall()
  await act(page, 'Sync now')
  await seesPill(page, /^Sync: Syncing$/)
  await act(page, 'Cancel')
  await seesPill(page, UP_TO_DATE)
  await closeSheet(page)
  wire.pass()

  await server.kill9()
  await send(page, 'fifth')
  await seesPill(page, /^Sync: Retrying$/)
  const sheet = await openSheet(page)
  await expect
    .poll(() => page.locator('button[aria-label^="Sync:"] [aria-hidden]').allInnerTexts())
    .toContainEqual(expect.stringMatching(/in \d+ s/))
  await closeSheet(page)
  await seesStanding(page, {
    pill: 'Retrying',
    kind: 'unreachable',
    sentence: /Can't reach the sync server\. .*1 change waits on this device\./,
    acts: ['Try now', 'Pause'],
  })
  const again = await server.startAgain()
  aim(wired, again.port)
  await act(page, 'Try now')
  await seesPill(page, UP_TO_DATE)
  expect(await sheet.innerText()).toMatch(/All changes are in the cloud/)
  await closeSheet(page)

  aim(wired, (await startRefusing('out_of_space')).port)
  await send(page, 'sixth')
  await seesStanding(page, {
    pill: 'Cloud full',
    kind: 'cloud-full',
    sentence: "The server's disk is full. Whoever runs it has to make room. 1 change waits",
    acts: ['Try now', 'Pause'],
  })
  aim(wired, (await startRefusing('update_required')).port)
  await act(page, 'Try now')
  await closeSheet(page)
  await seesStanding(page, {
    pill: 'Update needed',
    kind: 'update-needed',
    sentence: 'Reload to update. Until then your changes stay on this device.',
    acts: ['Reload'],
  })
  aim(wired, again.port)
  await Promise.all([page.waitForEvent('load'), act(page, 'Reload')])
  await seesPill(page, UP_TO_DATE)

  wire.cut()
  await send(page, 'seventh')
  await spoilOldest(page)
  wire.pass()
  await seesStanding(page, {
    pill: '1 not synced',
    kind: 'refused',
    sentence: /1 change can't be synced\. It is safe on this device\.[\s\S]*1 needs you/,
    acts: ['Review', 'Sync now', 'Pause'],
  })
  expect(await page.title()).toBe('(1) first · Chat Sync')
  await act(page, 'Review')
  await page.waitForURL(/\/sync#outbox$/)
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.textContent))
    .toBe('Waiting changes')
  expect(await page.title()).toBe('(1) Sync centre · Chat Sync')
  expect(device.errors()).toEqual([])
})

/** Nothing that travels small. */
const noise = (bytes: number): string => randomBytes(Math.ceil((bytes * 3) / 4)).toString('base64')

test('[F1] [P1] two devices: the first download, a conflict, and the end of a session', async () => {
  const { server, wire } = await startWired()
  const laptop = await createDevice({ origin: wire.origin })
  const page = await signIn(laptop, server.signInLink)
  await startChat(page, 'Trip plan')
  const texts = Array.from({ length: 1500 }, () => noise(600))
  await writeMany(page, { userId: OWNER, title: 'much', texts })
  await act(page, 'Sync now')
  await closeSheet(page)
  await seesPill(page, /waiting|Syncing/)
  await seesPill(page, UP_TO_DATE, 60_000)

  const phone = await createDevice({ origin: wire.origin, isPhone: true })
  const small = await phone.open()
  const session = await phone.context.newCDPSession(small)
  const narrow = (bytes: number) =>
    session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: bytes,
      uploadThroughput: -1,
    })
  await narrow(150_000)
  await followPill(small)
  await small.goto(await linkForNextDevice(page))
  await seesStanding(small, {
    pill: /^Sync: Getting chats( \d+%)?$/,
    kind: 'first-download',
    sentence:
      /(Downloading [\d,]+ of 1,5\d\d messages.*|Getting your chats\.) You can keep using the app\.|Getting your chats/,
    acts: ['Pause'],
  })
  await small.getByRole('region', { name: 'First download' }).waitFor()
  await narrow(-1)
  await seesPill(small, UP_TO_DATE, 60_000)
  expect((await pillsSeen(small)).join(' > ')).toMatch(
    /checking: Checking… > first-download: Getting chats.* > up-to-date: Up to date$/,
  )

  await small.goto(wire.origin)
  await small.getByRole('link', { name: /Trip plan/ }).click()
  await laptop.goOffline()
  await renameChat(page, 'Trip plan to Porto')
  await renameChat(small, 'Trip plan to Lisbon')
  await seesPill(small, UP_TO_DATE)
  await laptop.goOnline()
  await seesStanding(page, {
    pill: '1 conflict',
    kind: 'conflict',
    sentence:
      /‘Trip plan to \w+’ was changed in two places\. Choose what to keep\.[\s\S]*1 needs you/,
    acts: ['Review', 'Sync now', 'Pause'],
  })
  await act(page, 'Review')
  await page.waitForURL(/\/conflicts$/)
  await page.getByRole('heading', { name: 'Conflicts' }).waitFor()

  const deviceId = (await readStored(small)).sync[0]?.deviceId ?? ''
  await page.evaluate(async (id) => {
    const reply = await fetch(`/api/devices/${id}`, {
      method: 'DELETE',
      headers: { 'x-sync-client': '1' },
    })
    if (!reply.ok) throw new Error(`not ended: ${reply.status}`)
  }, deviceId)
  // It hears of it at once: the server ends its live line.
  const words =
    'This device was signed out from another device. Chats here are kept until you remove them.'
  await seesStanding(small, {
    pill: 'Sign in',
    kind: 'sign-in',
    sentence: words,
    acts: ['Sign in'],
  })
  const notice = small.getByRole('region', { name: 'Notice' })
  await notice.getByText(words).waitFor()
  await notice.getByRole('button', { name: 'Remove chats…' }).click()
  const dialog = small.getByRole('dialog', { name: 'Sign out?' })
  expect(await dialog.getByRole('radio', { name: 'Remove' }).isChecked()).toBe(true)
  await dialog.getByRole('button', { name: 'Stay' }).click()
  await notice.getByRole('button', { name: 'Dismiss notice' }).click()
  await small.reload()
  await seesPill(small, /^Sync: Sign in$/)
  await eventually(async () => expect(await notice.count()).toBe(0))
  await act(small, 'Sign in')
  await small.waitForURL(/\/sign-in$/)
  expect([...laptop.errors(), ...phone.errors()]).toEqual([])
})
