/** Eight devices of three people on one server, all writing; what they did, all together. */

import { setMaxListeners } from 'node:events'
import { onTestFinished } from 'vitest'
import type { TokenMaker } from '../world/tokens.ts'
import { printFigure } from '../world/figures.ts'
import { until } from './chance.ts'
import type { Asked } from './door.ts'
import { watchTruth, type Truth } from './truth.ts'
import { joinWriter, type Writer } from './writer.ts'

const PEOPLE = { anna: 3, ben: 3, cleo: 2 } as const

export interface Crew {
  readonly writers: readonly Writer[]
  readonly truth: Truth
  readonly begin: () => void
  /** Nobody writes any more; what waits goes on being sent, by the devices themselves. */
  readonly rest: () => Promise<void>
  /** Until every outbox is empty, without a word from outside; how long that took, in ms. */
  readonly drained: (limitMs: number) => Promise<number>
  /** Whether a request that began later than this was answered well. */
  readonly isAnsweredSince: (at: number) => boolean
  /** How many changes the server was heard to have taken. */
  readonly heard: () => number
  /** All requests of all devices, by their end. */
  readonly asked: () => readonly Asked[]
}

export interface CrewSettings {
  readonly seed: number
  readonly tokens: TokenMaker
  readonly origin: () => string
  readonly paceMs: number
}

export const gatherCrew = async (settings: CrewSettings): Promise<Crew> => {
  const end = new AbortController()
  setMaxListeners(0, end.signal)
  onTestFinished(() => end.abort())
  const writers: Writer[] = []
  for (const [person, count] of Object.entries(PEOPLE))
    for (let at = 0; at < count; at += 1)
      writers.push(
        await joinWriter({
          ...settings,
          name: `${person}-${at}`,
          userId: `user_${person}`,
          seed: settings.seed + 1000 * writers.length,
          signal: end.signal,
        }),
      )
  const truth = watchTruth(writers, end.signal)
  const drained = async (limitMs: number): Promise<number> => {
    const begin = performance.now()
    const isDrained = async (): Promise<boolean> => {
      for (const { database } of writers) if ((await database.outbox.count()) > 0) return false
      return true
    }
    try {
      await until('every outbox is empty', isDrained, limitMs)
    } catch (error) {
      throw new Error(await tellLeft(writers), { cause: error })
    }
    return performance.now() - begin
  }
  return {
    writers,
    truth,
    begin: () => {
      for (const writer of writers) writer.begin()
    },
    rest: async () => {
      await Promise.all(writers.map((writer) => writer.rest()))
    },
    drained,
    isAnsweredSince: (at) => writers.some(({ door }) => door.lastGoodAt() > at),
    heard: () => writers.reduce((sum, { door }) => sum + door.heard.size, 0),
    asked: () => writers.flatMap(({ door }) => door.asked).toSorted((a, b) => a.end - b.end),
  }
}

/** What keeps outboxes from being empty: states, kinds, faults and each device's place; no text. */
const tellLeft = async (writers: readonly Writer[]): Promise<string> => {
  const lines = writers.map(async ({ name, database }) => {
    const entries = await database.outbox.limit(20).toArray()
    const sync = await database.sync.get('sync')
    const left = entries.map(
      ({ state, seq, order, answeredAt, fault, body }) =>
        `${state} ${body.kind} seq ${seq} order ${order} answered at ${answeredAt} ${fault?.code}`,
    )
    const place = {
      seen: sync?.seen?.revision,
      fault: sync?.lastFault,
      failures: sync?.failures,
      retryAt: sync?.retryAt,
      generation: sync?.generation,
      nextSeq: sync?.nextSeq,
      answeredUpTo: sync?.answeredUpTo,
    }
    return left.length === 0 ? [] : [`${name} ${JSON.stringify(place)}`, ...left]
  })
  return (await Promise.all(lines)).flat().join('\n')
}

export const isAnswered = ({ status }: Asked): boolean => status === 200

/** The longest time in which no device had an answer, in ms. */
export const longestGap = (asked: readonly Asked[]): number => {
  const ends = asked.filter(isAnswered).map(({ end }) => end)
  return ends.reduce((longest, end, at) => Math.max(longest, end - (ends[at - 1] ?? end)), 0)
}

/** How often each status was answered; 0: no answer came. */
export const countStatuses = (asked: readonly Asked[]): ReadonlyMap<number, number> => {
  const counts = new Map<number, number>()
  for (const { status } of asked) counts.set(status, (counts.get(status) ?? 0) + 1)
  return counts
}

/** What every scenario prints of its devices. */
export const printCrew = (scenario: string, crew: Crew): void => {
  const { writers, truth } = crew
  const asked = crew.asked()
  const written = writers.flatMap((writer) => writer.written)
  const heard = writers.flatMap(({ door }) => Array.from(door.heard.values()))
  const duplicates = heard.filter((outcome) => outcome === 'duplicate').length
  printFigure(`${scenario}, changes written`, written.length, 'changes')
  printFigure(`${scenario}, changes acknowledged`, heard.length, 'changes')
  printFigure(`${scenario}, first heard of as duplicate`, duplicates, 'changes')
  printFigure(`${scenario}, requests`, asked.length, 'requests')
  for (const [status, count] of countStatuses(asked))
    printFigure(`${scenario}, answered ${status === 0 ? 'nothing' : status}`, count, 'requests')
  printFigure(`${scenario}, longest time without any answer`, longestGap(asked), 'ms')
  printFigure(`${scenario}, looks at what devices say`, truth.looks(), 'looks')
  for (const [kind, count] of truth.kinds())
    printFigure(`${scenario}, pill said ${kind} while changes were unsent`, count, 'looks')
}
