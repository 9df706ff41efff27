/** The app of somebody who is signed in and has a believable history. */

import type { Page } from 'playwright-core'
import { createDevice, type Device } from './browser.ts'
import { startServer, type BuiltServer } from './built-server.ts'
import { pageCode } from './page-code.ts'
import { seesPill, signIn } from './person.ts'
import { showcase } from './showcase.ts'

export interface ShowcaseApp {
  readonly server: BuiltServer
  readonly device: Device
  readonly page: Page
  /** The address of the chat that has everything in it. */
  readonly chat: string
  /** Goes to an address and waits until its view stands. */
  readonly show: (path: string) => Promise<void>
}

export const openShowcase = async (): Promise<ShowcaseApp> => {
  const server = await startServer()
  const device = await createDevice({ origin: server.origin })
  const page = await signIn(device, server.signInLink)
  await page.evaluate(await pageCode('tests/world/chats-in-page.ts'))
  const ids = await page.evaluate(
    (chats) => globalThis.writeChats?.({ userId: 'owner', chats }),
    showcase(Date.now()),
  )
  await page.reload()
  await seesPill(page, /Up to date/)
  const chat = `/c/${ids?.at(-1) ?? ''}`
  const show = async (path: string) => {
    await page.goto(new URL(path, server.origin).href)
    await page.getByRole('heading', { level: 1 }).waitFor()
    if (path === chat) await page.getByRole('article').last().waitFor()
  }
  return { server, device, page, chat, show }
}
