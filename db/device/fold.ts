/** The row a person sees: the server's last row and the unanswered changes on it, in the order written. Pure. */

import type { DeviceId } from '../protocol/ids.ts'
import type { MessageRow } from '../protocol/message.ts'
import { createChat, eraseChat, mergeChat, setChat } from './fold-chat.ts'
import { createFolder, mergeFolder, setFolder } from './fold-folder.ts'
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
  { changeId, editedAt, body }: Written,
  deviceId: DeviceId,
): KeptRow | null => {
  const clock = { at: editedAt, deviceId, changeId, revision: 0 }
  switch (body.kind) {
    case 'chat.create':
      return row ?? createChat(body.chat, editedAt)
    case 'folder.create':
      return row ?? createFolder(body.folder, editedAt)
    case 'chat.set':
      return row?.entity === 'chat' ? setChat(row, body, clock) : row
    case 'folder.set':
      return row?.entity === 'folder' ? setFolder(row, body, clock) : row
    case 'chat.purge':
      return row?.entity === 'chat' ? eraseChat(row, editedAt) : row
    case 'conflict.resolve':
      return row?.entity === 'conflict' && row.resolvedAt === null
        ? { ...row, resolvedAt: editedAt, choice: body.choice }
        : row
    case 'restore':
      return restoreKept(row, body.row)
    case 'message.append':
    case 'message.set':
    case 'void':
      return row
  }
}

/** One change on a message. */
export const applyToMessage = (
  row: ShownMessage | null,
  { changeId, editedAt, body }: Written,
  deviceId: DeviceId,
): ShownMessage | null => {
  switch (body.kind) {
    case 'message.append':
      return row ?? appendMessage(body.message, editedAt, deviceId)
    case 'message.set':
      return row && setMessage(row, body, { at: editedAt, deviceId, changeId, revision: 0 })
    case 'restore':
      return body.row.entity === 'message' ? restoreMessage(row, body.row) : row
    case 'chat.create':
    case 'chat.set':
    case 'chat.purge':
    case 'folder.create':
    case 'folder.set':
    case 'conflict.resolve':
    case 'void':
      return row
  }
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
