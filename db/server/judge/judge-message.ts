/** Judges what is done to messages: they are added, and then only their state changes. */

import { createHash } from 'node:crypto'
import type { ChangeBody } from '../../protocol/change.ts'
import type { NewMessage } from '../../protocol/message.ts'
import { undelete } from './judge-chat.ts'
import type { MessageState } from './loaded.ts'
import { byOf, type MergedRow, mergeSet } from './merge-field.ts'
import { storableMoment } from './moments.ts'
import {
  addMessage,
  type Edit,
  type NewMessageRow,
  nextRevision,
  patchMessage,
  type Ruling,
  type Working,
} from './working.ts'

type Append = Extract<ChangeBody, { kind: 'message.append' }>
type MessageSet = Extract<ChangeBody, { kind: 'message.set' }>

export const judgeAppend = (working: Working, { message }: Append, edit: Edit): Ruling => {
  const chat = working.chats.get(message.chatId)
  if (chat === undefined) return { kind: 'refused', code: 'needs_parent' }
  if (chat.isPurged) return { kind: 'refused', code: 'purged' }
  const standing = working.messages.get(message.id)
  if (standing !== undefined) return judgeKnown(standing, message)
  if (message.parentId !== null && !working.messages.has(message.parentId))
    return { kind: 'refused', code: 'needs_parent' }
  const absent = absentFiles(working, message)
  if (absent.length > 0) return { kind: 'refused', code: 'needs_attachment', sha256: absent }
  const open = chat.isDeleted ? undelete(working, chat, edit) : chat
  const revision = nextRevision(working)
  addMessage(working, open, {
    ...rowOf(message, edit),
    revision,
    position: open.nextPosition,
  })
  return { kind: 'taken', outcome: 'applied', revision }
}

const rowOf = (
  message: NewMessage,
  { deviceId, at }: Edit,
): Omit<NewMessageRow, 'revision' | 'position'> => ({
  id: message.id,
  chatId: message.chatId,
  parentId: message.parentId,
  role: message.role,
  content: message.content,
  timestamp: storableMoment(message.timestamp),
  model: message.model ?? null,
  status: message.status ?? 'complete',
  attachments: message.attachments ?? [],
  metadata: message.metadata ?? null,
  deviceId,
  isDeleted: false,
  createdAt: at,
  updatedAt: at,
  clocks: {},
})

const judgeKnown = (standing: MessageState, message: NewMessage): Ruling =>
  isSame(standing, message)
    ? { kind: 'taken', outcome: 'duplicate', revision: standing.revision }
    : { kind: 'refused', code: 'id_reuse' }

/** The very message again, which may have grown since while it streamed. */
const isSame = (standing: MessageState, message: NewMessage): boolean =>
  standing.chatId === message.chatId &&
  standing.role === message.role &&
  standing.parentId === message.parentId &&
  (standing.clocks['content'] !== undefined || hasContent(standing, message.content))

const hasContent = (standing: MessageState, content: string): boolean =>
  standing.contentMd5 === null
    ? standing.content === content
    : standing.contentMd5 === createHash('md5').update(content).digest('hex')

const absentFiles = (working: Working, message: NewMessage): readonly string[] =>
  (message.attachments ?? [])
    .map((file) => file.sha256)
    .filter((sha256) => !working.attachments.has(sha256))

export const judgeMessageSet = (working: Working, change: MessageSet, edit: Edit): Ruling => {
  const standing = working.messages.get(change.messageId)
  if (standing === undefined) return { kind: 'refused', code: 'needs_parent' }
  if (isTooLate(standing, change))
    return { kind: 'refused', code: 'invalid', message: 'This message is written to its end.' }
  const revision = nextRevision(working)
  const updatedAt = Math.max(standing.updatedAt, edit.at)
  const merged = merge(working, { ...standing, revision, updatedAt }, { change, edit })
  patchMessage(working, merged.row)
  return { kind: 'taken', outcome: merged.isConflict ? 'conflict' : 'applied', revision }
}

/** Content and status move only while the message streams; the same status again is no move. */
const isTooLate = (standing: MessageState, change: MessageSet): boolean => {
  if (change.field === 'deleted' || standing.status === 'streaming') return false
  return change.field === 'content' || change.value !== standing.status
}

const merge = (
  working: Working,
  row: MessageState,
  { change, edit }: { readonly change: MessageSet; readonly edit: Edit },
): MergedRow<MessageState> => {
  const target = { entity: 'message', field: change.field, row } as const
  const by = byOf(change, edit)
  switch (change.field) {
    case 'deleted':
      return mergeSet(working, { ...target, property: 'isDeleted' }, { ...by, value: change.value })
    case 'status':
      return mergeSet(working, { ...target, property: 'status' }, { ...by, value: change.value })
    case 'content':
      return mergeSet(working, { ...target, property: 'content' }, { ...by, value: change.value })
  }
}
