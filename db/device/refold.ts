/** Lets answered entries go and shows every touched row anew: the server's row and what remains, in order. */

import type { DeviceId } from '../protocol/ids.ts'
import type { MessageRow } from '../protocol/message.ts'
import { blockIndex } from './blocks.ts'
import type { ChatDatabase } from './database.ts'
import { putKept } from './desk.ts'
import { eraseChats } from './erase.ts'
import { applyToKept, shownEntries } from './fold.ts'
import { deleteMany, getMany, keysAround } from './in-bulk.ts'
import { entriesIn } from './outbox.ts'
import { overlaid } from './overlay.ts'
import type { MessageRecord, OutboxEntry } from './records.ts'
import { splitRowKey } from './row-target.ts'
import type { KeptRow } from './shown.ts'

export interface RefoldPlan {
  readonly deviceId: DeviceId
  readonly rowKeys: ReadonlySet<string>
  /** Every row up to this revision has arrived; null: more is to come. */
  readonly completeAt: number | null
  /** Messages that have just got into their block, by id. */
  readonly arrived?: ReadonlyMap<string, MessageRow>
  /** Entries as they are now where the table does not say so yet; those that stay are stored here. */
  readonly unstored?: readonly OutboxEntry[]
}

/**
 * Part of its caller's transaction. An answered entry leaves when its row stands at its revision or
 * later, or nothing more is to come (laws N2, V1); a row without entries loses its shadow. Resolves
 * to how many entries left.
 */
export const refold = async (db: ChatDatabase, plan: RefoldPlan): Promise<number> => {
  if (plan.rowKeys.size === 0) return 0
  const messageKeys: string[] = []
  const keptKeys: string[] = []
  for (const key of plan.rowKeys)
    (splitRowKey(key).entity === 'message' ? messageKeys : keptKeys).push(key)
  const unstored = new Map<string, OutboxEntry>(
    plan.unstored?.map((entry) => [entry.changeId, entry]),
  )
  const byRow = groupByRow([
    ...unstored.values(),
    ...(await entriesOf(db, keptKeys, unstored)),
    ...(await entriesOf(db, messageKeys, unstored)),
  ])
  const gone = [
    ...(await refoldKept(db, plan, { keys: keptKeys, byRow })),
    ...(await refoldMessages(db, plan, { keys: messageKeys, byRow })),
  ]
  await deleteMany(db.outbox, gone)
  for (const changeId of gone) unstored.delete(changeId)
  await db.outbox.bulkPut([...unstored.values()])
  if (gone.length > 0) await sweep(db)
  return gone.length
}

/**
 * Chromium leaves what was deleted in the indexes until somebody who writes passes over it; whoever
 * only reads passes over all of it again each time. Done where lists begin to read.
 */
const sweep = async (db: ChatDatabase): Promise<void> => {
  await Promise.all([
    db.outbox.orderBy('[chatId+state]').limit(1).primaryKeys(),
    entriesIn(db, 'waiting').limit(1).primaryKeys(),
  ])
}

/** The entries of these rows, all of one kind, without those that are at hand already. */
const entriesOf = async (
  db: ChatDatabase,
  rowKeys: readonly string[],
  atHand: ReadonlyMap<string, OutboxEntry>,
): Promise<readonly OutboxEntry[]> => {
  const wanted = new Set(rowKeys)
  const changeIds = await keysAround(db.outbox, 'rowKey', rowKeys)
  const entries = await getMany(
    db.outbox,
    changeIds.filter((changeId) => !atHand.has(changeId)),
  )
  return entries.flatMap((entry) => (entry !== undefined && wanted.has(entry.rowKey) ? entry : []))
}

export const groupByRow = (entries: readonly OutboxEntry[]): Map<string, OutboxEntry[]> => {
  const byRow = new Map<string, OutboxEntry[]>()
  for (const entry of entries) {
    const group = byRow.get(entry.rowKey)
    if (group === undefined) byRow.set(entry.rowKey, [entry])
    else group.push(entry)
  }
  return byRow
}

interface Touched {
  readonly keys: readonly string[]
  readonly byRow: ReadonlyMap<string, readonly OutboxEntry[]>
}

const hasLeft =
  (base: { readonly revision: number } | null, plan: RefoldPlan) =>
  (entry: OutboxEntry): boolean =>
    entry.answeredAt !== undefined &&
    entry.answeredAt <= Math.max(base?.revision ?? -1, plan.completeAt ?? -1)

const refoldKept = async (
  db: ChatDatabase,
  plan: RefoldPlan,
  { keys, byRow }: Touched,
): Promise<readonly string[]> => {
  const shadows = await getMany(db.shadow, keys)
  const chats = await getMany(
    db.chats,
    keys.map((key) => splitRowKey(key).id),
  )
  const extras = new Map(chats.flatMap((chat) => (chat === undefined ? [] : [[chat.id, chat]])))
  const puts: KeptRow[] = []
  const drops: string[] = []
  const unshadowed: string[] = []
  const gone: string[] = []
  for (const [at, key] of keys.entries()) {
    const shadow = shadows[at]
    if (shadow === undefined) continue
    const entries = byRow.get(key) ?? []
    const leaves = hasLeft(shadow.row, plan)
    const remaining = entries.filter((entry) => !leaves(entry))
    gone.push(...entries.filter(leaves).map((entry) => entry.changeId))
    let row = shadow.row
    for (const entry of shownEntries(remaining)) row = applyToKept(row, entry, plan.deviceId)
    if (row === null) drops.push(key)
    else puts.push(row)
    if (remaining.length === 0) unshadowed.push(key)
  }
  await putKept(db, puts, extras)
  await dropKept(db, drops)
  await deleteMany(db.shadow, unshadowed)
  return gone
}

/** Rows that neither the server nor the outbox knows any more; a chat goes with what it held. */
const dropKept = async (db: ChatDatabase, keys: readonly string[]): Promise<void> => {
  if (keys.length === 0) return
  const idsOf = (entity: string): string[] =>
    keys.flatMap((key) => (splitRowKey(key).entity === entity ? [splitRowKey(key).id] : []))
  const chatIds = idsOf('chat')
  await eraseChats(db, chatIds)
  await db.chats.bulkDelete(chatIds)
  await db.folders.bulkDelete(idsOf('folder'))
  await db.conflicts.bulkDelete(idsOf('conflict'))
}

const refoldMessages = async (
  db: ChatDatabase,
  plan: RefoldPlan,
  { keys, byRow }: Touched,
): Promise<readonly string[]> => {
  const ids = keys.map((key) => splitRowKey(key).id)
  const bases = await blockRows(db, ids, plan.arrived ?? new Map())
  const puts: MessageRecord[] = []
  const drops: string[] = []
  const gone: string[] = []
  for (const [at, key] of keys.entries()) {
    const id = ids[at] ?? ''
    const entries = byRow.get(key) ?? []
    const base = bases.get(id) ?? null
    const leaves = hasLeft(base, plan)
    gone.push(...entries.filter(leaves).map((entry) => entry.changeId))
    const record = overlaid(
      base,
      entries.filter((entry) => !leaves(entry)),
      plan.deviceId,
    )
    if (record === null) drops.push(id)
    else puts.push(record)
  }
  await db.messages.bulkPut(puts)
  await deleteMany(db.messages, drops)
  return gone
}

/** The server's rows of overlaid messages, from the page that brought them or the blocks they lie in. */
const blockRows = async (
  db: ChatDatabase,
  ids: readonly string[],
  arrived: ReadonlyMap<string, MessageRow>,
): Promise<ReadonlyMap<string, MessageRow>> => {
  const rows = new Map(arrived)
  const overlay = await getMany(
    db.messages,
    ids.filter((id) => !arrived.has(id)),
  )
  const sought = new Map<string, [string, number]>()
  for (const message of overlay) {
    if (message === undefined || message.position === null) continue
    const index = blockIndex(message.position)
    sought.set(`${message.chatId}:${index}`, [message.chatId, index])
  }
  for (const block of await db.blocks.bulkGet([...sought.values()]))
    for (const message of block?.messages ?? [])
      if (!rows.has(message.id)) rows.set(message.id, message)
  return rows
}
