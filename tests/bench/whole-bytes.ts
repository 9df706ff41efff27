/** What everything weighs on its way, up and down, beside gzip of the same JSON as one stream. */

import { gunzipSync, gzipSync } from 'node:zlib'
import type { Request } from 'playwright-core'
import * as z from 'zod/mini'
import type { Device } from '../world/browser.ts'
import type { Figure } from './figure.ts'
import { untilLevel } from './page-clock.ts'
import type { MeasureOptions } from './part.ts'
import type { Services } from './services.ts'
import { createLinks, installApp, mustHold, signInHere, startWhole, writeOffline } from './whole.ts'

/** One request as it travelled, and what it said. */
interface Travelled {
  readonly up: number
  readonly down: number
  readonly asked: string
  readonly answered: string
}

const GZIP_MARK = 0x1f

const read = async (request: Request): Promise<Travelled | null> => {
  const body = request.postDataBuffer() ?? Buffer.alloc(0)
  const response = await request.response()
  if (response === null || (await response.finished()) !== null) return null
  const { responseBodySize } = await request.sizes()
  return {
    up: body.length,
    down: responseBodySize,
    asked: (body[0] === GZIP_MARK ? gunzipSync(body) : body).toString('utf8'),
    answered: (await response.body()).toString('utf8'),
  }
}

/** Every sync while something goes on. */
const travelledDuring = async (
  device: Device,
  work: () => Promise<unknown>,
): Promise<readonly Travelled[]> => {
  const reading: Promise<Travelled | null>[] = []
  const note = (request: Request) => {
    if (request.method() === 'POST' && new URL(request.url()).pathname === '/api/sync')
      reading.push(read(request).catch(() => null))
  }
  device.context.on('request', note)
  await work()
  const travelled = await Promise.all(reading)
  device.context.off('request', note)
  return travelled.filter((one) => one !== null)
}

const replySchema = z.object({ page: z.object({ rows: z.array(z.unknown()) }) })

const rowsIn = ({ answered }: Travelled): string =>
  JSON.stringify(replySchema.parse(JSON.parse(answered)).page.rows)

const zipped = (texts: readonly string[]): number =>
  gzipSync(texts.join('\n'), { level: 6 }).byteLength

const sumOf = (all: readonly Travelled[], pick: (one: Travelled) => number): number =>
  all.reduce((sum, one) => sum + pick(one), 0)

const oneOf = (value: number) => ({ median: value, min: value, max: value })

export const measureBytes = async (
  services: Services,
  { size }: MeasureOptions,
): Promise<readonly Figure[]> => {
  const whole = await startWhole(services, null)
  const links = createLinks(whole)
  const laptop = await installApp(whole)
  const page = await signInHere(laptop, await links.next())
  links.signedIn(page)
  await writeOffline(laptop, { messages: size, seed: 1 })
  const up = await travelledDuring(laptop, async () => {
    await laptop.goOnline()
    await untilLevel(page)
  })
  await mustHold(page, size)
  const phone = await installApp(whole)
  const link = await links.next()
  const down = await travelledDuring(phone, async () => {
    await signInHere(phone, link)
  })
  await mustHold(phone.page(), size)

  const rows = zipped(down.map(rowsIn))
  const figure = (name: string, value: number, limit: [string, number]): Figure => ({
    name: `bytes ${name}`,
    rows: size,
    unit: 'B',
    value: oneOf(value),
    limit: { what: limit[0], value: oneOf(limit[1]) },
    reach: { kind: 'ratio at most', bound: 1.1 },
  })
  const sent = sumOf(up, (one) => one.up)
  const received = sumOf(down, (one) => one.down)
  const [asked, answered] = [up.map((one) => one.asked), down.map((one) => one.answered)]
  return [
    figure('up, everything', sent, ['gzip of its JSON', zipped(asked)]),
    figure('up, everything', sent, ["gzip of the rows' JSON", rows]),
    figure('down, everything', received, ['gzip of its JSON', zipped(answered)]),
    figure('down, everything', received, ["gzip of the rows' JSON", rows]),
    figure(
      'down with what went up',
      sumOf(up, (one) => one.down),
      ['gzip of its JSON', zipped(up.map((one) => one.answered))],
    ),
  ]
}
