/** A kept value, whose type is no longer known, as the act that sets it again. Pure. */

import type { MergedEntity } from '../protocol/conflict.ts'
import type { ChatId, FolderId } from '../protocol/ids.ts'
import { idOf, isIdText } from '../protocol/make-id.ts'
import type { MessageStatus } from '../protocol/message.ts'
import type { SyncMode } from '../protocol/sync-mode.ts'
import type { ChangeDraft, ChatValue, FolderValue, MessageValue } from './change-draft.ts'

/** A field of one row, and a value that it once had. */
export interface KeptValue {
  readonly ofEntity: MergedEntity
  readonly entityId: string
  readonly field: string
  readonly value: unknown
  /** Where the row is a message. */
  readonly chatId: ChatId | null
}

/** null where this version knows no such field, or the value cannot be one of it. */
export const draftOfValue = ({
  ofEntity,
  entityId,
  chatId,
  field,
  value,
}: KeptValue): ChangeDraft | null => {
  if (ofEntity === 'chat') {
    const set = chatValue(field, value)
    return set && { kind: 'chat.set', chatId: idOf(entityId), ...set }
  }
  if (ofEntity === 'folder') {
    const set = folderValue(field, value)
    return set && { kind: 'folder.set', folderId: idOf(entityId), ...set }
  }
  const set = messageValue(field, value)
  if (set === null || chatId === null) return null
  return { kind: 'message.set', chatId, messageId: idOf(entityId), ...set }
}

const chatValue = (field: string, value: unknown): ChatValue | null => {
  if (field === 'title' && typeof value === 'string') return { field, value }
  if (field === 'folderId' && isFolder(value)) return { field, value }
  if (field === 'syncMode' && isSyncMode(value)) return { field, value }
  return isFlag(field) && typeof value === 'boolean' ? { field, value } : null
}

const isFlag = (field: string): field is 'pinned' | 'archived' | 'deleted' =>
  field === 'pinned' || field === 'archived' || field === 'deleted'

const folderValue = (field: string, value: unknown): FolderValue | null => {
  if (field === 'name' && typeof value === 'string') return { field, value }
  if (field === 'parentId' && isFolder(value)) return { field, value }
  if (field === 'syncMode' && isSyncMode(value)) return { field, value }
  return field === 'deleted' && typeof value === 'boolean' ? { field, value } : null
}

const messageValue = (field: string, value: unknown): MessageValue | null => {
  if (field === 'content' && typeof value === 'string') return { field, value }
  if (field === 'status' && isStatus(value)) return { field, value }
  return field === 'deleted' && typeof value === 'boolean' ? { field, value } : null
}

const isFolder = (value: unknown): value is FolderId | null =>
  value === null || (typeof value === 'string' && isIdText(value))

const isSyncMode = (value: unknown): value is SyncMode | null =>
  value === null || value === 'everywhere' || value === 'cloud'

const STATUSES: Readonly<Record<MessageStatus, true>> = {
  complete: true,
  streaming: true,
  interrupted: true,
  failed: true,
}

const isStatus = (value: unknown): value is MessageStatus =>
  typeof value === 'string' && Object.hasOwn(STATUSES, value)
