/** Before there is an account: chats stay on the device, are never called safe elsewhere, and come along when asked. */

import { describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { createDevice } from '../world/browser.ts'
import { startServer } from '../world/built-server.ts'
import {
  eventually,
  openChat,
  seesMessage,
  seesPill,
  send,
  signIn,
  startChat,
} from '../world/person.ts'

const messageBox = (page: Page) => page.getByRole('textbox', { name: /^Message/ })

describe('chats written without an account', () => {
  test('[N3] are asked about at sign-in, named as only here after a no, and on every device after a yes', async () => {
    const server = await startServer()
    const phone = await createDevice({ origin: server.origin, isPhone: true })
    const page = await phone.open('/')
    await seesPill(page, /On this device/)
    await send(page, 'Before there was an account')
    await send(page, 'a second line')

    const signedIn = await phone.open('/sign-in')
    // In the address bar of the very tab: only what is behind its # changes.
    await signedIn.goto(server.signInLink)
    await signedIn.getByRole('button', { name: 'Keep on this device only' }).click()
    await signedIn
      .getByRole('button', { name: /^Sync:/ })
      .first()
      .click()
    await signedIn.getByText('1 chat stays only on this device.').waitFor()
    await signedIn.goto(`${server.origin}/sync`)
    await signedIn.getByText('1 chat is only on this device').waitFor()
    await signedIn
      .getByRole('button', { name: 'Add it' })

      .click()
    await signedIn.getByRole('button', { name: 'Add all' }).click()
    await eventually(async () =>
      expect(await signedIn.getByText('only on this device').count()).toBe(0),
    )

    const restarted = await server.stop().then(() => server.startAgain())
    const laptop = await createDevice({ origin: server.origin })
    const other = await signIn(laptop, restarted.signInLink)
    await openChat(other, /Before there was an account/)
    await seesMessage(other, 'a second line')
    expect([...phone.errors(), ...laptop.errors()]).toEqual([])
  })
})

describe('a draft', () => {
  test('[N3] is there again after a reload in the same breath', async () => {
    const server = await startServer()
    const device = await createDevice({ origin: server.origin })
    const page = await signIn(device, server.signInLink)
    await startChat(page, 'a chat')

    for (const text of ['half a', 'half a thought', 'ünïcødé 🌱 שלום']) {
      await messageBox(page).fill(text)
      await page.reload()
      await eventually(async () => expect(await messageBox(page).inputValue()).toBe(text))
    }
    await send(page, 'sent in the end')
    await page.reload()
    await seesMessage(page, 'sent in the end')
    expect(await messageBox(page).inputValue()).toBe('')
  })
})
