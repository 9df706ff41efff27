/** What a sync with nothing to do costs: requests, bytes on the wire, and time, whatever lies on the device. */

import { setTimeout as pause } from 'node:timers/promises'
import type { Page, Request } from 'playwright-core'
import type { Device } from '../world/browser.ts'
import { type Figure, spreadOf, TOLD } from './figure.ts'
import { forgetNotes, untilLevel } from './page-clock.ts'
import type { MeasureOptions } from './part.ts'
import type { Services } from './services.ts'
import { installApp, settle, signInHere, startWhole } from './whole.ts'

/** How long a page that was just opened may take until it has asked for something. */
const OPENING_MS = 2000

type Sizes = Awaited<ReturnType<Request['sizes']>>

const isSync = (request: Request): boolean =>
  request.method() === 'POST' && new URL(request.url()).pathname === '/api/sync'

/** The sizes of all syncs while something goes on. */
const sizesDuring = async (device: Device, work: () => Promise<unknown>): Promise<Sizes[]> => {
  const requests: Request[] = []
  const note = (request: Request) => void (isSync(request) && requests.push(request))
  device.context.on('request', note)
  await work()
  device.context.off('request', note)
  return Promise.all(requests.map((request) => request.sizes()))
}

/** The page hears that the network is back, as it is: a full sync, with nothing to move. */
const syncOnce = async (page: Page): Promise<number> => {
  await forgetNotes(page)
  const begin = await page.evaluate(() => {
    const now = performance.now()
    dispatchEvent(new Event('online'))
    return now
  })
  return (await untilLevel(page)) - begin
}

interface Quiet {
  readonly times: readonly number[]
  readonly sizes: readonly Sizes[]
}

const syncOften = async (device: Device, count: number): Promise<Quiet> => {
  const times: number[] = []
  const sizes = await sizesDuring(device, async () => {
    for (let at = 0; at < count; at += 1) {
      times.push(await syncOnce(device.page()))
      await pause(30)
    }
  })
  return { times, sizes }
}

export const measureQuiet = async (
  services: Services,
  { size, repeats }: MeasureOptions,
): Promise<readonly Figure[]> => {
  const count = repeats * 7
  const whole = await startWhole(services, { messages: size, seed: 1 })
  const device = await installApp(whole)
  await signInHere(device, whole.server.signInLink)
  await settle(device.page())
  await syncOften(device, 3)
  const before = await syncOften(device, count)
  const opening = await sizesDuring(device, async () => {
    await device.page().reload()
    await pause(OPENING_MS)
  })
  const after = await syncOften(device, count)
  return figuresOf(size, { count, before, opening, after })
}

interface Measured {
  readonly count: number
  readonly before: Quiet
  readonly opening: readonly Sizes[]
  readonly after: Quiet
}

const BODY_BOUND = 600

const figuresOf = (
  size: number,
  { count, before, opening, after }: Measured,
): readonly Figure[] => {
  const all = [...before.sizes, ...after.sizes]
  const figure = (name: string, readings: readonly number[], more: Partial<Figure>): Figure => ({
    name: `nothing to do: ${name}`,
    rows: size,
    unit: 'B',
    value: spreadOf(readings),
    reach: TOLD,
    ...more,
  })
  const below = { reach: { kind: 'below', bound: BODY_BOUND } } as const
  const up = (sizes: Sizes) => sizes.requestBodySize
  const down = (sizes: Sizes) => sizes.responseBodySize
  return [
    figure('requests', [before.sizes.length / count, after.sizes.length / count], {
      unit: '',
      reach: { kind: 'below', bound: 1.01 },
    }),
    figure('up', all.map(up), below),
    figure('down', all.map(down), below),
    figure(
      'up with headers',
      all.map((sizes) => up(sizes) + sizes.requestHeadersSize),
      {},
    ),
    figure(
      'down with headers',
      all.map((sizes) => down(sizes) + sizes.responseHeadersSize),
      {},
    ),
    figure('time', before.times, { unit: 'ms' }),
    figure('time after a reload', after.times, {
      unit: 'ms',
      limit: { what: 'before it', value: spreadOf(before.times) },
    }),
    figure('requests when the page opens again', [opening.length], {
      unit: '',
      reach: { kind: 'below', bound: 1.01 },
    }),
  ]
}
