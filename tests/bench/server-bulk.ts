/** One device pushes everything it has, and another pulls it, beside the same rows by plain SQL. */

import { pageHeaders, signInByHand } from '../world/script.ts'
import { type Figure, type Reach, type Spread, spreadOf, TOLD } from './figure.ts'
import {
  INSERT_WAYS,
  insertAll,
  limitRows,
  makeLimitTables,
  READ_WAYS,
  readAll,
} from './limit-sql.ts'
import type { MeasureOptions } from './part.ts'
import { postmasterOf, type Computing, computingOf, taking, withThis } from './computing.ts'
import { createReadings, type Readings } from './readings.ts'
import { changesOf, makeChats } from './rows.ts'
import { openBase, type OpenBase, type Services, startPeopleServer } from './services.ts'
import { pullAll, pushAll, sendOverHttp, sendToRound, type Send } from './wire-device.ts'

/** The round alone, in this process, or the built server over HTTP. */
interface Door {
  readonly name: 'applyRound' | 'HTTP'
  readonly computing: Computing
  readonly sendAs: (userId: string) => Promise<Send>
}

const openDoors = async (
  services: Services,
  { url, database, plain }: OpenBase,
  isBuilt: boolean,
): Promise<readonly Door[]> => {
  const postmaster = await postmasterOf(plain)
  const direct: Door = {
    name: 'applyRound',
    computing: withThis(computingOf(postmaster)),
    sendAs: (userId) => Promise.resolve(sendToRound(database, userId)),
  }
  if (!isBuilt) return [direct]
  const { server, tokens } = await startPeopleServer(services, url)
  const sendAs = async (userId: string): Promise<Send> => {
    const bearer = `Bearer ${await tokens.sign(userId)}`
    const cookie = await signInByHand(server.origin, bearer, `${userId}-device`)
    return sendOverHttp(server.origin, pageHeaders(server.origin, cookie))
  }
  return [direct, { name: 'HTTP', computing: computingOf(postmaster, server.pid), sendAs }]
}

/** Times, and what was computed in them. */
interface Taken {
  readonly times: Readings
  readonly computed: Readings
}

const createTaken = (): Taken => ({ times: createReadings(), computed: createReadings() })

/** One thing done once, which tells itself how long it took. */
const measure = async (
  { times, computed }: Taken,
  name: string,
  { computing, work }: { readonly computing: Computing; readonly work: () => Promise<number> },
): Promise<void> => {
  const { given, computedMs } = await taking(computing, work)
  times.add(name, given)
  computed.add(name, computedMs)
}

interface Measured {
  readonly name: string
  readonly rows: number
  readonly doors: Taken
  readonly limits: Taken
  readonly reach: Reach
}

const figuresOf = ({ name, rows, doors, limits, reach }: Measured): readonly Figure[] => {
  const best = limits.times.fastest()
  const beside = (value: Spread) => ({ limit: { what: best.name, value } })
  return (['applyRound', 'HTTP'] as const).flatMap((door): readonly Figure[] => {
    const times = doors.times.of(door)
    if (times.length === 0) return []
    const about = { rows, unit: 'ms' } as const
    return [
      {
        ...about,
        ...beside(spreadOf(best.values)),
        name: `server: ${name}, ${door}`,
        value: spreadOf(times),
        reach,
      },
      {
        ...about,
        ...beside(spreadOf(limits.computed.of(best.name))),
        name: `of it computing, ${door}`,
        value: spreadOf(doors.computed.of(door)),
        reach: TOLD,
        isDetail: true,
      },
    ]
  })
}

const WARM_ROWS = 2000

export const measurePush = async (
  services: Services,
  { size, repeats, isBuilt }: MeasureOptions,
): Promise<readonly Figure[]> => {
  const base = await openBase(services)
  const doors = await openDoors(services, base, isBuilt)
  await makeLimitTables(base.plain)
  const taken = createTaken()
  const limits = createTaken()
  const here = withThis(computingOf(await postmasterOf(base.plain)))
  for (let at = -1; at < repeats; at += 1) {
    const messages = at < 0 ? Math.min(size, WARM_ROWS) : size
    const chats = makeChats({ messages, seed: 100 + at })
    const changes = changesOf(chats, 200 + at)
    const isWarm = at >= 0
    for (const { name, computing, sendAs } of doors) {
      const send = await sendAs(`${name}-${at}`)
      const work = () => pushAll(send, `${name}-${at}-device`, changes)
      await measure(isWarm ? taken : createTaken(), name, { computing, work })
    }
    for (const way of INSERT_WAYS) {
      const rows = limitRows(chats, `${way}-${at}`)
      const work = () => insertAll(base.plain, rows, way)
      await measure(isWarm ? limits : createTaken(), `one transaction, ${way}`, {
        computing: here,
        work,
      })
    }
  }
  const reach = { kind: 'ratio at most', bound: 2 } as const
  return figuresOf({ name: 'push of all', rows: size, doors: taken, limits, reach })
}

export const measurePull = async (
  services: Services,
  { size, repeats, isBuilt }: MeasureOptions,
): Promise<readonly Figure[]> => {
  const base = await openBase(services)
  const doors = await openDoors(services, base, isBuilt)
  const chats = makeChats({ messages: size, seed: 1 })
  await pushAll(sendToRound(base.database, 'puller'), 'a-former-device', changesOf(chats, 2))
  const taken = createTaken()
  const limits = createTaken()
  const here = withThis(computingOf(await postmasterOf(base.plain)))
  const sends = await Promise.all(
    doors.map(async ({ name, computing, sendAs }) => {
      const send = await sendAs('puller')
      return { name, computing, send }
    }),
  )
  for (let at = -1; at < repeats * 2; at += 1) {
    const isWarm = at >= 0
    for (const { name, computing, send } of sends) {
      const work = () => pullAll(send, `device-${name}-${at}`)
      await measure(isWarm ? taken : createTaken(), name, { computing, work })
    }
    for (const way of READ_WAYS) {
      const work = () => readAll(base.plain, 'puller', way)
      await measure(isWarm ? limits : createTaken(), `select, ${way}`, { computing: here, work })
    }
  }
  const reach = { kind: 'ratio at most', bound: 1.5 } as const
  return figuresOf({ name: 'pull of all', rows: size, doors: taken, limits, reach })
}
