/** Parks entries in the outbox: what a person wrote stays, its number is given up where it was never used. */

import { idOf } from '../protocol/make-id.ts'
import { CHANGE_FAULTS, type ChangeFault } from '../protocol/fault.ts'
import type { ChatDatabase } from './database.ts'
import { dependentsOf, relatives } from './dependents.ts'
import type { OutboxEntry } from './records.ts'
import { recounted } from './seen.ts'

const NEEDS_PARENT: ChangeFault = {
  code: 'needs_parent',
  message: CHANGE_FAULTS.needs_parent.sentence,
}

/** An entry that was answered with a refusal, or is given up unanswered: the latter owes its number. */
export interface Fallen {
  readonly entry: OutboxEntry
  readonly fault: ChangeFault
  readonly isAnswered: boolean
}

/**
 * Part of its caller's transaction. Parks these entries, and the waiting or held ones that
 * cannot live without them; a deletion among those counts their messages no more. Resolves to all row keys that must be shown anew.
 */
export const setAside = async (
  db: ChatDatabase,
  fallen: readonly Fallen[],
): Promise<ReadonlySet<string>> => {
  if (fallen.length === 0) return new Set()
  const entries = fallen.map(({ entry }) => entry)
  const waiting = [
    ...(await relatives(db, entries, 'waiting')),
    ...(await relatives(db, entries, 'held')),
  ]
  const dependents = dependentsOf(entries, waiting)
  const all: readonly Fallen[] = [
    ...fallen,
    ...dependents.map((entry) => ({ entry, fault: NEEDS_PARENT, isAnswered: false })),
  ]
  const parked = new Set(all.map(({ entry }) => entry))
  const remaining = waiting.filter((entry) => !parked.has(entry))
  await db.outbox.bulkPut([...all.flatMap(parkedForms), ...recounted([...parked], remaining)])
  return new Set(all.map(({ entry }) => entry.rowKey))
}

const parkedForms = ({ entry, fault, isAnswered }: Fallen): readonly OutboxEntry[] => {
  const { answeredAt: _, ...rest } = entry
  const parked: OutboxEntry = { ...rest, seq: null, state: 'parked', fault }
  return isAnswered || entry.seq === null ? [parked] : [parked, voidFor(entry)]
}

/**
 * Takes the place of an entry on the wire, so that the numbers behind it stay without a gap. An entry
 * that was held and let go may give up one number after another.
 */
export const voidFor = (entry: OutboxEntry): OutboxEntry => ({
  changeId: idOf(`void.${entry.seq}.${entry.changeId}`.slice(0, 64)),
  seq: entry.seq,
  order: entry.order,
  editedAt: entry.editedAt,
  rowKey: '',
  body: { kind: 'void' },
  state: 'void',
  tries: 0,
})
