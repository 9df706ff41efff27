/** The desk of one transaction: rows read once, changed in memory, put back together with their outbox entries. */

import type { ChangeBody } from '../protocol/change.ts'
import type { ChatRow } from '../protocol/chat.ts'
import type { ChangeId, ChatId } from '../protocol/ids.ts'
import { rowKey } from '../protocol/row-key.ts'
import { findMessage } from './blocks.ts'
import type { ChatDatabase } from './database.ts'
import { applyToKept, applyToMessage } from './fold.ts'
import { getMany } from './in-bulk.ts'
import type {
  BranchRecord,
  ChatExtras,
  ChatRecord,
  MessageRecord,
  OutboxEntry,
  ShadowRecord,
  SyncState,
} from './records.ts'
import { type RowTarget, splitRowKey } from './row-target.ts'
import {
  chatRecord,
  conflictRecord,
  type KeptRow,
  keptRow,
  messageRecord,
  type ShownMessage,
  shownMessage,
} from './shown.ts'

/** A change that is decided but has no number yet. */
export interface Prepared extends RowTarget {
  readonly changeId: ChangeId
  readonly editedAt: number
  readonly body: ChangeBody
}

/** A message that changes will touch, and where it may lie. */
export interface MessagePlace {
  readonly messageId: string
  readonly chatId: string
  readonly position?: number | null
  /** A new message has no block to look in. */
  readonly isNew: boolean
}

export interface DeskPlan {
  /** Row keys of chats, folders and conflicts, those included whose messages change. */
  readonly keptKeys: ReadonlySet<string>
  readonly messages: readonly MessagePlace[]
}

export interface Desk {
  sync: SyncState
  readonly rows: Map<string, KeptRow>
  readonly extras: Map<string, ChatExtras>
  readonly overlay: Map<string, MessageRecord>
  /** Messages that lie in a block and have no changes yet. */
  readonly settled: Map<string, ShownMessage>
  readonly shadowed: Set<string>
  readonly newShadows: ShadowRecord[]
  readonly entries: OutboxEntry[]
  readonly branches: Map<string, BranchRecord>
  readonly touchedRows: Set<string>
  readonly touchedMessages: Set<string>
}

/** Reads what the plan names and no more: a few records for one act, however large the database is. */
export const layDesk = async (
  db: ChatDatabase,
  reading: SyncState | PromiseLike<SyncState>,
  plan: DeskPlan,
): Promise<Desk> => {
  const keys = [...plan.keptKeys]
  const idsOf = (entity: string): string[] =>
    keys.flatMap((key) => (splitRowKey(key).entity === entity ? [splitRowKey(key).id] : []))
  const [sync, chats, folders, conflicts, shadows, overlay] = await Promise.all([
    reading,
    getMany(db.chats, idsOf('chat')),
    getMany(db.folders, idsOf('folder')),
    getMany(db.conflicts, idsOf('conflict')),
    getMany(db.shadow, keys),
    getMany(
      db.messages,
      plan.messages.map((place) => place.messageId),
    ),
  ])
  const known = [...chats, ...folders, ...conflicts].filter((row) => row !== undefined)
  const changed = overlay.filter((message) => message !== undefined)
  const desk: Desk = {
    sync,
    rows: new Map(known.map((record) => [rowKey(record.entity, record.id), keptRow(record)])),
    extras: new Map(chats.flatMap((chat) => (chat === undefined ? [] : [[chat.id, chat]]))),
    overlay: new Map(changed.map((message) => [message.id, message])),
    settled: new Map(),
    shadowed: new Set(shadows.flatMap((shadow) => (shadow === undefined ? [] : [shadow.rowKey]))),
    newShadows: [],
    entries: [],
    branches: new Map(),
    touchedRows: new Set(),
    touchedMessages: new Set(),
  }
  for (const place of plan.messages) {
    if (place.isNew || desk.overlay.has(place.messageId)) continue
    const row = await findMessage(db, place)
    if (row !== undefined) desk.settled.set(row.id, row)
  }
  return desk
}

/** The chat's row on the desk. */
export const chatOnDesk = (desk: Desk, chatId: ChatId): ChatRow | undefined => {
  const row = desk.rows.get(rowKey('chat', chatId))
  return row?.entity === 'chat' ? row : undefined
}

/** `chatId`: of a held conflict's choice, the chat with which it is let go. */
export interface Holding {
  readonly isHeld: boolean
  readonly chatId?: ChatId
}

/**
 * Takes the next number, keeps the server's row as shadow, and folds the change into what shows. What
 * is held takes no number.
 */
export const place = (desk: Desk, prepared: Prepared, isHeld: boolean): void => {
  const { nextSeq, nextOrder } = desk.sync
  const entry: OutboxEntry = {
    ...prepared,
    seq: isHeld ? null : nextSeq,
    order: nextOrder,
    state: isHeld ? 'held' : 'waiting',
    tries: 0,
  }
  desk.sync = { ...desk.sync, nextSeq: nextSeq + (isHeld ? 0 : 1), nextOrder: nextOrder + 1 }
  desk.entries.push(entry)
  const { entity, id } = splitRowKey(entry.rowKey)
  if (entity === 'message') placeOnMessage(desk, id, entry)
  else if (entity !== null) placeOnKept(desk, entry)
}

const placeOnKept = (desk: Desk, entry: OutboxEntry): void => {
  const before = desk.rows.get(entry.rowKey) ?? null
  if (!desk.shadowed.has(entry.rowKey)) {
    desk.shadowed.add(entry.rowKey)
    desk.newShadows.push({ rowKey: entry.rowKey, row: before })
  }
  const after = applyToKept(before, entry, desk.sync.deviceId)
  if (after === null) return
  desk.rows.set(entry.rowKey, after)
  desk.touchedRows.add(entry.rowKey)
}

const placeOnMessage = (desk: Desk, id: string, entry: OutboxEntry): void => {
  const changed = desk.overlay.get(id)
  const before = changed ? shownMessage(changed) : (desk.settled.get(id) ?? null)
  const after = applyToMessage(before, entry, desk.sync.deviceId)
  if (after === null) return
  const isUnborn = changed?.state === 'parked' && changed.position === null
  desk.overlay.set(
    id,
    isUnborn
      ? { ...changed, ...after }
      : messageRecord(after, { order: changed?.order ?? entry.order, state: stateAfter(entry) }),
  )
  desk.touchedMessages.add(id)
  if (entry.body.kind === 'message.append') liftChat(desk, after)
}

/** A message is never in the state of an entry that only gives up its number. */
const stateAfter = ({ state }: OutboxEntry): MessageRecord['state'] =>
  state === 'held' ? 'held' : 'waiting'

/** A new message makes its chat the most recent one, and its branch the one that is looked at. */
const liftChat = (desk: Desk, message: ShownMessage): void => {
  const extras = desk.extras.get(message.chatId)
  desk.extras.set(message.chatId, {
    activeAt: Math.max(extras?.activeAt ?? message.timestamp, message.timestamp),
    messageCount: extras?.messageCount ?? 0,
  })
  desk.touchedRows.add(rowKey('chat', message.chatId))
  desk.branches.set(message.chatId, { chatId: message.chatId, leafId: message.id })
}

/** Puts everything back; the caller's transaction makes it one step. */
export const clearDesk = async (db: ChatDatabase, desk: Desk): Promise<void> => {
  if (desk.entries.length === 0) return
  const rows = [...desk.touchedRows].flatMap((key) => desk.rows.get(key) ?? [])
  const messages = [...desk.touchedMessages].flatMap((id) => desk.overlay.get(id) ?? [])
  await Promise.all([
    db.shadow.bulkAdd(desk.newShadows),
    db.outbox.bulkAdd(desk.entries),
    putKept(db, rows, desk.extras),
    db.messages.bulkPut(messages),
    db.branches.bulkPut([...desk.branches.values()]),
    db.sync.put(desk.sync),
  ])
}

/** Writes rows into the tables the screen reads, chats with what the device knows about them. */
export const putKept = async (
  db: ChatDatabase,
  rows: readonly KeptRow[],
  extras: ReadonlyMap<string, ChatExtras>,
): Promise<void> => {
  const chats: ChatRecord[] = rows.flatMap((row) =>
    row.entity === 'chat' ? [chatRecord(row, extras.get(row.id))] : [],
  )
  await Promise.all([
    db.chats.bulkPut(chats),
    db.folders.bulkPut(rows.filter((row) => row.entity === 'folder')),
    db.conflicts.bulkPut(
      rows.flatMap((row) => (row.entity === 'conflict' ? [conflictRecord(row)] : [])),
    ),
  ])
}
