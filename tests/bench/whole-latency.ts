/** How long an act takes to the eye: of whoever acted, and of whoever looks at another device. */

import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { percentile } from '../world/figures.ts'
import { renameChat } from '../world/person.ts'
import { measureEcho, startEcho } from './echo.ts'
import { type Figure, spreadOf, TOLD } from './figure.ts'
import type { MeasureOptions } from './part.ts'
import { makeChats, type FullChat } from './rows.ts'
import { actedAt, sees, type Wanted, watchScreen } from './screen-clock.ts'
import type { Services } from './services.ts'
import { createLinks, installApp, signInHere, startWhole } from './whole.ts'

/** Long enough for the round of the edit before to be over. */
const APART_MS = 120
const WARM_UP = 5

const oneOf = (value: number) => ({ median: value, min: value, max: value })

/** The chat that was written last stands first in every list. */
const newestChat = (messages: number): FullChat => {
  const chat = makeChats({ messages, seed: 1 }).at(-1)
  if (chat === undefined) throw new Error('there is no chat to write in')
  return chat
}

const openChat = async (page: Page, { chat, messages }: FullChat): Promise<void> => {
  await page.locator(`a[href="/c/${chat.id}"]`).first().click()
  const last = messages.at(-1)
  await page.locator(`[data-message="${last?.id ?? ''}"]`).waitFor()
  await watchScreen(page)
}

const say = async (page: Page, text: string): Promise<void> => {
  const box = page.getByRole('textbox', { name: /^Message/ })
  await box.fill(text)
  await box.press('Enter')
}

export const measureVisible = async (
  services: Services,
  { size, repeats }: MeasureOptions,
): Promise<readonly Figure[]> => {
  const whole = await startWhole(services, { messages: size, seed: 1 })
  const device = await installApp(whole)
  const page = await signInHere(device, whole.server.signInLink)
  await openChat(page, newestChat(size))
  const shown: number[] = []
  const painted: number[] = []
  for (let at = 0; at < repeats * 15 + WARM_UP; at += 1) {
    const text = `written as number ${at}`
    const seeing = sees(page, { what: 'message', text })
    await say(page, text)
    const seen = await seeing
    const begin = await actedAt(page)
    await pause(APART_MS)
    if (at < WARM_UP) continue
    shown.push(seen.at - begin)
    painted.push(seen.paintedAt - begin)
  }
  const name = 'message written to visible on the same device'
  const about = { rows: size, unit: 'ms' as const }
  return [
    { ...about, name, value: spreadOf(shown), reach: { kind: 'at most', bound: 16 } },
    { ...about, name: `${name}, p95`, value: oneOf(percentile(shown, 0.95)), reach: TOLD },
    {
      ...about,
      name: `${name}, two frames later`,
      value: spreadOf(painted),
      reach: TOLD,
      isDetail: true,
    },
  ]
}

interface Screens {
  readonly from: Page
  readonly to: Page
}

/** One act here, and when it stands there. */
const measureAct = async (
  { from, to }: Screens,
  wanted: Wanted,
  act: (text: string) => Promise<void>,
): Promise<number> => {
  const seeing = sees(to, wanted)
  await act(wanted.text)
  const [seen, begin] = [await seeing, await actedAt(from)]
  await pause(APART_MS)
  return seen.at - begin
}

const MESSAGES_EACH = 34
const RENAMES_EACH = 10
const ECHOES_EACH = 60

export const measureEdit = async (
  services: Services,
  { size, repeats }: MeasureOptions,
): Promise<readonly Figure[]> => {
  const whole = await startWhole(services, { messages: size, seed: 1 })
  const links = createLinks(whole)
  const laptop = await installApp(whole)
  const from = await signInHere(laptop, await links.next())
  links.signedIn(from)
  const phone = await installApp(whole)
  const to = await signInHere(phone, await links.next())
  const chat = newestChat(size)
  await openChat(from, chat)
  await openChat(to, chat)
  const echo = await startEcho()
  const screens = { from, to }
  const times: { sent: number[]; renamed: number[]; echo: number[] } = {
    sent: [],
    renamed: [],
    echo: [],
  }
  let made = 0
  const sayNext = () =>
    measureAct(screens, { what: 'message', text: `edit number ${(made += 1)}.` }, (text) =>
      say(from, text),
    )
  const renameNext = () =>
    measureAct(screens, { what: 'title', text: `title number ${(made += 1)}.` }, (text) =>
      renameChat(from, text),
    )
  for (let at = 0; at < WARM_UP; at += 1) await sayNext()
  for (let at = 0; at < repeats; at += 1) {
    times.echo.push(...(await measureEcho(phone.context, echo, ECHOES_EACH)))
    await to.bringToFront()
    await pause(500)
    for (let act = 0; act < MESSAGES_EACH; act += 1) times.sent.push(await sayNext())
    for (let act = 0; act < RENAMES_EACH; act += 1) times.renamed.push(await renameNext())
  }
  const limitOf = (share: number) => ({
    what: 'WebSocket echo',
    value: oneOf(percentile(times.echo, share)),
  })
  const pair = (name: string, taken: readonly number[]): readonly Figure[] => [
    {
      name: `${name}, p50`,
      rows: size,
      unit: 'ms',
      value: spreadOf(taken),
      limit: limitOf(0.5),
      reach: { kind: 'at most', bound: 10 },
    },
    {
      name: `${name}, p95`,
      rows: size,
      unit: 'ms',
      value: oneOf(percentile(taken, 0.95)),
      limit: limitOf(0.95),
      reach: { kind: 'at most', bound: 25 },
    },
  ]
  return [
    ...pair('message sent, on the other screen', times.sent),
    ...pair('chat renamed, on the other screen', times.renamed),
  ]
}
