/** Where a chat is kept, chosen by keys alone on one of two devices: only there, everywhere, in the cloud. */

import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { findViolations, sidewaysPx, smallControls } from '../world/audit.ts'
import { startServer } from '../world/built-server.ts'

import { eventually, openChat, seesMessage, send, startChat } from '../world/person.ts'
import { signInTwice } from '../world/scene.ts'
import { readStored } from '../world/storage.ts'

const isFine = async (page: Page): Promise<void> => {
  const faults: unknown[] = [...(await smallControls(page)), ...(await findViolations(page))]
  if ((await sidewaysPx(page)) > 0) faults.push('too wide')
  expect({ url: page.url(), faults }).toEqual({ url: page.url(), faults: [] })
}

/** Through the menu of the chat on the screen, without a pointer. */
const openModes = async (page: Page, title: string): Promise<void> => {
  await page
    .getByRole('button', { name: `Actions for ${title}` })
    .last()
    .press('Enter')
  await page.getByRole('menuitem', { name: 'Sync…' }).press('Enter')
  await page.getByRole('heading', { name: `Sync ‘${title}’` }).waitFor()
}

const choose = async (page: Page, title: string, mode: RegExp): Promise<void> => {
  await openModes(page, title)
  await page.getByRole('dialog').getByRole('button', { name: mode }).press('Enter')
}

const isClosed = (page: Page): Promise<void> =>
  eventually(async () => expect(await page.getByRole('dialog').count()).toBe(0))

const textsOn = async (page: Page): Promise<readonly string[]> => {
  const { blocks, messages } = await readStored(page)
  return [...blocks.flatMap((block) => block.messages), ...messages].map(({ content }) => content)
}

test('[N3] [C1] a chat is kept here alone, everywhere or in the cloud, as its person chooses', async () => {
  const server = await startServer()
  const { laptop, phone } = await signInTwice(server.origin, server.signInLink)
  const [page, small] = [laptop.page(), phone.page()]
  await startChat(page, 'Trip plan')
  await small.getByRole('link', { name: /Trip plan/ }).waitFor()

  await choose(page, 'Trip plan', /^Only on this device/)
  await page.getByRole('heading', { name: 'Stop syncing ‘Trip plan’?' }).waitFor()
  await isFine(page)
  await page.getByRole('button', { name: 'Keep cloud copy' }).press('Enter')
  await isClosed(page)
  await send(page, 'a secret place')
  await page.getByRole('button', { name: 'Only on this device' }).waitFor()
  await page.getByRole('link', { name: /Trip plan.*Only on this device/s }).waitFor()
  await startChat(page, 'Told to all')
  await small.getByRole('link', { name: /Told to all/ }).waitFor()
  expect(await textsOn(small)).not.toContain('a secret place')
  await page.goto(`${server.origin}/sync`)
  await page.getByText('1 chat is only on this device').waitFor()

  await page.goto(server.origin)
  await openChat(page, /Trip plan/)
  await choose(page, 'Trip plan', /^Everywhere/)
  await isClosed(page)
  await eventually(async () => expect(await textsOn(small)).toContain('a secret place'))

  await choose(page, 'Trip plan', /^In the cloud/)
  await isClosed(page)
  await small.goto(`${server.origin}/sync`)
  await small.getByRole('button', { name: 'Sync now' }).first().click()
  await small.getByText('1 chat has its text in the cloud').waitFor()
  expect(await textsOn(small)).not.toContain('a secret place')
  await small.goto(`${server.origin}/search?q=secret`)
  await small.getByText('The text of 1 chat is in the cloud: only its title is searched.').waitFor()
  await phone.goOffline()
  await small.goto(server.origin)
  await openChat(small, /Trip plan/)
  await small.getByText('You are offline. It can be loaded when you are back online.').waitFor()
  await isFine(small)
  await phone.goOnline()
  await small.getByRole('button', { name: 'Download' }).click()
  await seesMessage(small, 'a secret place')

  await choose(page, 'Trip plan', /^Only on this device/)
  await page.getByRole('button', { name: 'Remove from cloud and other devices' }).press('Enter')
  await isClosed(page)
  await seesMessage(page, 'a secret place')
  await small.getByText('This chat is in the trash.').waitFor()
  await openModes(page, 'Trip plan')
  await isFine(page)
  await page.keyboard.press('Escape')
  await isClosed(page)
  expect([...laptop.errors(), ...phone.errors()]).toEqual([])
})
