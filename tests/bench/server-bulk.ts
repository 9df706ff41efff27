/** One device pushes everything it has, and another pulls it, beside the same rows by plain SQL. */

import { pageHeaders, signInByHand } from '../world/script.ts'
import { type Figure, spreadOf } from './figure.ts'
import {
  INSERT_WAYS,
  insertAll,
  limitRows,
  makeLimitTables,
  READ_WAYS,
  readAll,
  type ReadWay,
  type Way,
} from './limit-sql.ts'
import type { MeasureOptions } from './part.ts'
import { createReadings } from './readings.ts'
import { changesOf, makeChats } from './rows.ts'
import {
  openBase,
  type PeopleServer,
  startPeopleServer,
  type OpenBase,
  type Services,
} from './services.ts'
import { pullAll, pushAll, sendOverHttp, sendToRound, type Send } from './wire-device.ts'

const PUSH_REACH = { kind: 'ratio at most', bound: 2 } as const
const PULL_REACH = { kind: 'ratio at most', bound: 1.5 } as const

const httpOf = async ({ server, tokens }: PeopleServer, userId: string): Promise<Send> => {
  const bearer = `Bearer ${await tokens.sign(userId)}`
  const cookie = await signInByHand(server.origin, bearer, `${userId}-device`)
  return sendOverHttp(server.origin, pageHeaders(server.origin, cookie))
}

export const measurePush = async (
  services: Services,
  { size, repeats, isBuilt }: MeasureOptions,
): Promise<readonly Figure[]> => {
  const base = await openBase(services)
  const people = isBuilt ? await startPeopleServer(services, base.url) : null
  await makeLimitTables(base.plain)
  const limits = createReadings<Way>()
  const direct: number[] = []
  const http: number[] = []
  await pushOnce(base, people, { size: Math.min(size, 2000), name: 'warm' })
  for (let at = 0; at < repeats; at += 1) {
    const chats = makeChats({ messages: size, seed: 100 + at })
    for (const way of INSERT_WAYS)
      limits.add(way, await insertAll(base.plain, limitRows(chats, `${way}-${at}`), way))
    const taken = await pushOnce(base, people, { size, name: `push-${at}` })
    direct.push(taken.direct)
    if (taken.http !== null) http.push(taken.http)
  }
  const { name, values } = limits.fastest()
  const limit = { what: `one transaction, ${name}`, value: spreadOf(values) }
  return figuresOf(
    { name: 'server: push of all', rows: size, limit, reach: PUSH_REACH },
    { direct, http },
  )
}

interface Push {
  readonly size: number
  readonly name: string
}

/** The same rows twice, for two people: without the network, and over it. */
const pushOnce = async (
  { database }: OpenBase,
  people: PeopleServer | null,
  { size, name }: Push,
): Promise<{ direct: number; http: number | null }> => {
  const changes = changesOf(makeChats({ messages: size, seed: 7 }), 8)
  const direct = await pushAll(sendToRound(database, `${name}-a`), `${name}-a-device`, changes)
  if (people === null) return { direct, http: null }
  const send = await httpOf(people, `${name}-b`)
  return { direct, http: await pushAll(send, `${name}-b-device`, changes) }
}

interface Times {
  readonly direct: readonly number[]
  readonly http: readonly number[]
}

/** A figure for the round alone, and one for all of the server where there is a built one. */
const figuresOf = (
  about: Pick<Figure, 'name' | 'rows' | 'limit' | 'reach'>,
  { direct, http }: Times,
): readonly Figure[] => [
  { ...about, name: `${about.name}, applyRound`, unit: 'ms', value: spreadOf(direct) },
  ...(http.length === 0
    ? []
    : [{ ...about, name: `${about.name}, HTTP`, unit: 'ms' as const, value: spreadOf(http) }]),
]

export const measurePull = async (
  services: Services,
  { size, repeats, isBuilt }: MeasureOptions,
): Promise<readonly Figure[]> => {
  const base = await openBase(services)
  const people = isBuilt ? await startPeopleServer(services, base.url) : null
  const changes = changesOf(makeChats({ messages: size, seed: 1 }), 2)
  const direct = sendToRound(base.database, 'puller')
  await pushAll(direct, 'puller-first', changes)
  const http = people === null ? null : await httpOf(people, 'puller')
  const limits = createReadings<ReadWay>()
  const times: { direct: number[]; http: number[] } = { direct: [], http: [] }
  for (let at = -1; at < repeats * 2; at += 1) {
    const taken = {
      direct: await pullAll(direct, `device-${at}`),
      http: http === null ? null : await pullAll(http, `device-${at}`),
    }
    const read = new Map<ReadWay, number>()
    for (const way of READ_WAYS) read.set(way, await readAll(base.plain, 'puller', way))
    if (at < 0) continue
    times.direct.push(taken.direct)
    if (taken.http !== null) times.http.push(taken.http)
    for (const [way, ms] of read) limits.add(way, ms)
  }
  const { name, values } = limits.fastest()
  const limit = { what: `select to JSON text, ${name}`, value: spreadOf(values) }
  return figuresOf({ name: 'server: pull of all', rows: size, limit, reach: PULL_REACH }, times)
}
