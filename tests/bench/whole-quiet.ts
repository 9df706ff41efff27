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
const PAUSE_MS = 30
const WARM_UP = 3
/** Syncs of one device before the other has its turn. */
const IN_A_ROW = 7
const MOST_BYTES = 600
/** Times that are the same but for chance. */
const SAME_TIME = 1.2

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

/** A device that holds so much, and what was measured on it. */
interface Place {
  readonly rows: number
  readonly device: Device
  readonly before: number[]
  readonly after: number[]
  readonly sizes: Sizes[]
  opening: number
}

const openPlace = async (services: Services, rows: number): Promise<Place> => {
  const whole = await startWhole(services, { messages: rows, seed: 1 })
  const device = await installApp(whole)
  await signInHere(device, whole.server.signInLink)
  await settle(device.page())
  for (let at = 0; at < WARM_UP; at += 1) await syncOnce(device.page())
  return { rows, device, before: [], after: [], sizes: [], opening: 0 }
}

const syncOften = async ({ device, sizes }: Place, times: number[]): Promise<void> => {
  const travelled = await sizesDuring(device, async () => {
    for (let at = 0; at < IN_A_ROW; at += 1) {
      times.push(await syncOnce(device.page()))
      await pause(PAUSE_MS)
    }
  })
  sizes.push(...travelled)
}

const reopen = async (place: Place): Promise<void> => {
  const travelled = await sizesDuring(place.device, async () => {
    await place.device.page().reload()
    await pause(OPENING_MS)
  })
  place.opening = travelled.length
}

/** The devices take turns, so that both meet whatever else the machine does. */
export const measureQuiet = async (
  services: Services,
  { sizes, repeats }: MeasureOptions,
): Promise<readonly Figure[]> => {
  const places: Place[] = []
  for (const rows of new Set([Math.min(...sizes), Math.max(...sizes)]))
    places.push(await openPlace(services, rows))
  const takeTurns = async (which: 'before' | 'after'): Promise<void> => {
    for (let at = 0; at < repeats; at += 1)
      for (const place of places) await syncOften(place, place[which])
  }
  await takeTurns('before')
  for (const place of places) await reopen(place)
  await takeTurns('after')
  return places.flatMap((place) => figuresOf(place, places[0] ?? place))
}

const figuresOf = (place: Place, smallest: Place): readonly Figure[] => {
  const { rows, before, after, sizes, opening } = place
  const figure = (name: string, readings: readonly number[], more: Partial<Figure>): Figure => ({
    name: `nothing to do: ${name}`,
    rows,
    unit: 'B',
    value: spreadOf(readings),
    reach: TOLD,
    ...more,
  })
  const atMost = (bound: number) => ({ reach: { kind: 'at most', bound } }) as const
  const up = ({ requestBodySize }: Sizes) => requestBodySize
  const down = ({ responseBodySize }: Sizes) => responseBodySize
  const times = { median: spreadOf(smallest.before), words: smallest.rows.toLocaleString('en-GB') }
  const beside = {
    unit: 'ms',
    limit: { what: `with ${times.words} messages`, value: times.median },
    reach: { kind: 'ratio at most', bound: SAME_TIME },
  } as const
  return [
    figure('requests', [sizes.length / (before.length + after.length)], { unit: '', ...atMost(1) }),
    figure('requests when the page opens', [opening], { unit: '', ...atMost(1) }),
    figure('up', sizes.map(up), atMost(MOST_BYTES)),
    figure('down', sizes.map(down), atMost(MOST_BYTES)),
    figure(
      'up with headers',
      sizes.map((one) => up(one) + one.requestHeadersSize),
      {},
    ),
    figure(
      'down with headers',
      sizes.map((one) => down(one) + one.responseHeadersSize),
      {},
    ),
    figure('time', before, place === smallest ? { unit: 'ms' } : beside),
    figure('time after a reload', after, beside),
  ]
}
