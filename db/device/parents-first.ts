/** Puts restored rows into an order in which each finds what it belongs to already there. Pure. */

import type { Row } from '../protocol/row.ts'
import { rowKey } from '../protocol/row-key.ts'
import type { OutboxEntry } from './records.ts'

/** Folders, then chats, then messages, then conflicts, then what erases; within each, parents first. */
const RANK = { folder: 0, chat: 1, message: 2, conflict: 3 } as const
const LAST = 4

/**
 * Entries of one row keep their order among themselves. A parent that is not among them is taken for
 * known; a circle of parents, which no device makes, is cut where it is met.
 */
export const parentsFirst = (entries: readonly OutboxEntry[]): readonly OutboxEntry[] => {
  const ranked = entries.toSorted((a, b) => rankOf(a) - rankOf(b))
  const byRow = new Map<string, OutboxEntry[]>()
  for (const entry of ranked) if (entry.body.kind === 'restore') addTo(byRow, entry.rowKey, entry)
  const placed: OutboxEntry[] = []
  for (const entry of ranked) {
    if (entry.body.kind !== 'restore') placed.push(entry)
    else placed.push(...takeChain(byRow, entry.rowKey))
  }
  return placed
}

/** The entries of a row behind those of its parents, each row once. */
const takeChain = (byRow: Map<string, OutboxEntry[]>, key: string): readonly OutboxEntry[] => {
  const chain: OutboxEntry[][] = []
  for (let at: string | null = key; at !== null;) {
    const entries = byRow.get(at)
    if (entries === undefined) break
    byRow.delete(at)
    chain.push(entries)
    at = parentKey(entries)
  }
  return chain.toReversed().flat()
}

const parentKey = ([first]: readonly OutboxEntry[]): string | null =>
  first?.body.kind === 'restore' ? parentOf(first.body.row) : null

const parentOf = (row: Row): string | null => {
  switch (row.entity) {
    case 'folder':
      return row.parentId && rowKey('folder', row.parentId)
    case 'chat':
      return row.parentChatId && rowKey('chat', row.parentChatId)
    case 'message':
      return row.parentId && rowKey('message', row.parentId)
    case 'conflict':
      return null
  }
}

const rankOf = ({ body }: OutboxEntry): number =>
  body.kind === 'restore' ? RANK[body.row.entity] : LAST

const addTo = (byRow: Map<string, OutboxEntry[]>, key: string, entry: OutboxEntry): void => {
  const group = byRow.get(key)
  if (group === undefined) byRow.set(key, [entry])
  else group.push(entry)
}
