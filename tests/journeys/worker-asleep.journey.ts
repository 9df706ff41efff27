/** The worker sleeps most of the time: what a page sends does not wait until it has been started. */

import { expect, test } from 'vitest'
import { createDevice } from '../world/browser.ts'
import { startServer } from '../world/built-server.ts'
import { eventually, seesPill, send, signIn, startChat } from '../world/person.ts'

test('a page talks to the server without waking its worker', async () => {
  const server = await startServer()
  const laptop = await createDevice({ origin: server.origin })
  // On a slow machine a change waits long enough for the browser to be asked for a wake-up: that is no request's doing.
  await laptop.context.addInitScript(() => {
    const manager = Object(Reflect.get(globalThis, 'SyncManager')).prototype
    manager.register = () => Promise.reject(new DOMException('not here', 'NotAllowedError'))
  })
  const page = await signIn(laptop, server.signInLink)
  await startChat(page, 'Trip plan')
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  const session = await laptop.context.newCDPSession(page)
  const states: string[] = []
  session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
    states.push(...versions.map(({ runningStatus }) => runningStatus))
  })
  await session.send('ServiceWorker.enable')
  await eventually(async () => {
    await session.send('ServiceWorker.stopAllWorkers')
    expect(states.at(-1)).toBe('stopped')
  })
  states.length = 0

  await page.evaluate(() => fetch('/api/config'))
  await send(page, 'written while it sleeps')
  await seesPill(page, /Up to date/)

  expect(states.filter((state) => state === 'starting')).toEqual([])
})
