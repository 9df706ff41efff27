/** A page's rows into their tables: newer ones only, to the shadow where changes wait, messages by the block. */

import { CHANGE_FAULTS, type ChangeFault } from '../protocol/fault.ts'
import type { MessageRow } from '../protocol/message.ts'
import type { Row } from '../protocol/row.ts'
import { rowKey } from '../protocol/row-key.ts'
import {
  type ArrivedMessages,
  type BlockReading,
  mergeMessages,
  readBlocks,
} from './take-messages.ts'
import type { ChatDatabase } from './database.ts'
import { putKept } from './desk.ts'
import { eraseChats, eraseConflicts } from './erase.ts'
import { getMany } from './in-bulk.ts'
import { countKnown, knowing } from './known.ts'
import type { BodyRecord, ChatExtras, ChatRecord, OutboxEntry, ShadowRecord } from './records.ts'
import { setAside } from './set-aside.ts'
import { type KeptRow, keptRow } from './shown.ts'

export interface TakenRows {
  /** Keys of rows with entries, which must be folded anew. */
  readonly touched: ReadonlySet<string>
  readonly arrived: ReadonlyMap<string, MessageRow>
  /** Rows that were news. */
  readonly news: number
}

const PURGED: ChangeFault = { code: 'purged', message: CHANGE_FAULTS.purged.sentence }

/**
 * Part of receive's transaction. Kinds of rows that this version does not know are passed over. A
 * page out of order may bring messages of a chat that is yet to come: they come again behind it.
 */
export const takeRows = async (
  db: ChatDatabase,
  rows: readonly Row[],
  isInOrder: boolean,
): Promise<TakenRows> => {
  if (rows.length === 0) return { touched: new Set(), arrived: new Map(), news: 0 }
  const messages = rows.filter((row) => row.entity === 'message')
  const kept = rows.filter(
    (row) => row.entity === 'chat' || row.entity === 'folder' || row.entity === 'conflict',
  )
  const [known, blocks] = await Promise.all([
    readKnown(db, kept, messages),
    readBlocks(db, messages),
  ])
  const news = newest(known, kept)
  const erasedOf = (entity: Row['entity']): string[] =>
    news.flatMap((row) => (row.entity === entity && isErased(row) ? [row.id] : []))
  const erased = erasedOf('chat')
  const purged = new Set([...known.purged, ...erased])
  const chatIds = new Set([...known.chats.keys(), ...news.map((row) => row.id)])
  const arrival = mergeMessages(
    blocks,
    (chatId) => !purged.has(chatId) && (isInOrder || chatIds.has(chatId)),
  )
  const touched = await store(db, known, { news, arrival, blocks })
  for (const key of await erase(db, erased)) touched.add(key)
  await eraseConflicts(db, new Set(erasedOf('folder')))
  for (const id of arrival.overlaid.keys()) touched.add(rowKey('message', id))
  return { touched, arrived: arrival.overlaid, news: news.length + arrival.news }
}

const isErased = (row: KeptRow): boolean => row.entity !== 'conflict' && row.isPurged === true

interface Known {
  readonly rows: ReadonlyMap<string, KeptRow>
  readonly shadows: ReadonlyMap<string, ShadowRecord>
  readonly chats: ReadonlyMap<string, ChatRecord>
  readonly purged: ReadonlySet<string>
}

const readKnown = async (
  db: ChatDatabase,
  kept: readonly KeptRow[],
  messages: readonly MessageRow[],
): Promise<Known> => {
  const idsOf = (entity: KeptRow['entity']): string[] =>
    kept.flatMap((row) => (row.entity === entity ? [row.id] : []))
  const chatIds = new Set([...idsOf('chat'), ...messages.map((message) => message.chatId)])
  const [chats, folders, conflicts, shadows] = await Promise.all([
    getMany(db.chats, [...chatIds]),
    getMany(db.folders, idsOf('folder')),
    getMany(db.conflicts, idsOf('conflict')),
    getMany(
      db.shadow,
      kept.map((row) => rowKey(row.entity, row.id)),
    ),
  ])
  const found = chats.filter((chat) => chat !== undefined)
  const records = [...found, ...folders, ...conflicts].filter((record) => record !== undefined)
  return {
    rows: new Map(records.map((record) => [rowKey(record.entity, record.id), keptRow(record)])),
    shadows: new Map(shadows.flatMap((shadow) => (shadow ? [[shadow.rowKey, shadow]] : []))),
    chats: new Map(found.map((chat) => [chat.id, chat])),
    purged: new Set(found.flatMap((chat) => (chat.isPurged ? [chat.id] : []))),
  }
}

/** The rows of a page that are newer than the known ones; of one row sent twice the later. */
const newest = (known: Known, rows: readonly KeptRow[]): readonly KeptRow[] => {
  const news = new Map<string, KeptRow>()
  for (const row of rows) {
    const key = rowKey(row.entity, row.id)
    const shadow = known.shadows.get(key)
    const standing = news.get(key) ?? (shadow === undefined ? known.rows.get(key) : shadow.row)
    if (row.revision > (standing?.revision ?? -1)) news.set(key, row)
  }
  return [...news.values()]
}

interface Arrived {
  readonly news: readonly KeptRow[]
  readonly arrival: ArrivedMessages
  readonly blocks: BlockReading
}

/** Where a row has a shadow it goes there, to be folded by the caller; else straight to its table. */
const store = async (db: ChatDatabase, known: Known, arrived: Arrived): Promise<Set<string>> => {
  const { news, arrival } = arrived
  const shadows: ShadowRecord[] = []
  const puts = new Map<string, KeptRow>()
  for (const row of news) {
    const key = rowKey(row.entity, row.id)
    if (known.shadows.has(key)) shadows.push({ rowKey: key, row })
    else puts.set(key, row)
  }
  const { extras, aware } = countIn(known, puts, arrived)
  await Promise.all([
    db.blocks.bulkPut([...arrival.blocks]),
    putKept(db, [...puts.values()], extras),
    db.shadow.bulkPut(shadows),
    db.bodies.bulkPut(aware),
  ])
  return new Set(shadows.map((shadow) => shadow.rowKey))
}

/** What the chats of these messages gained: put among the rows that are to be stored. */
const countIn = (
  known: Known,
  puts: Map<string, KeptRow>,
  { arrival, blocks: { groups, bodies } }: Arrived,
): { readonly extras: Map<string, ChatExtras>; readonly aware: readonly BodyRecord[] } => {
  const extras = new Map<string, ChatExtras>(known.chats)
  const aware: BodyRecord[] = []
  for (const [chatId, { added, latestAt }] of arrival.byChat) {
    const key = rowKey('chat', chatId)
    const row = puts.get(key) ?? known.rows.get(key)
    if (row === undefined) continue
    const before = extras.get(chatId)
    const count = before?.messageCount ?? 0
    const body = knowing({ body: bodies.get(chatId), count }, groups)
    if (body !== null) aware.push(body)
    extras.set(chatId, {
      activeAt: Math.max(before?.activeAt ?? latestAt, latestAt),
      messageCount: body === null ? count + added : countKnown(body.known),
    })
    puts.set(key, row)
  }
  return { extras, aware }
}

/**
 * Chats that were erased for good elsewhere. What was answered for is gone with them; what was never
 * sent is parked, with the words in it. The server, which was asked first about something in such a
 * chat, could only say that it is not there: now it is known why.
 */
const erase = async (db: ChatDatabase, chatIds: readonly string[]): Promise<readonly string[]> => {
  if (chatIds.length === 0) return []
  await eraseChats(db, chatIds)
  await db.chats
    .where('id')
    .anyOf([...chatIds])
    .modify({ messageCount: 0 })
  const overlay = await db.messages
    .where('chatId')
    .anyOf([...chatIds])
    .toArray()
  const entriesOf = async (state: OutboxEntry['state']): Promise<readonly OutboxEntry[]> =>
    db.outbox
      .where('[chatId+state]')
      .anyOf(chatIds.map((chatId) => [chatId, state]))
      .toArray()
  const answered = await entriesOf('answered')
  const refused = (await entriesOf('parked')).filter(({ fault }) => fault?.code === 'needs_parent')
  const unsent = [...(await entriesOf('waiting')), ...(await entriesOf('held'))]
  const waiting = unsent.filter((entry) => entry.body.kind !== 'chat.purge')
  await db.keeping.bulkDelete([...chatIds])
  await db.outbox.bulkDelete(answered.map((entry) => entry.changeId))
  await db.outbox.bulkPut(refused.map((entry) => ({ ...entry, fault: PURGED })))
  await setAside(
    db,
    waiting.map((entry) => ({ entry, fault: PURGED, isAnswered: false })),
  )
  return [
    ...overlay.map((message) => rowKey('message', message.id)),
    ...[...answered, ...refused, ...waiting].map((entry) => entry.rowKey),
  ]
}
