/** Whether devices tell the truth while things break: what they say of themselves, held against the wire. */

import { needsPerson } from '../../sw/engine/schedule.ts'
import { entriesIn } from '../../db/device/outbox.ts'
import { pillState, type PillState } from '../../web/sync/pill-state.ts'
import { factsIn, readCounts } from '../../web/sync/sync-facts.ts'
import { pause } from './chance.ts'
import type { Writer } from './writer.ts'

export interface Truth {
  readonly looks: () => number
  /** What a device said that was not so. */
  readonly lies: readonly string[]
  /** What the pills said while something was unsent. */
  readonly kinds: () => ReadonlyMap<PillState['kind'], number>
}

const LOOK_EVERY_MS = 800
/** A request may take 20 s before it counts as failed; some more for a machine that is busy. */
const LONGEST_SILENCE_MS = 40_000
/** A lie must stand this long: between a failure's note and its announcement lie a few steps. */
const STANDS_MS = 700

export const watchTruth = (writers: readonly Writer[], signal: AbortSignal): Truth => {
  let looks = 0
  const lies: string[] = []
  const kinds = new Map<PillState['kind'], number>()
  const since = performance.timeOrigin + performance.now()
  const watch = async (writer: Writer): Promise<void> => {
    while (!signal.aborted) {
      const first = await lookAt(writer, since)
      if (first === null) return
      looks += 1
      if (first.unsent > 0) kinds.set(first.kind, (kinds.get(first.kind) ?? 0) + 1)
      if (first.lie !== null) {
        await pause(STANDS_MS)
        const second = await lookAt(writer, since)
        if (second?.lie === first.lie) lies.push(`${writer.name} ${first.lie}`)
      }
      await pause(LOOK_EVERY_MS)
    }
  }
  for (const writer of writers) void watch(writer)
  return { looks: () => looks, lies, kinds: () => kinds }
}

interface Look {
  readonly kind: PillState['kind']
  readonly unsent: number
  readonly lie: string | null
}

/** What the device says at one moment; null once its database is closed. */
const lookAt = async (writer: Writer, since: number): Promise<Look | null> => {
  const { database, engine } = writer
  const before = writer.written.length
  try {
    const seen = await database.transaction('r', database.tables, async () => ({
      counts: await readCounts(database),
      waiting: await entriesIn(database, 'waiting').toArray(),
    }))
    const still = new Set(writer.unheard())
    const unsent = writer.written.slice(0, before).filter(({ changeId }) => still.has(changeId))
    const { state, run, progress } = engine.status()
    const facts = {
      ...factsIn(seen.counts, state),
      isSignedIn: true,
      isStorageFailing: false,
      isOnline: true,
      reachableSince: since,
      run: run === null ? null : progress,
      localChats: 0,
    }
    const { kind } = pillState(facts, Date.now())
    const lie = findLie({ facts, kind, state, listed: seen.waiting.length, unsent: unsent.length })
    return { kind, unsent: unsent.length, lie }
  } catch (error) {
    if (database.isOpen()) throw error
    return null
  }
}

interface Said {
  readonly facts: Parameters<typeof pillState>[0]
  readonly kind: PillState['kind']
  readonly state: ReturnType<Writer['engine']['status']>['state']
  /** Entries that wait, counted one by one. */
  readonly listed: number
  /** Changes that no answer was heard for. */
  readonly unsent: number
}

const findLie = (said: Said): string | null =>
  findWrongCount(said) ?? findWrongFault(said) ?? findWrongState(said)

const findWrongCount = ({ facts, kind, listed, unsent }: Said): string | null => {
  const { waiting } = facts
  if (waiting !== listed) return `counts ${waiting} where ${listed} wait`
  if (waiting < unsent) return `says that ${waiting} wait where ${unsent} are unsent`
  const isCalm = kind === 'up-to-date' || kind === 'checking'
  return unsent > 0 && isCalm ? `says ${kind}` : null
}

/** Nothing that breaks here is for the person to mend, and nothing is given up. */
const findWrongFault = ({ facts: { fault } }: Said): string | null => {
  if (fault === null) return null
  if (needsPerson(fault.code)) return `was told ${fault.code}`
  return fault.retryAt === null ? `never tries again after ${fault.code}` : null
}

const findWrongState = ({ facts, state }: Said): string | null => {
  const { waiting, fault, oldest, run } = facts
  if (run !== null) return null
  const now = Date.now()
  if (fault !== null) {
    const isHeldBack = (fault.retryAt ?? 0) > now
    return isHeldBack && state.kind !== 'waiting' ? `is ${state.kind} after a failure` : null
  }
  const isSilent = waiting > 0 && oldest !== null && now - oldest.since > LONGEST_SILENCE_MS
  return isSilent ? 'is idle with unsent changes' : null
}
