/** Which row a change is about, and in which chat. Pure. */

import type { ChangeBody } from '../protocol/change.ts'
import type { ChatId } from '../protocol/ids.ts'
import type { Entity, Row } from '../protocol/row.ts'
import { rowKey } from '../protocol/row-key.ts'

export interface RowTarget {
  /** Empty where a change is about no row. */
  readonly rowKey: string
  readonly chatId?: ChatId
}

/** A `message.set` does not say its chat on the wire: whoever has it, gives it. */
export const targetOf = (body: ChangeBody, chatId?: ChatId): RowTarget => {
  if (body.kind === 'restore') return targetOfRow(body.row)
  if (body.kind === 'chat.create') return targetOfChat(body.chat.id)
  if ('chatId' in body) return targetOfChat(body.chatId)
  if (body.kind === 'message.append') return targetOfMessage(body.message.id, body.message.chatId)
  if (body.kind === 'message.set') return targetOfMessage(body.messageId, chatId)
  if (body.kind === 'folder.create') return { rowKey: rowKey('folder', body.folder.id) }
  if ('folderId' in body) return { rowKey: rowKey('folder', body.folderId) }
  return { rowKey: body.kind === 'void' ? '' : rowKey('conflict', body.conflictId) }
}

const targetOfChat = (chatId: ChatId): RowTarget => ({ rowKey: rowKey('chat', chatId), chatId })

const targetOfMessage = (id: string, chatId: ChatId | undefined): RowTarget => ({
  rowKey: rowKey('message', id),
  ...(chatId !== undefined && { chatId }),
})

const targetOfRow = (row: Row): RowTarget => {
  if (row.entity === 'chat') return targetOfChat(row.id)
  return row.entity === 'message'
    ? targetOfMessage(row.id, row.chatId)
    : { rowKey: rowKey(row.entity, row.id) }
}

/** The two halves of a row key; an id may itself hold a colon. */
export const splitRowKey = (
  key: string,
): { readonly entity: Entity | null; readonly id: string } => {
  const [entity = ''] = key.split(':', 1)
  return { entity: isEntity(entity) ? entity : null, id: key.slice(entity.length + 1) }
}

const isEntity = (text: string): text is Entity =>
  text === 'chat' || text === 'message' || text === 'folder' || text === 'conflict'
