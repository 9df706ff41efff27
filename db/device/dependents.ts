/** Which changes cannot live without which others: a message without its chat or the one it answers. */

import type { ChangeBody } from '../protocol/change.ts'
import { rowKey } from '../protocol/row-key.ts'
import type { ChatDatabase } from './database.ts'
import { isCreating } from './fold.ts'
import type { OutboxEntry } from './records.ts'

/**
 * The candidates that depend on the `fallen` entries, directly or through each other. Only what
 * would have made a row drags others along; a refused set does not. Pure.
 */
export const dependentsOf = (
  fallen: readonly OutboxEntry[],
  candidates: readonly OutboxEntry[],
): readonly OutboxEntry[] => {
  const makers = fallen.filter(isCreating)
  const lostRows = new Set(makers.map((entry) => entry.rowKey))
  const known = new Set(fallen.map((entry) => entry.changeId))
  const found: OutboxEntry[] = []
  for (const entry of candidates.toSorted((a, b) => a.order - b.order)) {
    if (known.has(entry.changeId) || !needsAny(entry, lostRows)) continue
    found.push(entry)
    if (isCreating(entry)) lostRows.add(entry.rowKey)
  }
  return found
}

/** The candidates without which `entry` cannot be: what makes its chat, its row, the message it answers. */
export const makersOf = (
  entry: OutboxEntry,
  candidates: readonly OutboxEntry[],
): readonly OutboxEntry[] => {
  const makers = new Map(candidates.filter(isCreating).map((maker) => [maker.rowKey, maker]))
  const found: OutboxEntry[] = []
  const open = [...needsOf(entry), entry.rowKey]
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    const maker = makers.get(key)
    if (maker === undefined) continue
    makers.delete(key)
    found.push(maker)
    open.push(...needsOf(maker))
  }
  return found.filter((maker) => maker.changeId !== entry.changeId)
}

/** Entries in one state that could depend on these, or these on them: of the same chats and rows. */
export const relatives = async (
  db: ChatDatabase,
  entries: readonly OutboxEntry[],
  state: 'waiting' | 'parked' | 'held',
): Promise<readonly OutboxEntry[]> => {
  const chatIds = new Set(entries.flatMap((entry) => entry.chatId ?? []))
  const rowKeys = new Set(
    entries.flatMap((entry) => (entry.chatId === undefined ? [entry.rowKey] : [])),
  )
  const [inChats, onRows] = await Promise.all([
    db.outbox
      .where('[chatId+state]')
      .anyOf([...chatIds].map((chatId) => [chatId, state]))
      .toArray(),
    db.outbox
      .where('rowKey')
      .anyOf([...rowKeys])
      .filter((entry) => entry.state === state)
      .toArray(),
  ])
  return [...inChats, ...onRows]
}

const needsAny = (entry: OutboxEntry, lostRows: ReadonlySet<string>): boolean =>
  lostRows.has(entry.rowKey) || needsOf(entry).some((key) => lostRows.has(key))

const needsOf = (entry: OutboxEntry): readonly string[] => {
  const chat = entry.chatId === undefined ? [] : [rowKey('chat', entry.chatId)]
  const parentId = parentOf(entry.body)
  return parentId === null ? chat : [...chat, rowKey('message', parentId)]
}

const parentOf = (body: ChangeBody): string | null => {
  if (body.kind === 'message.append') return body.message.parentId
  return body.kind === 'restore' && body.row.entity === 'message' ? body.row.parentId : null
}
