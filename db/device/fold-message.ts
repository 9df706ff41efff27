/** What each change makes of a message, as this device shows it until the server's own row comes. Pure. */

import type { ChangeBody } from '../protocol/change.ts'
import type { Clock } from '../protocol/clock.ts'
import type { DeviceId } from '../protocol/ids.ts'
import type { MessageRow, NewMessage } from '../protocol/message.ts'
import { restoredFields, withClock } from './fold-clock.ts'
import type { ShownMessage } from './shown.ts'

type MessageSet = Extract<ChangeBody, { kind: 'message.set' }>

export const appendMessage = (
  message: NewMessage,
  at: number,
  deviceId: DeviceId,
): ShownMessage => ({
  entity: 'message',
  id: message.id,
  revision: 0,
  chatId: message.chatId,
  parentId: message.parentId,
  role: message.role,
  content: message.content,
  timestamp: message.timestamp,
  position: null,
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

export const setMessage = (row: ShownMessage, set: MessageSet, clock: Clock): ShownMessage => {
  const next = { ...row, updatedAt: clock.at, clocks: withClock(row.clocks, set.field, clock) }
  switch (set.field) {
    case 'deleted':
      return { ...next, isDeleted: set.value }
    case 'status':
      return { ...next, status: set.value }
    case 'content':
      return { ...next, content: set.value }
  }
}

/** A restored message on the server's own: only what can be set on one is judged. */
export const mergeMessage = (current: ShownMessage, restored: MessageRow): ShownMessage => {
  const won = restoredFields<ShownMessage>(
    current,
    { ...restored, position: null },
    { deleted: (row) => row.isDeleted, status: (row) => row.status },
  )
  return {
    ...current,
    isDeleted: won.fields.has('deleted') ? restored.isDeleted : current.isDeleted,
    status: won.fields.has('status') ? restored.status : current.status,
    clocks: won.clocks,
  }
}
