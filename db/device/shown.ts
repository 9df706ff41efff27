/** Rows as the screen has them, and how they become the records of the device's tables. Pure. */

import type { ChatRow } from '../protocol/chat.ts'
import type { ConflictRow } from '../protocol/conflict.ts'
import type { FolderRow } from '../protocol/folder.ts'
import type { MessageRow } from '../protocol/message.ts'
import type {
  ChatExtras,
  ChatRecord,
  ConflictRecord,
  FolderRecord,
  MessageRecord,
  Shelf,
} from './records.ts'

/** Rows that have a table of their own; messages lie in blocks. */
export type KeptRow = ChatRow | FolderRow | ConflictRow

/** A message on the screen: without a position while the server has not given it one. */
export type ShownMessage = Omit<MessageRow, 'position'> & { readonly position: number | null }

export const chatRecord = (row: ChatRow, known: ChatExtras | undefined): ChatRecord => ({
  ...row,
  activeAt: Math.max(row.timestamp, known?.activeAt ?? row.timestamp),
  messageCount: known?.messageCount ?? 0,
  shelf: shelfOf(row),
})

export const conflictRecord = (row: ConflictRow): ConflictRecord => ({
  ...row,
  isOpen: row.resolvedAt === null ? 1 : 0,
})

/** The message with how far it is; what an earlier record said of that is gone. */
export const messageRecord = (
  row: ShownMessage,
  progress: Pick<MessageRecord, 'order' | 'state' | 'fault'>,
): MessageRecord => ({ ...row, ...progress })

/** The row in a record, without what the device adds to it. */
export const keptRow = (record: ChatRecord | FolderRecord | ConflictRecord): KeptRow => {
  if (record.entity === 'chat') {
    const { activeAt: _activeAt, messageCount: _count, shelf: _shelf, ...row } = record
    return row
  }
  if (record.entity === 'conflict') {
    const { isOpen: _isOpen, ...row } = record
    return row
  }
  return record
}

/** The message in a record, without how far it is. */
export const shownMessage = (record: MessageRecord): ShownMessage => {
  const { order: _order, state: _state, fault: _fault, ...row } = record
  return row
}

const shelfOf = (row: ChatRow): Shelf => {
  if (row.isPurged) return 'purged'
  if (row.isDeleted) return 'trash'
  if (row.archived) return 'archived'
  return row.pinned ? 'pinned' : 'open'
}
