/** The history of a chat: what a set replaces, and what a device brings back of it. Pure. */

import type { ChatRow } from '../../protocol/chat.ts'
import { type ChatVersion, joinHistories, VERSIONED, withVersion } from '../../protocol/history.ts'
import type { ChatState } from './loaded.ts'
import { restamp } from './merge-field.ts'

/** `row` is `standing` with the field set: where that replaced another value, the history has it. */
export const withReplaced = (standing: ChatState, row: ChatState, field: string): ChatState => {
  const value = valueIn(standing, field)
  if (!VERSIONED.has(field) || value === valueIn(row, field)) return row
  const version = { field, value, clock: standing.clocks[field] ?? null }
  return { ...row, history: withVersion(row.history, version) }
}

const valueIn = (chat: ChatState, field: string): ChatVersion['value'] => {
  switch (field) {
    case 'title':
      return chat.title
    case 'folderId':
      return chat.folderId
    case 'archived':
      return chat.archived
    case 'deleted':
      return chat.isDeleted
    default:
      return chat.syncMode
  }
}

/** The history that `row` brings back, joined to the one that stands. */
export const withRestored = (standing: ChatState, row: ChatRow, now: number): ChatState => {
  const restored = (row.history ?? [])
    .filter(({ field }) => VERSIONED.has(field))
    .map(({ field, value, clock }) => ({
      field,
      value,
      clock: clock && restamp(clock, clock.revision, now),
    }))
  return { ...standing, history: joinHistories(restored, standing.history, standing.clocks) }
}
