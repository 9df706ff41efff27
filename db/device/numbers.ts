/** The numbers under which changes wait: found from where the last answer left off, counted without a look at each. */

import { Dexie } from 'dexie'
import type { Change } from '../protocol/change.ts'
import type { ChatDatabase } from './database.ts'
import type { SyncState } from './records.ts'

/** Below every number. */
export const NOT_KNOWN = -1

/** The number behind which entries are looked for. */
export const answeredUpTo = ({ answeredUpTo: known, generation }: SyncState): number =>
  known?.generation === generation ? known.seq : NOT_KNOWN

export const changesAfter = async (
  db: ChatDatabase,
  after: number,
  limit: number,
): Promise<readonly Change[]> => {
  const entries = await db.outbox.where('seq').above(after).limit(limit).toArray()
  return entries.flatMap(({ changeId, seq, editedAt, body }) =>
    seq === null ? [] : [{ changeId, seq, editedAt, ...body }],
  )
}

/** Whether these, read a while ago, still wait: none was held, withdrawn or given up since. By keys alone. */
export const areWaiting = async (
  db: ChatDatabase,
  changes: readonly Change[],
): Promise<boolean> => {
  const [first, last] = [changes[0], changes.at(-1)]
  if (first === undefined || last === undefined) return true
  const keys = await db.outbox.where('seq').between(first.seq, last.seq, true, true).primaryKeys()
  return changes.every(({ changeId }, at) => changeId === keys[at])
}

/**
 * Waiting entries behind a number. Numbers are given without a gap and leave from the front, so the
 * first one and the next to be given tell.
 */
export const countAfter = async (
  db: ChatDatabase,
  { nextSeq }: SyncState,
  after: number,
): Promise<number> => {
  const [first] = await changesAfter(db, after, 1)
  if (first === undefined) return 0
  const all = db.outbox.where('[state+order]')
  const voids = await all.between(['void', Dexie.minKey], ['void', Dexie.maxKey]).toArray()
  return nextSeq - first.seq - voids.filter(({ seq }) => (seq ?? 0) > after).length
}

/**
 * Where entries are looked for once these numbers have their answer. Part of receive's transaction:
 * what was answered in it may still stand in the table.
 */
export const lookFrom = async (
  db: ChatDatabase,
  sync: SyncState,
  answered: readonly number[],
): Promise<NonNullable<SyncState['answeredUpTo']>> => {
  const { generation, nextSeq } = sync
  const known = answeredUpTo(sync)
  const numbers = new Set(answered)
  let seq = known
  while (numbers.has(seq + 1)) seq += 1
  // Answers of two tabs that overtook each other leave a gap: then, too, the table is asked.
  if (known === NOT_KNOWN || (seq === known && numbers.size > 0)) {
    const waiting = await changesAfter(db, known, numbers.size + 1)
    seq = (waiting.find((change) => !numbers.has(change.seq))?.seq ?? nextSeq) - 1
  }
  return { generation, seq }
}

/** Whether every number that was given has its answer. */
export const isAllAnswered = (sync: SyncState): boolean => answeredUpTo(sync) === sync.nextSeq - 1
