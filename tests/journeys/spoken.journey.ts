/** What screen readers are told while a person works: exactly this, nothing twice, and nothing before it is needed. */

import { expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { createDevice } from '../world/browser.ts'
import { eventually, renameChat, seesPill, send, signIn, startChat } from '../world/person.ts'
import { linkForNextDevice, startWired } from '../world/scene.ts'
import { act, closeSheet } from '../world/sheet.ts'

const UP_TO_DATE = /^Sync: Up to date$/

/** Every text that comes into one of the two regions, from before the app draws. */
const LISTEN = `
  globalThis.spoken = []
  globalThis.regionsAtFirst = null
  new MutationObserver((records) => {
    const regions = [...document.querySelectorAll('[data-announcer]')]
    if (regions.length === 2) globalThis.regionsAtFirst ??= regions.map((one) => one.textContent)
    for (const { target, addedNodes } of records)
      for (const node of addedNodes)
        if (target instanceof Element && target.matches('[data-announcer]'))
          globalThis.spoken.push(target.dataset.announcer + ': ' + node.textContent)
  }).observe(document, { subtree: true, childList: true })
`

const spokenIn = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const spoken: unknown = Reflect.get(globalThis, 'spoken')
    return Array.isArray(spoken) ? spoken.map(String) : []
  })

/** What was spoken, in one line: how much of it comes in one breath depends on how busy the machine is. */
const lineOf = (spoken: readonly string[]): string =>
  spoken.map((one) => one.replace(/^polite: /, '')).join(' ')

const hears = async (page: Page, expected: readonly string[]): Promise<void> => {
  await eventually(async () => expect(lineOf(await spokenIn(page))).toBe(expected.join(' ')))
}

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })

test('[F1] a person who does not see the screen is told each thing once', async () => {
  const { server, wire } = await startWired()
  const laptop = await createDevice({ origin: wire.origin, beforeAll: LISTEN })
  const page = await signIn(laptop, server.signInLink)
  const said: string[] = []
  await eventually(async () =>
    expect(lineOf(await spokenIn(page))).toMatch(/^Signed in\. Sync has begun\./),
  )
  expect(await page.evaluate(() => Reflect.get(globalThis, 'regionsAtFirst'))).toEqual(['', ''])
  await startChat(page, 'Trip plan')
  await seesPill(page, UP_TO_DATE)
  // What the first download has to say depends on how long it takes.
  await pause(4000)
  await page.evaluate(() => Reflect.set(globalThis, 'spoken', []))

  await laptop.goOffline()
  await seesPill(page, /^Sync: Offline$/)
  said.push("You're offline. You can read and write.")
  await hears(page, said)
  await send(page, 'one')
  await send(page, 'two')
  said.push("Saved. Sends when you're online.")
  await hears(page, said)

  // Away for long enough to be worth a word.
  await pause(7000)
  await laptop.goOnline()
  said.push('Back online. Sending 2 changes.')
  await hears(page, said)
  await seesPill(page, UP_TO_DATE)

  await act(page, 'Sync now')
  await closeSheet(page)
  said.push('Sync started. Up to date')
  await hears(page, said)

  await page.getByRole('button', { name: 'Actions for Trip plan' }).first().click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  said.push('Chat moved to the trash. Undo is at hand.')
  await hears(page, said)
  await page.getByRole('button', { name: 'Undo' }).click()
  await page
    .getByRole('link', { name: /Trip plan/ })
    .first()
    .click()
  await seesPill(page, UP_TO_DATE)

  const phone = await createDevice({ origin: wire.origin, isPhone: true })
  const other = await signIn(phone, await linkForNextDevice(page))
  await other.getByRole('link', { name: /Trip plan/ }).click()
  wire.stall()
  await laptop.goOffline()
  await renameChat(page, 'Trip plan to Porto')
  wire.pass()
  await renameChat(other, 'Trip plan to Lisbon')
  await seesPill(other, UP_TO_DATE)
  await laptop.goOnline()
  await seesPill(page, /^Sync: 1 conflict$/)
  await eventually(async () =>
    expect(lineOf(await spokenIn(page))).toMatch(/was changed in two places\./),
  )
  await pause(4000)
  const title = await page.getByRole('heading', { level: 1 }).innerText()
  said.push(`‘${title}’ was changed in two places. Choose what to keep.`)
  expect(lineOf(await spokenIn(page))).toBe(said.join(' '))
  expect(laptop.errors()).toEqual([])
})
