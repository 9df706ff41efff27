/** Who signed in once is that person on this device, whatever the network and Clerk do; signing out reaches the server with no page. */

import { describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { controlWorkers, createDevice, type Device } from '../world/browser.ts'
import { createFakeClerk, PUBLISHABLE_KEY, type FakeClerk } from '../world/fake-clerk.ts'
import { printFigure } from '../world/figures.ts'
import { eventually, messageBox, openChat, seesMessage, seesPill, send } from '../world/person.ts'
import { startForPeople, type PeopleServer } from '../world/scene.ts'
import { call } from '../world/script.ts'
import { act, seesStanding } from '../world/sheet.ts'
import { readStored } from '../world/storage.ts'

const ANNA = 'user_anna'
const BERT = 'user_bert'

/** Clerk takes a browser that is driven, or calls itself headless, to be offline. */
const AS_A_PERSON = `
  Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false })
  Object.defineProperty(Navigator.prototype, 'userAgent', {
    get: () => 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36',
  })
`

interface Stage extends PeopleServer {
  readonly clerk: FakeClerk
  /** The same browser, again after it ended. */
  readonly start: (profile?: string) => Promise<Device>
}

const setStage = async (): Promise<Stage> => {
  const people = await startForPeople({ env: { CLERK_PUBLISHABLE_KEY: PUBLISHABLE_KEY } })
  const clerk = createFakeClerk(people.tokens, ANNA)
  const start = async (profile?: string) => {
    const device = await createDevice({
      origin: people.wire.origin,
      beforeAll: AS_A_PERSON,
      ...(profile === undefined ? {} : { profile }),
    })
    await clerk.standIn(device)
    return device
  }
  return { ...people, clerk, start }
}

const fillIn = async (page: Page): Promise<void> => {
  await page.getByLabel('Email address').fill('anna@example.com')
  await page.getByRole('button', { name: 'Continue', exact: true }).click()
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery')
  await page.getByRole('button', { name: 'Continue', exact: true }).click()
}

/** The record of whose device this is, as it lies there. */
const identityOn = (page: Page): Promise<unknown> =>
  page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('chat_meta')
      request.addEventListener('success', () => resolve(request.result))
    })
    const found = await new Promise<unknown>((resolve) => {
      const request = db.transaction('identity').objectStore('identity').getAll()
      request.addEventListener('success', () => resolve(request.result[0] ?? null))
    })
    db.close()
    return found
  })

/** The list and the composer stand, nobody was signed out, and what waits is still there. */
const expectAtHome = async (page: Page, waiting: number): Promise<void> => {
  await page
    .getByRole('link', { name: /Anna’s first/ })
    .first()
    .waitFor()
  await messageBox(page).waitFor()
  expect(await identityOn(page)).toMatchObject({ userId: ANNA, state: 'active' })
  expect((await readStored(page, ANNA)).outbox).toHaveLength(waiting)
}

/** Opens the app anew and says how long that took. */
const reopen = async (page: Page, origin: string, row: string): Promise<void> => {
  const begin = performance.now()
  await page.goto(`${origin}/new`, { waitUntil: 'commit' })
  await expectAtHome(page, 1)
  printFigure(`identity, ${row}, usable after`, performance.now() - begin, 'ms')
}

const makeClerkCookiesOld = async (device: Device, tokens: Stage['tokens']): Promise<void> => {
  const past = Math.floor(Date.now() / 1000) - 3600
  const value = await tokens.sign(ANNA, { iat: past - 60, nbf: past - 60, exp: past })
  const own = (await device.context.cookies()).filter(({ name }) => name.startsWith('__session'))
  expect(own.length).toBeGreaterThan(0)
  await device.context.addCookies(own.map((cookie) => Object.assign(cookie, { value })))
}

test('[N3] [F1] somebody who signed in with Clerk is at home at once, in every weather, and the app asks Clerk nothing', async () => {
  const { wire, clerk, tokens, start } = await setStage()
  let device = await start()

  // Signing in: what hangs is said, and what works again works.
  const first = await device.context.newPage()
  clerk.be('hang')
  await first.goto(`${wire.origin}/sign-in`)
  await first.getByText('Signing in did not work', { exact: false }).waitFor({ timeout: 60_000 })
  clerk.be('answer')
  await first.getByRole('button', { name: 'Try again' }).click()
  await fillIn(first)
  await first.getByText('Signed in. Sync has begun.').waitFor()
  await seesPill(first, /Up to date/)
  await messageBox(first).waitFor()
  await first.goto(`${wire.origin}/new`)
  await send(first, 'Anna’s first')
  await seesPill(first, /Up to date/)

  // Page open, then offline: it goes on, once all that it takes is here.
  await first.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  await device.goOffline()
  await send(first, 'written offline')
  await expectAtHome(first, 1)
  await reopen(first, wire.origin, 'offline, fresh Clerk cookies')
  await makeClerkCookiesOld(device, tokens)
  await reopen(first, wire.origin, 'offline, expired Clerk cookies')
  const { profile } = device
  // A browser that starts wakes the worker by itself, which no page keeps offline.
  wire.cut()
  await device.end()

  device = await start(profile)
  await device.goOffline()
  const page = await device.context.newPage()
  await reopen(page, wire.origin, 'offline, browser just started')
  wire.stall()
  clerk.be('hang')
  await device.goOnline()
  await reopen(page, wire.origin, 'requests hang')
  wire.cut()
  clerk.be('fail')
  await reopen(page, wire.origin, 'requests fail while online')
  expect(await page.evaluate(() => navigator.onLine)).toBe(true)

  // The sign-in document without its server: the app stands in and says so.
  await page.goto(`${wire.origin}/sign-in`)
  await page.getByText('The server cannot be reached now, and signing in needs it.').waitFor()
  clerk.be('answer')
  wire.pass()
  // The session is over: what waits is counted, and is sent after the next sign-in.
  await device.context.clearCookies({ name: '__Host-chat-sync' })
  await page.goto(`${wire.origin}/new`)
  await seesStanding(page, {
    pill: 'Sign in',
    kind: 'sign-in',
    sentence: /Sign in to upload 1 change\. It is safe on this device/,
    acts: ['Sign in'],
  })
  await act(page, 'Sign in')
  await page.getByText('Signed in. Sync has begun.').waitFor()
  await seesPill(page, /Up to date/, 60_000)
  await expectAtHome(page, 0)

  expect(clerk.asked().filter((line) => !line.startsWith('/sign-in asks'))).toEqual([])
  expect(clerk.asked().length).toBeGreaterThan(0)
  expect(device.errors()).toEqual([])
})

describe('with no page open', () => {
  test('[N1] [N3] a restarted browser sends what waits, and later tells the server of a sign-out', async () => {
    const { wire, clerk, tokens, start } = await setStage()
    clerk.become(ANNA)
    const first = await start()
    const page = await first.open('/sign-in')
    await seesPill(page, /Up to date/)
    const cookie = (await first.context.cookies())
      .filter(({ httpOnly }) => httpOnly)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')
    const sessionStatus = async () =>
      (await call(wire.origin, '/api/session', { headers: { cookie } })).status
    expect(await sessionStatus()).toBe(200)
    wire.cut()
    await page.goto(`${wire.origin}/new`)
    await send(page, 'Anna’s first')
    const { profile } = first
    await first.end()

    const second = await start(profile)
    const worker = await controlWorkers(second)
    wire.pass()
    await worker.dispatchSync('chat-sync')
    const bearer = `Bearer ${await tokens.sign(ANNA)}`
    const onServer = () =>
      call(wire.origin, '/api/sync', {
        method: 'POST',
        headers: { authorization: bearer, 'content-type': 'application/json' },
        body: '{"direction": "full"}',
      })
    await eventually(async () => expect((await onServer()).text).toContain('Anna’s first'), 30_000)

    const again = await second.open()
    await seesPill(again, /Up to date/)
    wire.cut()
    await again.goto(`${wire.origin}/settings`)
    await again.getByRole('button', { name: 'Sign out…' }).click()
    await again.getByRole('dialog').getByRole('button', { name: 'Sign out', exact: true }).click()
    await seesPill(again, /On this device/)
    expect(await identityOn(again)).toMatchObject({ userId: ANNA, state: 'signing_out' })
    await second.end()

    const third = await start(profile)
    const lastWorker = await controlWorkers(third)
    wire.pass()
    expect(await sessionStatus()).toBe(200)
    await lastWorker.dispatchSync('sign-out')
    await eventually(async () => expect(await sessionStatus()).toBe(401), 30_000)
    await eventually(async () =>
      expect((await third.context.cookies()).filter(({ httpOnly }) => httpOnly)).toEqual([]),
    )
    const after = await third.open()
    await seesPill(after, /On this device/)
    expect(await identityOn(after)).toBeNull()
    expect((await readStored(after, ANNA)).chats).toHaveLength(1)
    expect(third.errors()).toEqual([])
  })
})

test('[P1] [N3] another person signs in meanwhile: what the first one wrote waits for them alone', async () => {
  const { wire, clerk, tokens, start } = await setStage()
  clerk.become(ANNA)
  const device = await start()
  const page = await device.open('/sign-in')
  await seesPill(page, /Up to date/)
  await device.context.clearCookies({ name: '__Host-chat-sync' })
  await page.goto(`${wire.origin}/new`)
  await send(page, 'Anna’s first')
  await seesPill(page, /Sign in/)
  const other = await device.context.newPage()

  clerk.become(BERT)
  await other.goto(`${wire.origin}/sign-in`)
  await other.getByText('Signed in. Sync has begun.').waitFor()
  await seesPill(other, /Up to date/)
  // The first one's tab follows, and shows nothing of hers.
  await eventually(async () => expect(await page.getByText(/Anna’s/).count()).toBe(0))
  await seesPill(page, /Up to date/)
  expect((await readStored(page, ANNA)).outbox.length).toBeGreaterThan(0)
  expect((await readStored(page, BERT)).outbox).toEqual([])

  clerk.become(ANNA)
  await other.goto(`${wire.origin}/sign-in`)
  await seesPill(other, /Up to date/, 60_000)
  expect((await readStored(other, ANNA)).outbox).toEqual([])
  await openChat(other, /Anna’s first/)
  await seesMessage(other, 'Anna’s first')

  // Signed out from elsewhere: the next round is refused, and everything stays.
  const { sync } = await readStored(other, ANNA)
  await call(wire.origin, `/api/devices/${sync[0]?.deviceId ?? ''}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${await tokens.sign(ANNA)}` },
  })
  await seesPill(other, /Sign in/)
  await other.reload()
  await seesMessage(other, 'Anna’s first')
  await send(other, 'written after that')
  expect((await readStored(other, ANNA)).outbox).toHaveLength(1)
  expect(device.errors()).toEqual([])
})

test('[N3] signing out everywhere ends every device at once, and takes nothing from any', async () => {
  const { clerk, start } = await setStage()
  clerk.become(ANNA)
  const laptop = await start()
  const page = await laptop.open('/sign-in')
  await seesPill(page, /Up to date/)
  await page.goto(`${laptop.origin}/new`)
  await send(page, 'Anna’s first')
  const phone = await start()
  const small = await phone.open('/sign-in')
  await openChat(small, /Anna’s first/)
  await seesMessage(small, 'Anna’s first')

  await page.goto(`${laptop.origin}/sync#devices`)
  await page.getByRole('button', { name: 'Sign out everywhere…' }).click()
  const question = page.getByRole('dialog', { name: 'Sign out everywhere?' })
  await question.getByRole('button', { name: 'Sign out everywhere' }).click()

  await seesPill(page, /On this device/)
  await seesPill(small, /^Sync: Sign in/)
  await seesMessage(small, 'Anna’s first')
  expect((await readStored(page, ANNA)).chats).toHaveLength(1)
  expect([...laptop.errors(), ...phone.errors()]).toEqual([])
})
