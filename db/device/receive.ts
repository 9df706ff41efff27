/** The server's answer into the tables: results, rows, cursor and screen, in one transaction. */

import type { ChangeFault } from '../protocol/fault.ts'
import type { ChangeId } from '../protocol/ids.ts'
import type { ChangeResult, Head, Page } from '../protocol/round.ts'
import type { ChatDatabase } from './database.ts'
import { isAllAnswered, lookFrom } from './numbers.ts'
import { entriesIn } from './outbox.ts'
import { refold } from './refold.ts'
import type { SyncState } from './records.ts'
import { attempt } from './storage-fault.ts'
import { readSync } from './sync-state.ts'
import { type Sent, takeResults } from './take-results.ts'
import { takeRows } from './take-rows.ts'

export interface Answer {
  /** `sync.generation` of the batch that was answered; of the current sync row for a poke. */
  readonly generation: number
  readonly results: readonly ChangeResult[]
  /** The changes that were asked about, under the numbers that they went by. */
  readonly sent: readonly Sent[]
  /** null where the answer shows no page: an `upload`, whose page is empty whatever there is to come. */
  readonly page: Page | null
  readonly head: Head
  readonly serverTime: number | null
  readonly now: number
}

export interface Received {
  readonly kind: 'received'
  /** Rows that were news. */
  readonly rows: number
  readonly answered: number
  readonly parked: number
  /** Entries that left the outbox. */
  readonly left: number
  readonly isCursorMoved: boolean
  /** Every number that was given by then had its answer, and no file is to be brought back. */
  readonly isAllSent: boolean
  /** The change that the server will not take yet, with all behind it; try again later. */
  readonly held: { readonly changeId: ChangeId; readonly fault: ChangeFault } | null
  /** True when the results were taken but the page found no room: storage is full. */
  readonly isOutOfSpace: boolean
}

/** `stale`: an answer to a request from before a fork; nothing was taken. */
export type ReceiveOutcome =
  | Received
  | { readonly kind: 'stale' }
  | { readonly kind: 'no_space' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'lost' }

/**
 * Takes an answer, or a page that came with a poke (`results: []`). Rows are guarded by their own
 * revision, so any page may be taken at any time and any number of times; the cursor moves only for a
 * page that starts at it, and an entry leaves only after its answer and its row (laws N2, V1).
 */
export const receive = async (db: ChatDatabase, answer: Answer): Promise<ReceiveOutcome> => {
  const outcome = await attempt(db, () =>
    db.transaction('rw', db.tables, async () => take(db, answer)),
  )
  if (outcome.kind !== 'no_space' || answer.page === null || answer.results.length === 0)
    return outcome
  const without = await attempt(db, () =>
    db.transaction('rw', db.tables, async () => take(db, { ...answer, page: null })),
  )
  return without.kind === 'received' ? { ...without, isOutOfSpace: true } : without
}

const take = async (db: ChatDatabase, answer: Answer): Promise<Received | { kind: 'stale' }> => {
  const sync = await readSync(db)
  return sync.generation === answer.generation ? takeInto(db, sync, answer) : { kind: 'stale' }
}

/** Part of its caller's transaction, which has read the sync row. */
export const takeInto = async (
  db: ChatDatabase,
  sync: SyncState,
  answer: Answer,
): Promise<Received> => {
  const { page } = answer
  const isInOrder = page !== null && page.from === sync.cursor
  const endsAt = isInOrder ? endOf(answer) : null
  const completeTo = endsAt ?? sync.completeTo
  const results = await takeResults(db, answer, isErasing(page))
  // At once, since none of the three needs another: each step less is a step sooner on the screen.
  const [rows, answered, stored] = await Promise.all([
    takeRows(db, page?.rows ?? [], isInOrder),
    endsAt === null ? [] : keysAnswered(db, endsAt),
    putSync(db, { ...nextSync(sync, answer, isInOrder), completeTo }, results.numbers),
  ])
  const left = await refold(db, {
    deviceId: sync.deviceId,
    rowKeys: new Set([...results.touched, ...rows.touched, ...answered]),
    completeAt: completeTo ?? null,
    arrived: rows.arrived,
    unstored: results.unstored,
  })
  return {
    kind: 'received',
    rows: rows.news,
    answered: results.answered,
    parked: results.parked,
    left: left + results.left,
    isCursorMoved: isInOrder && page.to !== sync.cursor,
    isAllSent: isAllAnswered(stored) && stored.filesAfter === undefined,
    held: results.held,
    isOutOfSpace: false,
  }
}

/** The revision up to which everything has arrived once this page is in; null: more is to come. */
const endOf = ({ page, head }: Answer): number | null =>
  page === null || page.hasMore ? null : head.revision

const putSync = async (
  db: ChatDatabase,
  sync: SyncState,
  answered: readonly number[],
): Promise<SyncState> => {
  const stored = { ...sync, answeredUpTo: await lookFrom(db, sync, answered) }
  await db.sync.put(stored)
  return stored
}

const isErasing = (page: Page | null): boolean =>
  page?.rows.some((row) => row.entity === 'chat' && row.isPurged) ?? false

/** Nothing more is to come up to `completeAt`: entries answered by then wait for nothing. */
const keysAnswered = async (db: ChatDatabase, completeAt: number): Promise<readonly string[]> => {
  const answered = await entriesIn(db, 'answered').toArray()
  return answered.flatMap((entry) => ((entry.answeredAt ?? 0) <= completeAt ? [entry.rowKey] : []))
}

/** The cursor moves only with the page that starts at it, `seen` only forward. */
const nextSync = (sync: SyncState, answer: Answer, isInOrder: boolean): SyncState => {
  const { page, head, now, serverTime, results } = answer
  const isAhead = head.revision > (sync.seen?.revision ?? -1)
  return {
    ...sync,
    ...(isInOrder && page !== null && { cursor: page.to, left: leftAfter(page) }),
    seen: isAhead ? head : sync.seen,
    lastSentAt: results.length > 0 ? now : sync.lastSentAt,
    lastReceivedAt: page === null ? sync.lastReceivedAt : now,
    clockOffsetMs: serverTime === null ? sync.clockOffsetMs : serverTime - now,
  }
}

const leftAfter = (page: Page): number | null => page.left ?? (page.hasMore ? null : 0)
