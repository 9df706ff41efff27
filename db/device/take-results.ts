/** What the server said of each change: answered entries stay until their row comes, refused ones are parked. */

import { CHANGE_FAULTS, type ChangeFault } from '../protocol/fault.ts'
import type { ChangeId } from '../protocol/ids.ts'
import type { ChangeResult } from '../protocol/round.ts'
import type { ChatDatabase } from './database.ts'
import { deleteMany, getMany } from './in-bulk.ts'
import type { OutboxEntry } from './records.ts'
import { type Fallen, setAside, voidFor } from './set-aside.ts'

export interface TakenResults {
  readonly touched: ReadonlySet<string>
  readonly answered: number
  /** Numbers under which nothing waits any more. */
  readonly numbers: readonly number[]
  /** Entries answered here whose new state is not stored: most of them leave in the same transaction. */
  readonly unstored: readonly OutboxEntry[]
  readonly parked: number
  /** Entries that are done with their answer alone. */
  readonly left: number
  readonly held: { readonly changeId: ChangeId; readonly fault: ChangeFault } | null
}

/** A change as it went out. */
export interface Sent {
  readonly changeId: ChangeId
  readonly seq: number
}

interface Asked {
  readonly results: readonly ChangeResult[]
  readonly sent: readonly Sent[]
}

interface Met {
  readonly result: ChangeResult
  readonly entry: OutboxEntry | undefined
  /** The number under which the server heard of it; null: it was not asked. */
  readonly seq: number | null
}

type Fate =
  | { readonly kind: 'answered'; readonly entry: OutboxEntry }
  | { readonly kind: 'done'; readonly entry: OutboxEntry }
  | { readonly kind: 'fallen'; readonly entry: OutboxEntry; readonly fault: ChangeFault }
  | { readonly kind: 'held'; readonly entry: OutboxEntry; readonly fault: ChangeFault }

const UNSAID: ChangeFault = { code: 'invalid', message: CHANGE_FAULTS.invalid.sentence }

/**
 * Part of receive's transaction. An answer to an entry that is gone or answered already changes
 * nothing but what becomes of its number. `isErasing`: the page will look for entries by their state.
 */
export const takeResults = async (
  db: ChatDatabase,
  { results, sent }: Asked,
  isErasing: boolean,
): Promise<TakenResults> => {
  const found = await getMany(
    db.outbox,
    results.map((result) => result.changeId),
  )
  const numberOf = new Map(sent.map(({ changeId, seq }) => [changeId, seq]))
  const asked = results.map((result, at): Met => {
    return { result, entry: found[at], seq: numberOf.get(result.changeId) ?? null }
  })
  const news = asked.flatMap(({ entry, result, seq }) =>
    entry === undefined || isOld(entry, result) ? [] : [{ entry, result, seq }],
  )
  const fates = news.map(({ entry, result }) => fateOf(entry, result))
  const answered = fates.flatMap((fate) => (fate.kind === 'answered' ? [fate.entry] : []))
  const done = fates.flatMap((fate) => (fate.kind === 'done' ? [fate.entry] : []))
  const held = fates.flatMap((fate) => (fate.kind === 'held' ? [fate] : []))
  const fallen = fates.flatMap((fate): readonly Fallen[] =>
    fate.kind === 'fallen' ? [{ entry: fate.entry, fault: fate.fault, isAnswered: true }] : [],
  )
  const isLookedFor = isErasing || fallen.length > 0
  await db.outbox.bulkPut([
    ...(isLookedFor ? answered : []),
    ...held.map(({ entry, fault }) => ({ ...entry, fault, tries: entry.tries + 1 })),
  ])
  const taken = asked.filter(({ result }) => !isHold(result))
  await settleNumbers(db, taken)
  await deleteMany(
    db.outbox,
    done.map((entry) => entry.changeId),
  )
  // The conflict went with its chat: whoever does not have the text could not tell.
  await db.shadow.bulkPut(
    done.flatMap(({ body, rowKey }) =>
      body.kind === 'conflict.resolve' ? [{ rowKey, row: null }] : [],
    ),
  )
  await noteFiles(db, answered)
  const aside = await setAside(db, fallen)
  const [first] = held
  return {
    touched: new Set([...fates.map((fate) => fate.entry.rowKey), ...aside].filter(Boolean)),
    answered: answered.length + done.length,
    numbers: taken.flatMap(({ seq }) => seq ?? []),
    unstored: isLookedFor ? [] : answered,
    parked: fallen.length,
    left: done.length,
    held: first === undefined ? null : { changeId: first.entry.changeId, fault: first.fault },
  }
}

/** Whoever takes a message has the files that it names, whoever brought them. */
const noteFiles = async (db: ChatDatabase, answered: readonly OutboxEntry[]): Promise<void> => {
  const named = answered.flatMap(({ body }) =>
    body.kind === 'message.append' ? (body.message.attachments ?? []) : [],
  )
  if (named.length === 0) return
  const hashes = named.map(({ sha256 }) => sha256)
  await db.attachments.where('sha256').anyOf(hashes).modify({ isSent: 1 })
}

/**
 * A change that became only-here on its way has given its number up, and one that was let go again waits
 * under a later one. The number that was used is not to be given up, the later one is.
 */
const settleNumbers = async (db: ChatDatabase, taken: readonly Met[]): Promise<void> => {
  const moved = taken.filter(({ entry, seq }) => seq !== null && entry?.seq !== seq)
  if (moved.length === 0) return
  const used = moved.flatMap(({ seq }) => seq ?? [])
  const later = moved.flatMap(({ entry }) => (entry?.seq == null ? [] : voidFor(entry)))
  await db.outbox
    .where('seq')
    .anyOf(used)
    .filter(({ state }) => state === 'void')
    .delete()
  await db.outbox.bulkPut(later)
}

/** Answered already; or to be sent again later, which what is only on this device by now is not. */
const isOld = ({ state }: OutboxEntry, result: ChangeResult): boolean =>
  state === 'answered' || (state === 'held' && isHold(result))

/** The server did not take it, nor its number. */
const isHold = ({ outcome, fault = UNSAID }: ChangeResult): boolean =>
  outcome === 'rejected' && CHANGE_FAULTS[fault.code].fate === 'hold'

const fateOf = (entry: OutboxEntry, result: ChangeResult): Fate => {
  const { outcome, revision, fault = UNSAID } = result
  if (outcome !== 'rejected') {
    if (entry.body.kind === 'void') return { kind: 'done', entry }
    const { fault: _, ...rest } = entry
    return {
      kind: 'answered',
      entry: { ...rest, seq: null, state: 'answered', answeredAt: revision },
    }
  }
  if (isHold(result)) return { kind: 'held', entry, fault }
  return isMoot(entry, fault) ? { kind: 'done', entry } : { kind: 'fallen', entry, fault }
}

/** A refusal that nobody needs to hear of: nobody wrote it, or what it wanted is so already. */
const isMoot = ({ body }: OutboxEntry, fault: ChangeFault): boolean => {
  if (body.kind === 'void') return true
  if (body.kind === 'restore') return fault.code === 'purged'
  if (body.kind === 'conflict.resolve') return fault.code === 'needs_parent'
  const isPurge = body.kind === 'chat.purge' || body.kind === 'folder.purge'
  return isPurge && (fault.code === 'purged' || fault.code === 'needs_parent')
}
