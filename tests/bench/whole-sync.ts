/** A fresh device becomes complete; a device brings up all it holds, or what was written offline. */

import { type Figure, spreadOf } from './figure.ts'
import { INSERT_WAYS, insertAll, limitRows, makeLimitTables } from './limit-sql.ts'
import { firstChatAt, onlineAt, signedInAt, untilLevel } from './page-clock.ts'
import type { MeasureOptions } from './part.ts'
import { createReadings } from './readings.ts'
import { makeChats } from './rows.ts'
import type { Services } from './services.ts'
import {
  createLinks,
  forgetPlain,
  installApp,
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
  const times: { complete: number[]; first: number[]; plain: number[] } = {
    complete: [],
    first: [],
    plain: [],
  }
  for (let at = 0; at < repeats; at += 1) {
    const device = await installApp(whole)
    const page = await signInHere(device, await links.next())
    const begin = await signedInAt(page)
    times.complete.push((await untilLevel(page)) - begin)
    times.first.push((await firstChatAt(page)) - begin)
    await mustHold(page, size)
    times.plain.push(await putPlain(page, rows))
    await forgetPlain(page)
    links.signedIn(page)
    if (at > 0) await device.end()
  }
  return [
    {
      name: 'fresh device: everything local',
      rows: size,
      unit: 'ms',
      value: spreadOf(times.complete),
      limit: { what: PLAIN_DEXIE, value: spreadOf(times.plain) },
      reach: { kind: 'ratio at most', bound: 1.3 },
    },
    {
      name: 'fresh device: first chats',
      rows: size,
      unit: 'ms',
      value: spreadOf(times.first),
      reach: { kind: 'at most', bound: 1000 },
    },
  ]
}

const UPLOAD_BOUND_MS = 3000
const UPLOAD_BOUND_ROWS = 20_000

export const measureUpload = async (
  services: Services,
  { size, repeats }: MeasureOptions,
): Promise<readonly Figure[]> => {
  const uploads: number[] = []
  const limits: number[] = []
  for (let at = 0; at < repeats; at += 1) {
    const rows = { messages: size, seed: 30 + at }
    const whole = await startWhole(services, null)
    const device = await installApp(whole)
    const page = await signInHere(device, whole.server.signInLink)
    await writeOffline(device, rows)
    await device.goOnline()
    uploads.push((await untilLevel(page)) - (await onlineAt(page)))
    await mustHold(page, size)
    await mustBeOnServer(whole.base.plain, size)
    await putPlain(page, rows)
    const read = await readPlain(page)
    await makeLimitTables(whole.base.plain)
    const inserts = createReadings()
    for (const way of INSERT_WAYS)
      inserts.add(way, await insertAll(whole.base.plain, limitRows(makeChats(rows), way), way))
    limits.push(read + Math.min(...inserts.fastest().values))
    await device.end()
    await whole.server.stop()
  }
  const about = { rows: size, unit: 'ms', value: spreadOf(uploads) } as const
  const figure: Figure = {
    ...about,
    name: 'upload of everything written offline',
    limit: { what: 'reading it from plain Dexie + one insert', value: spreadOf(limits) },
    reach: { kind: 'ratio at most', bound: 2 },
  }
  if (size !== UPLOAD_BOUND_ROWS) return [figure]
  const inTime = { kind: 'at most', bound: UPLOAD_BOUND_MS } as const
  return [figure, { ...about, name: 'the same, in time', reach: inTime }]
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
