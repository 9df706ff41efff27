/** Which row a change is about, and in which chat. Pure. */

import type { ChangeBody } from '../protocol/change.ts'
import type { ChatId } from '../protocol/ids.ts'
import { type Entity, type Row, rowKey } from '../protocol/row.ts'

export interface RowTarget {
  /** Empty where a change is about no row. */
  readonly rowKey: string
  readonly chatId?: ChatId
}

/** A `message.set` does not say its chat on the wire: whoever has it, gives it. */
export const targetOf = (body: ChangeBody, chatId?: ChatId): RowTarget => {
  switch (body.kind) {
    case 'chat.create':
      return { rowKey: rowKey('chat', body.chat.id), chatId: body.chat.id }
    case 'chat.set':
    case 'chat.purge':
      return { rowKey: rowKey('chat', body.chatId), chatId: body.chatId }
    case 'message.append':
      return { rowKey: rowKey('message', body.message.id), chatId: body.message.chatId }
    case 'message.set':
      return { rowKey: rowKey('message', body.messageId), ...(chatId && { chatId }) }
    case 'folder.create':
      return { rowKey: rowKey('folder', body.folder.id) }
    case 'folder.set':
      return { rowKey: rowKey('folder', body.folderId) }
    case 'conflict.resolve':
      return { rowKey: rowKey('conflict', body.conflictId) }
    case 'restore':
      return targetOfRow(body.row)
    case 'void':
      return { rowKey: '' }
  }
}

const targetOfRow = (row: Row): RowTarget => {
  const key = rowKey(row.entity, row.id)
  if (row.entity === 'chat') return { rowKey: key, chatId: row.id }
  return row.entity === 'message' ? { rowKey: key, chatId: row.chatId } : { rowKey: key }
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
