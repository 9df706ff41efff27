/** Two devices of one person: what is sent on one is on the other's screen before one can look up. */

import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { median, percentile, printFigure } from '../world/figures.ts'
import { startServer } from '../world/built-server.ts'
import { eventually, openChat, seesMessage, send, startChat } from '../world/person.ts'
import { signInTwice } from '../world/scene.ts'

const ROUNDS = 60
const WARM_UP = 5
/** Over the live line, however busy the machine is: the next look by itself is minutes away. */
const HALF_WITHIN_MS = 30_000

declare global {
  /** When the Enter key last went down, and when each text appeared, in ms since 1970. */
  var pressedAt: number | undefined
  var appearedAt: ((text: string) => Promise<number>) | undefined
}

const watchKey = (page: Page): Promise<void> =>
  page.evaluate(() => {
    addEventListener(
      'keydown',
      (event) => {
        if (event.key === 'Enter') globalThis.pressedAt = performance.timeOrigin + performance.now()
      },
      true,
    )
  })

const watchScreen = (page: Page): Promise<void> =>
  page.evaluate(() => {
    globalThis.appearedAt = (text) =>
      new Promise((resolve) => {
        const look = () => {
          const feed = document.querySelector('[role=feed]')
          if (!(feed?.textContent ?? '').includes(text)) return
          watcher.disconnect()
          resolve(performance.timeOrigin + performance.now())
        }
        const watcher = new MutationObserver(look)
        watcher.observe(document.body, { childList: true, subtree: true, characterData: true })
        look()
      })
  })

/** A search that stands on one screen finds what is written on the other, and no more what is deleted there. */
const seesInSearch = async (from: Page, to: Page): Promise<void> => {
  await to.goto(new URL('/search?q=marzipan', to.url()).href)
  await to.getByText('Nothing found').waitFor()
  await send(from, 'and MARZIPAN for the train')
  await to.getByText('Found in 1 message').waitFor()
  await to.getByRole('link', { name: /MARZIPAN for the train/ }).waitFor()
  await from.getByRole('button', { name: 'Actions for Trip plan' }).first().click()
  await from.getByRole('menuitem', { name: 'Delete' }).click()
  await to.getByText('Nothing found').waitFor()
  await eventually(() => expect(to.workers()).toHaveLength(1))
}

test('a message sent on one device is on the other screen, half of them within 100 ms', async () => {
  const server = await startServer()
  const { laptop, phone } = await signInTwice(server.origin, server.signInLink)
  await startChat(laptop.page(), 'Trip plan')
  await openChat(phone.page(), /Trip plan/)
  await seesMessage(phone.page(), 'Trip plan')
  await watchKey(laptop.page())
  await watchScreen(phone.page())

  const delays: number[] = []
  for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
    const text = `round ${round} of many`
    const appeared = phone.page().evaluate((wanted) => globalThis.appearedAt?.(wanted), text)
    await send(laptop.page(), text)
    const pressed = await laptop.page().evaluate(() => globalThis.pressedAt)
    if (round >= WARM_UP) delays.push(((await appeared) ?? Infinity) - (pressed ?? 0))
    await appeared
  }

  printFigure('from key to the other screen, p50', median(delays), 'ms')
  printFigure('from key to the other screen, p95', percentile(delays, 0.95), 'ms')
  expect(median(delays)).toBeLessThan(HALF_WITHIN_MS)
  await seesInSearch(laptop.page(), phone.page())
  expect([...laptop.errors(), ...phone.errors()]).toEqual([])
})
