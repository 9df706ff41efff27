/** The page's policy: whoever gets a word into the page can neither run nor send anything there. */

import type { Route } from 'playwright-core'
import { expect, test } from 'vitest'
import { breakIn, markupOf } from '../world/break-in.ts'
import { createDevice, type Device } from '../world/browser.ts'
import { startServer } from '../world/built-server.ts'
import { startCanary, type Canary } from '../world/canary.ts'
import { createFirefoxDevice } from '../world/firefox.ts'
import { eventually } from '../world/person.ts'
import { COUNT_TEXT_READS } from '../world/text-reads.ts'

const META = /<meta http-equiv="Content-Security-Policy"[^>]+>/

interface Walls {
  readonly hasHeader: boolean
  readonly hasMeta: boolean
}

/** The page as the server sends it, with some of its walls taken down and an attacker's words in it. */
const spoil = async (route: Route, canary: Canary, walls: Walls): Promise<void> => {
  const response = await route.fetch()
  const page = await response.text()
  const headers = { ...response.headers() }
  if (!walls.hasHeader) delete headers['content-security-policy']
  expect(page).toMatch(META)
  const body = (walls.hasMeta ? page : page.replace(META, '')).replace(
    '</body>',
    `${markupOf(canary.origin)}</body>`,
  )
  await route.fulfill({ response, headers, body })
}

/** What got through, and what was asked of a foreign host. */
const attack = async (device: Device, walls: Walls) => {
  const canary = await startCanary()
  await device.context.route(`${device.origin}/`, (route) => spoil(route, canary, walls))
  // Where there is no wall, the browser's own question about machines nearby must not stand in for one.
  await device.context.grantPermissions(['local-network-access'])
  const page = await device.context.newPage()
  await page.goto(device.origin)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  const through = await page.evaluate(breakIn, canary.origin)
  return { through, asked: canary.asked() }
}

test('an attacker’s words in the page run nothing and send nothing, by its header or by itself alone', async () => {
  const server = await startServer()
  const device = await createDevice({ origin: server.origin })
  // Each page is to come from the server, and none out of what a worker kept.
  await device.context.route('**/worker.js', (route) => route.abort())

  const byHeader = await attack(device, { hasHeader: true, hasMeta: false })
  const byItself = await attack(device, { hasHeader: false, hasMeta: true })
  const open = await attack(device, { hasHeader: false, hasMeta: false })

  expect(byHeader).toEqual({ through: [], asked: [] })
  expect(byItself).toEqual({ through: [], asked: [] })
  // Without the walls all of this gets through: the attempts are real ones.
  expect(open.through).toEqual(
    expect.arrayContaining(['eval', 'innerHTML', 'fetch', 'ran: inline script', 'ran: an address']),
  )
  expect(open.asked).toEqual(expect.arrayContaining(['/script.js', '/fetch', '/form', '/beacon']))
})

declare global {
  /** What the page's policy forbade since it opened. */
  var refused: string[] | undefined
}

/** Runs in each page before anything else. */
const noteRefusals = (): void => {
  globalThis.refused = []
  document.addEventListener('securitypolicyviolation', (event) =>
    globalThis.refused?.push(`${event.effectiveDirective} ${event.blockedURI}`),
  )
}

test('in Firefox the app stands behind the same walls, its own line to the server open', async () => {
  const server = await startServer()
  const canary = await startCanary()
  const device = await createFirefoxDevice()
  const page = await device.open(server.signInLink)
  await page.evaluateOnNewDocument(noteRefusals)
  await page.evaluateOnNewDocument(COUNT_TEXT_READS)
  const screens = [
    '/',
    '/new',
    '/sync',
    '/settings',
    '/share?text=shared',
    '/sign-in',
    '/c/unknown',
  ]
  for (const screen of screens) {
    await page.goto(`${server.origin}${screen}`)
    await page.waitForSelector('h1')
    expect(await page.evaluate(() => globalThis.refused), screen).toEqual([])
  }
  // The page searches by itself where its worker does not start, or not in time.
  await eventually(async () => {
    await page.goto(`${server.origin}/search`)
    const box = await page.waitForSelector('input[type=search]')
    const before = await page.evaluate(() => globalThis.textReads)
    await box?.type('anything')
    await page.waitForFunction(() => document.body.textContent.includes('Nothing found'))
    expect(await page.evaluate(() => globalThis.textReads)).toBe(before)
    expect(await page.evaluate(() => globalThis.refused)).toEqual([])
  })
  await page.goto(server.origin)
  await page.waitForSelector('button[aria-label^="Sync: Up to date"]')

  const line = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', ({ blockedURI, violatedDirective }) =>
          resolve(`${violatedDirective} ${blockedURI}`),
        )
        const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/api/live`)
        socket.addEventListener('open', () => resolve('open'))
        socket.addEventListener('error', () => resolve('error'))
      }),
  )
  const through = await page.evaluate(breakIn, canary.origin)

  expect(line).toBe('open')
  expect(through).toEqual([])
  expect(canary.asked()).toEqual([])
  expect(await page.evaluate(() => globalThis.refused?.length)).toBeGreaterThan(5)
})
