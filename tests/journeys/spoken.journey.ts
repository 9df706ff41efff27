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

/** Waits until it was spoken, and until nothing that came with it can still be on its way. */
const hears = async (page: Page, expected: readonly string[]): Promise<void> => {
  await eventually(async () => expect(await spokenIn(page)).toEqual(expected))
}

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })

test('[F1] a person who does not see the screen is told each thing once', async () => {
  const { server, wire } = await startWired()
  const laptop = await createDevice({ origin: wire.origin, beforeAll: LISTEN })
  const page = await signIn(laptop, server.signInLink)
  const said = ['polite: Signed in. Sync has begun.']
  await hears(page, said)
  expect(await page.evaluate(() => Reflect.get(globalThis, 'regionsAtFirst'))).toEqual(['', ''])
  await startChat(page, 'Trip plan')
  await seesPill(page, UP_TO_DATE)

  await laptop.goOffline()
  await seesPill(page, /^Sync: Offline$/)
  said.push("polite: You're offline. You can read and write.")
  await hears(page, said)
  await send(page, 'one')
  await send(page, 'two')
  said.push("polite: Saved. Sends when you're online.")
  await hears(page, said)

  // Away for long enough to be worth a word.
  await pause(7000)
  await laptop.goOnline()
  said.push('polite: Back online. Sending 2 changes.')
  await hears(page, said)
  await seesPill(page, UP_TO_DATE)

  await act(page, 'Sync now')
  await closeSheet(page)
  said.push('polite: Sync started. Up to date')
  await hears(page, said)

  await page.getByRole('button', { name: 'Actions for Trip plan' }).first().click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  said.push('polite: Chat deleted. Undo is at hand.')
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
    expect((await spokenIn(page)).at(-1)).toMatch(
      /^polite: ‘Trip plan to \w+’ was changed in two places\. Choose what to keep\.$/,
    ),
  )
  await pause(4000)
  const all = await spokenIn(page)
  expect(all.slice(0, said.length)).toEqual(said)
  expect(all).toHaveLength(said.length + 1)
  expect(new Set(all).size).toBe(all.length)
  expect(laptop.errors()).toEqual([])
})
