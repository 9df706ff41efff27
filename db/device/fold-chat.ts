/** What each change makes of a chat's row, as this device shows it until the server's own row comes. Pure. */

import type { ChangeBody } from '../protocol/change.ts'
import type { ChatRow, NewChat } from '../protocol/chat.ts'
import type { Clock } from '../protocol/clock.ts'
import { restoredFields, withClock } from './fold-clock.ts'

type ChatSet = Extract<ChangeBody, { kind: 'chat.set' }>

export const createChat = (chat: NewChat, at: number): ChatRow => ({
  entity: 'chat',
  id: chat.id,
  revision: 0,
  title: chat.title,
  timestamp: chat.timestamp,
  parentChatId: chat.parentChatId ?? null,
  branchFromMessageId: chat.branchFromMessageId ?? null,
  folderId: chat.folderId ?? null,
  pinned: chat.pinned ?? false,
  archived: chat.archived ?? false,
  isDeleted: false,
  deletedAt: null,
  isPurged: false,
  createdAt: at,
  updatedAt: at,
  clocks: {},
})

export const setChat = (row: ChatRow, set: ChatSet, clock: Clock): ChatRow => {
  if (row.isPurged) return row
  const next = {
    ...row,
    updatedAt: clock.at,
    clocks: withClock(row.clocks, set.field, clock),
  }
  switch (set.field) {
    case 'title':
      return { ...next, title: set.value }
    case 'folderId':
      return { ...next, folderId: set.value }
    case 'pinned':
      return { ...next, pinned: set.value }
    case 'archived':
      return { ...next, archived: set.value }
    case 'deleted':
      return { ...next, isDeleted: set.value, deletedAt: set.value ? clock.at : null }
    case 'syncMode':
      return { ...next, syncMode: set.value }
  }
}

export const eraseChat = (row: ChatRow, at: number): ChatRow => ({
  ...row,
  title: '',
  history: [],
  isPurged: true,
  updatedAt: at,
})

/** A restored row on one that the server has meanwhile: judged field by field, as the server will. */
export const mergeChat = (current: ChatRow, restored: ChatRow): ChatRow => {
  if (current.isPurged) return current
  const won = restoredFields(current, restored, {
    title: (row) => row.title,
    folderId: (row) => row.folderId,
    pinned: (row) => row.pinned,
    archived: (row) => row.archived,
    deleted: (row) => row.isDeleted,
    syncMode: (row) => row.syncMode ?? null,
  })
  const source = (field: string): ChatRow => (won.fields.has(field) ? restored : current)
  return {
    ...current,
    title: source('title').title,
    folderId: source('folderId').folderId,
    pinned: source('pinned').pinned,
    archived: source('archived').archived,
    isDeleted: source('deleted').isDeleted,
    deletedAt: source('deleted').deletedAt,
    syncMode: source('syncMode').syncMode ?? null,
    isPurged: restored.isPurged,
    clocks: won.clocks,
  }
}
