/** What must be true of conflicts, of what was said to them, and of what chats were before. */

import type { ConflictRow } from '../../../db/protocol/conflict.ts'
import type { ChatRow } from '../../../db/protocol/chat.ts'
import { MAX_VERSIONS, VERSIONED } from '../../../db/protocol/history.ts'
import type { Row } from '../../../db/protocol/row.ts'
import { rowKey } from '../../../db/protocol/row-key.ts'
import type { Notes, Written } from './notes.ts'

/** A person is asked about these alone. */
const ASKED = new Set(['title', 'name', 'content', 'deleted'])

const keyOf = ({ id }: ConflictRow): string => rowKey('conflict', id)

const resolvesOf = (notes: Notes, changeId: string | undefined): boolean => {
  const body = notes.written.get(changeId ?? '')?.body
  return body !== undefined && 'resolves' in body && body.resolves !== undefined
}

/** Opened again by a person, whatever became of that. */
const isReopened = (notes: Notes, conflict: ConflictRow): boolean =>
  [...notes.written.values()].some(
    ({ rowKey: key, body }) =>
      key === keyOf(conflict) && body.kind === 'conflict.resolve' && body.choice === null,
  )

/**
 * [K1] Nobody is asked about what nobody need be asked about, nor because of an answer. A message that
 * comes after a deletion is asked about.
 */
export const checkAsked = (notes: Notes, rows: readonly Row[]): void => {
  for (const row of rows) {
    if (row.entity !== 'conflict' || row.resolvedAt !== null || isReopened(notes, row)) continue
    if (!ASKED.has(row.field)) throw new Error(`[K1] asked for nothing: ${JSON.stringify(row)}`)
    const isForAnswer = [row.kept.clock?.changeId, row.lostChangeId].some((changeId) =>
      resolvesOf(notes, changeId),
    )
    const isForMessage = row.field === 'deleted' && row.kept.value === false
    if (isForAnswer && !isForMessage)
      throw new Error(`[K1] asked because of an answer: ${JSON.stringify(row)}`)
  }
}

/**
 * [N3] [O1] What stands of a conflict is what somebody said last: of the words of one device that the
 * server took only the last counts. A restored server knows of two words only when they were said.
 */
export const checkAnswers = (
  rows: readonly Row[],
  said: readonly Written[],
  isRestored: boolean,
): void => {
  for (const row of rows) {
    if (row.entity !== 'conflict') continue
    const words = said.filter(({ rowKey: key }) => key === keyOf(row))
    const lastByDisk = new Map(words.map((word) => [word.disk, word]))
    const counting = isRestored ? words : [...lastByDisk.values()]
    const isSaid = counting.some(
      ({ body }) => body.kind === 'conflict.resolve' && isWhatStands(row, body.choice),
    )
    if (words.length > 0 && !isSaid)
      throw new Error(`[O1] nobody's last word: ${JSON.stringify({ row, words }, null, 1)}`)
  }
}

const isWhatStands = (row: ConflictRow, choice: ConflictRow['choice']): boolean =>
  choice === null ? row.resolvedAt === null : row.choice === choice

/** [N1] What a chat's fields were before they are now is in its history, once, and no field's own value. */
export const checkHistories = (notes: Notes, rows: readonly Row[]): void => {
  for (const row of rows) {
    if (row.entity !== 'chat' || row.isPurged) continue
    const history = row.history ?? []
    const names = history.map(({ field, clock }) => `${field}:${clock?.changeId ?? ''}`)
    if (new Set(names).size !== names.length)
      throw new Error(`[I1] a version twice: ${JSON.stringify(row)}`)
    const standing = history.find(
      ({ field, clock }) => clock !== null && clock.changeId === row.clocks[field]?.changeId,
    )
    if (standing !== undefined) throw new Error(`[N1] no former value: ${JSON.stringify(row)}`)
    if (history.length < MAX_VERSIONS) checkPrevious(notes, row)
  }
}

const checkPrevious = (notes: Notes, chat: ChatRow): void => {
  for (const [field, clock] of Object.entries(chat.clocks)) {
    const replaced = notes.written.get(clock?.previous ?? '')
    if (replaced?.field !== field || !VERSIONED.has(field)) continue
    if (replaced.value !== valueOf(chat, field) && !isFormer(chat, replaced))
      throw new Error(`[N1] no history of ${field}: ${JSON.stringify({ chat, replaced }, null, 1)}`)
  }
}

const isFormer = ({ history = [] }: ChatRow, { field, changeId }: Written): boolean =>
  history.some((version) => version.field === field && version.clock?.changeId === changeId)

const valueOf = (chat: ChatRow, field: string): string => {
  const { title, folderId, archived, isDeleted: deleted, syncMode = null } = chat
  const values: Readonly<Record<string, unknown>> = { title, folderId, archived, deleted, syncMode }
  return JSON.stringify(values[field])
}
