/** The row a person sees: the server's last row and the unanswered changes on it, in the order written. Pure. */

import type { ChangeBody } from '../protocol/change.ts'
import type { ChatRow } from '../protocol/chat.ts'
import type { Clock } from '../protocol/clock.ts'
import type { ConflictRow } from '../protocol/conflict.ts'
import type { FolderRow } from '../protocol/folder.ts'
import type { DeviceId } from '../protocol/ids.ts'
import type { MessageRow } from '../protocol/message.ts'
import { createChat, eraseChat, mergeChat, setChat } from './fold-chat.ts'
import { createFolder, eraseFolder, mergeFolder, setFolder } from './fold-folder.ts'
import { appendMessage, mergeMessage, setMessage } from './fold-message.ts'
import type { OutboxEntry } from './records.ts'
import type { KeptRow, ShownMessage } from './shown.ts'

/** As much of an entry as the screen depends on. */
export type Written = Pick<OutboxEntry, 'changeId' | 'editedAt' | 'body'>

type Ordered = Pick<OutboxEntry, 'body' | 'order' | 'state'>

const CREATING = new Set(['chat.create', 'folder.create', 'message.append', 'restore'])

export const isCreating = (entry: Pick<OutboxEntry, 'body'>): boolean =>
  CREATING.has(entry.body.kind)

/**
 * The entries that show, in their order (never by `seq`: a fork renumbers that). A parked set gives
 * way to the server's value; of a row whose very creation is parked everything stays as it was written.
 */
export const shownEntries = <T extends Ordered>(entries: readonly T[]): readonly T[] => {
  const isUnborn = entries.some((entry) => entry.state === 'parked' && isCreating(entry))
  return entries
    .filter((entry) => entry.state !== 'parked' || isUnborn || isCreating(entry))
    .toSorted((a, b) => a.order - b.order)
}

/** One change on a chat, folder or conflict; a set of what is not there changes nothing. */
export const applyToKept = (
  row: KeptRow | null,
  written: Written,
  deviceId: DeviceId,
): KeptRow | null => {
  const { changeId, editedAt, body } = written
  if (body.kind === 'restore') return restoreKept(row, body.row)
  if (row === null) return make(written)
  const clock = { at: editedAt, deviceId, changeId, revision: 0 }
  if (row.entity === 'chat') return changeChat(row, body, clock)
  return row.entity === 'folder' ? changeFolder(row, body, clock) : answer(row, body, editedAt)
}

/** One change on a message. */
export const applyToMessage = (
  row: ShownMessage | null,
  { changeId, editedAt, body }: Written,
  deviceId: DeviceId,
): ShownMessage | null => {
  if (body.kind === 'restore')
    return body.row.entity === 'message' ? restoreMessage(row, body.row) : row
  if (body.kind === 'message.append') return row ?? appendMessage(body.message, editedAt, deviceId)
  if (row === null || body.kind !== 'message.set') return row
  return setMessage(row, body, { at: editedAt, deviceId, changeId, revision: 0 })
}

const make = ({ body, editedAt }: Written): KeptRow | null => {
  if (body.kind === 'chat.create') return createChat(body.chat, editedAt)
  return body.kind === 'folder.create' ? createFolder(body.folder, editedAt) : null
}

const changeChat = (row: ChatRow, body: ChangeBody, clock: Clock): ChatRow => {
  if (body.kind === 'chat.set') return setChat(row, body, clock)
  return body.kind === 'chat.purge' ? eraseChat(row, clock.at) : row
}

const changeFolder = (row: FolderRow, body: ChangeBody, clock: Clock): FolderRow => {
  if (body.kind === 'folder.set') return setFolder(row, body, clock)
  return body.kind === 'folder.purge' ? eraseFolder(row, clock.at) : row
}

/** The last word stands. */
const answer = (row: ConflictRow, body: ChangeBody, at: number): ConflictRow => {
  if (body.kind !== 'conflict.resolve') return row
  const { choice } = body
  return { ...row, choice, resolvedAt: choice === null ? null : at }
}

const restoreKept = (row: KeptRow | null, restored: KeptRow | MessageRow): KeptRow | null => {
  if (restored.entity === 'message') return row
  if (row === null) return restored
  if (row.entity === 'chat' && restored.entity === 'chat') return mergeChat(row, restored)
  if (row.entity === 'folder' && restored.entity === 'folder') return mergeFolder(row, restored)
  return row
}

const restoreMessage = (row: ShownMessage | null, restored: MessageRow): ShownMessage =>
  row === null ? { ...restored, position: null } : mergeMessage(row, restored)
