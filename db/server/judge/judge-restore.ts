/** Judges a row that a device brings back after the server lost it: inserted as it was, or merged field by field. */

import type { ChangeBody } from '../../protocol/change.ts'
import type { ConflictRow } from '../../protocol/conflict.ts'
import type { MessageRow } from '../../protocol/message.ts'
import { holdsUnseen, undelete } from './judge-chat.ts'
import { resolve } from './judge-conflict.ts'
import { restoreChat, restoreFolder } from './restore-chat.ts'
import { fieldMerge, type FieldMerge, knownClocks, mergeFields } from './restore-fields.ts'
import type { MessageState } from './loaded.ts'
import { storableMoment } from './moments.ts'
import {
  addMessage,
  type Edit,
  nextRevision,
  patchMessage,
  type Ruling,
  type Working,
} from './working.ts'

type Restore = Extract<ChangeBody, { kind: 'restore' }>

export const judgeRestore = (working: Working, { row }: Restore, edit: Edit): Ruling => {
  switch (row.entity) {
    case 'chat':
      return restoreChat(working, row, edit)
    case 'folder':
      return restoreFolder(working, row, edit)
    case 'message':
      return restoreMessage(working, row, edit)
    case 'conflict':
      return restoreConflict(working, row)
  }
}

/**
 * The parent may still be on another device, and the files too: neither is asked for. A chat in the
 * trash stays there unless it thereby holds more than its deletion had seen (law D1).
 */
const restoreMessage = (working: Working, row: MessageRow, edit: Edit): Ruling => {
  const chat = working.chats.get(row.chatId)
  if (chat === undefined) return { kind: 'refused', code: 'needs_parent' }
  if (chat.isPurged) return { kind: 'refused', code: 'purged' }
  const standing = working.messages.get(row.id)
  if (standing !== undefined)
    return standing.chatId === row.chatId
      ? mergeMessage(working, standing, row)
      : { kind: 'refused', code: 'id_reuse' }
  const { entity: _, ...fields } = row
  const isUnseen = chat.isDeleted && holdsUnseen(chat.nextPosition + 1, chat.clocks['deleted'])
  const open = isUnseen ? undelete(working, chat, edit) : chat
  const revision = nextRevision(working)
  addMessage(working, open, {
    ...fields,
    revision,
    position: open.nextPosition,
    timestamp: storableMoment(row.timestamp),
    createdAt: storableMoment(row.createdAt),
    updatedAt: storableMoment(row.updatedAt),
    clocks: knownClocks(working, row.clocks, { revision, fields: MESSAGE_FIELDS }),
  })
  return { kind: 'taken', outcome: 'applied', revision }
}

const MESSAGE_FIELDS = ['deleted', 'status', 'content']

const mergeMessage = (working: Working, standing: MessageState, row: MessageRow): Ruling => {
  const merges: readonly FieldMerge<MessageState>[] = [
    fieldMerge({ entity: 'message', field: 'deleted', property: 'isDeleted' }, row.isDeleted),
    fieldMerge({ entity: 'message', field: 'status', property: 'status' }, row.status),
    fieldMerge({ entity: 'message', field: 'content', property: 'content' }, row.content),
  ]
  return mergeFields(working, {
    standing,
    restored: row,
    merges,
    put: (merged) => patchMessage(working, merged),
  })
}

const restoreConflict = (working: Working, row: ConflictRow): Ruling => {
  const standing = working.newConflicts.get(row.id) ?? working.conflicts.get(row.id)
  if (standing !== undefined) {
    const { resolvedAt, choice } = row
    const isLater = resolvedAt !== null && resolvedAt > (standing.resolvedAt ?? -Infinity)
    const revision = isLater ? resolve(working, row.id, { choice, resolvedAt }) : undefined
    return { kind: 'taken', outcome: 'duplicate', revision: revision ?? standing.revision }
  }
  if (!isHere(working, row)) return { kind: 'refused', code: 'needs_parent' }
  const { entity: _, ...fields } = row
  const revision = nextRevision(working)
  working.newConflicts.set(row.id, {
    ...fields,
    revision,
    createdAt: storableMoment(row.createdAt),
    resolvedAt: row.resolvedAt === null ? null : storableMoment(row.resolvedAt),
  })
  return { kind: 'taken', outcome: 'applied', revision }
}

const isHere = (working: Working, { ofEntity, entityId }: ConflictRow): boolean => {
  switch (ofEntity) {
    case 'chat':
      return working.chats.get(entityId)?.isPurged === false
    case 'folder':
      return working.folders.get(entityId)?.isPurged === false
    case 'message':
      return working.messages.has(entityId)
  }
}
