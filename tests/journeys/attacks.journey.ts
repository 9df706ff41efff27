/** Pages of other origins, in a browser that is signed in: they change nothing and read nothing. */

import { expect, onTestFinished, test } from 'vitest'
import type { Page } from 'playwright-core'
import { openFingerprint } from '../attacks/fingerprint.ts'
import {
  harm,
  openForeignSite,
  tryElements,
  tryFetches,
  tryForms,
  tryFrame,
  tryStream,
  tryWindow,
} from '../attacks/foreign-site.ts'
import { createDevice } from '../world/browser.ts'
import { eventually, signIn, startChat } from '../world/person.ts'
import { startWired, withPostgres } from '../world/scene.ts'

/** How often the server has said `forbidden` on this route. */
const countForbidden = async (origin: string, route: string): Promise<number> => {
  const text = await (await fetch(`${origin}/api/metrics`)).text()
  const line = text.split('\n').find((one) => one.includes(`code="forbidden",route="${route}"`))
  return Number(line?.split(' ').at(-1) ?? 0)
}

/** But for when each device was there: the app itself tells that, once it is open. */
const withoutDevices = (rows: string): string => rows.replaceAll(/ (devices|sync_status):\S+/g, '')

const openForeign = async (
  context: { readonly newPage: () => Promise<Page> },
  url: string,
): Promise<Page> => {
  const page = await context.newPage()
  await page.goto(url)
  return page
}

test('pages of another port and of another site change nothing, read nothing and frame nothing', async () => {
  const postgres = await withPostgres()
  const { server, wire } = await startWired({ env: { DATABASE_URL: postgres.url } })
  const { origin } = wire
  const foreign = await openForeignSite()
  const device = await createDevice({ origin })
  const app = await signIn(device, server.signInLink)
  await startChat(app, 'a secret of mine')
  const fingerprint = await openFingerprint(postgres.url)
  onTestFinished(fingerprint.close)
  await eventually(async () =>
    expect(await fingerprint.query('select 1 from messages')).toHaveLength(1),
  )
  await device.closePages()
  const before = await fingerprint.everything()

  for (const [name, url] of Object.entries(foreign)) {
    const page = await openForeign(device.context, url)
    const refusedBefore = await countForbidden(server.origin, 'POST /api/sync')

    const fetched = await tryFetches(page, origin, harm(name))
    expect(fetched.filter(({ seen }) => seen !== 'opaque' && seen !== 'refused')).toEqual([])
    expect(await tryForms(page, origin, harm(`form-${name}`))).toEqual([])
    expect(await tryElements(page, origin)).toEqual([])
    expect(await tryStream(page, origin)).toBe('closed')
    for (const path of ['/', '/sign-in'])
      expect(await tryFrame(page, origin + path)).not.toContain(origin)

    // They came as far as the guard: it was not the browser that held them back.
    expect(await countForbidden(server.origin, 'POST /api/sync')).toBeGreaterThan(refusedBefore + 2)
    expect(await countForbidden(server.origin, 'GET /api/live')).toBeGreaterThan(0)
    expect(await fingerprint.everything()).toBe(before)
    await page.close()
  }

  const page = await openForeign(device.context, foreign.sameSite)
  const messages = [
    'sign-out',
    { kind: 'sign-out' },
    { kind: 'SKIP_WAITING' },
    { type: 'sync' },
    JSON.parse(harm('window')),
  ]
  const window = await tryWindow(page, `${origin}/`, messages)

  expect(window).toEqual({ isCut: true, reached: 'nothing' })
  expect(withoutDevices(await fingerprint.everything())).toBe(withoutDevices(before))
  expect(await fingerprint.query(`select id from chats where title = 'planted'`)).toEqual([])
  expect(await fingerprint.query(`select 1 from devices where device_id like 'evil%'`)).toEqual([])
  // And the person is still signed in.
  const own = await device.open('/')
  expect(await own.evaluate(async () => (await fetch('/api/session')).status)).toBe(200)
})
