/** A fresh device becomes complete; a device brings up all it holds, or what was written offline. */

import type { Device } from '../world/browser.ts'
import { type Figure, spreadOf, TOLD } from './figure.ts'
import { INSERT_WAYS, insertAll, limitRows, makeLimitTables } from './limit-sql.ts'
import { firstChatAt, onlineAt, signedInAt, untilLevel } from './page-clock.ts'
import type { MeasureOptions } from './part.ts'
import { browserOf, postmasterOf, computingOf, taking, withThis } from './computing.ts'
import { createReadings } from './readings.ts'
import { makeChats, type RowsSettings } from './rows.ts'
import type { OpenBase, Services } from './services.ts'
import {
  createLinks,
  forgetPlain,
  installApp,
  makePlainRows,
  mustHold,
  putPlain,
  readPlain,
  signInHere,
  startWhole,
  writeOffline,
} from './whole.ts'

const PLAIN_DEXIE = 'Dexie bulkPut, a record a message'

export const measureFresh = async (
  services: Services,
  { size, repeats }: MeasureOptions,
): Promise<readonly Figure[]> => {
  const rows = { messages: size, seed: 1 }
  const whole = await startWhole(services, rows)
  const links = createLinks(whole)
  const readings = createReadings()
  for (let at = 0; at < repeats; at += 1) {
    const device = await installApp(whole)
    const link = await links.next()
    const computing = computingOf(browserOf(device.profile))
    const signedIn = await taking(computing, () => signInHere(device, link))
    const page = signedIn.given
    const begin = await signedInAt(page)
    readings.add('complete', (await untilLevel(page)) - begin)
    readings.add('first', (await firstChatAt(page)) - begin)
    readings.add('complete computed', signedIn.computedMs)
    await mustHold(page, size)
    await makePlainRows(page, rows)
    const plain = await taking(computing, () => putPlain(page))
    readings.add('plain', plain.given)
    readings.add('plain computed', plain.computedMs)
    await forgetPlain(page)
    links.signedIn(page)
    if (at > 0) await device.end()
  }
  return [
    {
      name: 'fresh device: everything local',
      rows: size,
      unit: 'ms',
      value: spreadOf(readings.of('complete')),
      limit: { what: PLAIN_DEXIE, value: spreadOf(readings.of('plain')) },
      reach: { kind: 'ratio at most', bound: 1.3 },
    },
    {
      name: 'of it computing, opening the page included',
      rows: size,
      unit: 'ms',
      value: spreadOf(readings.of('complete computed')),
      limit: { what: PLAIN_DEXIE, value: spreadOf(readings.of('plain computed')) },
      reach: TOLD,
      isDetail: true,
    },
    {
      name: 'fresh device: first chats',
      rows: size,
      unit: 'ms',
      value: spreadOf(readings.of('first')),
      reach: { kind: 'at most', bound: 1000 },
    },
  ]
}

const UPLOAD_BOUND_MS = 3000
const UPLOAD_BOUND_ROWS = 20_000

/** The limit: the same rows out of plain Dexie, and into the same PostgreSQL by plain SQL. */
const measureByHand = async (
  { base, device }: { readonly base: OpenBase; readonly device: Device },
  rows: RowsSettings,
): Promise<{ readonly ms: number; readonly computedMs: number }> => {
  const page = device.page()
  await makePlainRows(page, rows)
  await putPlain(page)
  const read = await taking(computingOf(browserOf(device.profile)), () => readPlain(page))
  await makeLimitTables(base.plain)
  const computing = withThis(computingOf(await postmasterOf(base.plain)))
  const inserts: { readonly given: number; readonly computedMs: number }[] = []
  for (const way of INSERT_WAYS) {
    const sqlRows = limitRows(makeChats(rows), way)
    inserts.push(await taking(computing, () => insertAll(base.plain, sqlRows, way)))
  }
  const [best] = inserts.toSorted((a, b) => a.given - b.given)
  if (best === undefined) throw new Error('nothing was inserted')
  return { ms: read.given + best.given, computedMs: read.computedMs + best.computedMs }
}

export const measureUpload = async (
  services: Services,
  { size, repeats }: MeasureOptions,
): Promise<readonly Figure[]> => {
  const readings = createReadings()
  for (let at = 0; at < repeats; at += 1) {
    const rows = { messages: size, seed: 30 + at }
    const { base, server } = await startWhole(services, null)
    const device = await installApp({ base, server })
    const page = await signInHere(device, server.signInLink)
    await writeOffline(device, rows)
    const browser = browserOf(device.profile)
    const computing = computingOf(browser, server.pid, await postmasterOf(base.plain))
    const upload = await taking(computing, async () => {
      await device.goOnline()
      return (await untilLevel(page)) - (await onlineAt(page))
    })
    readings.add('upload', upload.given)
    readings.add('upload computed', upload.computedMs)
    await mustHold(page, size)
    await mustBeOnServer(base.plain, size)
    const byHand = await measureByHand({ base, device }, rows)
    readings.add('by hand', byHand.ms)
    readings.add('by hand computed', byHand.computedMs)
    await device.end()
    await server.stop()
  }
  const about = { rows: size, unit: 'ms' } as const
  const what = 'reading it from plain Dexie + one insert'
  const value = spreadOf(readings.of('upload'))
  const figures: readonly Figure[] = [
    {
      ...about,
      name: 'upload of everything written offline',
      value,
      limit: { what, value: spreadOf(readings.of('by hand')) },
      reach: { kind: 'ratio at most', bound: 2 },
    },
    {
      ...about,
      name: 'of it computing, browser and server',
      value: spreadOf(readings.of('upload computed')),
      limit: { what, value: spreadOf(readings.of('by hand computed')) },
      reach: TOLD,
      isDetail: true,
    },
  ]
  if (size !== UPLOAD_BOUND_ROWS) return figures
  const inTime = { kind: 'at most', bound: UPLOAD_BOUND_MS } as const
  return [...figures, { ...about, name: 'the same, in time', value, reach: inTime }]
}

const mustBeOnServer = async (
  plain: { query: (text: string) => Promise<{ rows: { count: string }[] }> },
  messages: number,
): Promise<void> => {
  const { rows } = await plain.query('select count(*) from messages')
  if (Number(rows[0]?.count) !== messages)
    throw new Error(`the server has ${rows[0]?.count} messages of ${messages}`)
}

const BURST = 500
const BURST_CHAT = 50

export const measureBurst = async (
  services: Services,
  { size, repeats }: MeasureOptions,
): Promise<readonly Figure[]> => {
  const whole = await startWhole(services, { messages: size, seed: 1 })
  const device = await installApp(whole)
  const page = await signInHere(device, whole.server.signInLink)
  const times: number[] = []
  for (let at = 0; at < repeats * 2; at += 1) {
    const from = Date.now() - 60_000
    await writeOffline(device, { messages: BURST, seed: 50 + at, chatLength: BURST_CHAT, from })
    await device.goOnline()
    times.push((await untilLevel(page)) - (await onlineAt(page)))
    await mustHold(page, size + BURST * (at + 1))
  }
  return [
    {
      name: '500 messages written offline, then online',
      rows: size,
      unit: 'ms',
      value: spreadOf(times),
      reach: { kind: 'at most', bound: 250 },
    },
  ]
}
