/** A draft becomes a change: the base it was made on, or why there is nothing to change. Pure. */

import type { ChangeBody } from '../protocol/change.ts'
import type { Clocks } from '../protocol/clock.ts'
import type { ChangeId, FolderId } from '../protocol/ids.ts'
import { MAX_CONTENT_BYTES } from '../protocol/limits.ts'
import { rowKey } from '../protocol/row-key.ts'
import { isWithin } from '../protocol/text.ts'
import type { ChangeDraft } from './change-draft.ts'
import { chatOnDesk, type Desk } from './desk.ts'
import { type RowTarget, targetOf } from './row-target.ts'

export type Resolved =
  | { readonly kind: 'change'; readonly body: ChangeBody; readonly target: RowTarget }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'missing'; readonly rowKey: string }
  | { readonly kind: 'too_large'; readonly rowKey: string }

type DraftOf<Kind extends ChangeDraft['kind']> = Extract<ChangeDraft, { kind: Kind }>

const unchanged: Resolved = { kind: 'unchanged' }

/** `seen`: by chat, how many of its messages this device knew before this act. */
export const resolveDraft = (
  desk: Desk,
  draft: ChangeDraft,
  seen: ReadonlyMap<string, number>,
): Resolved => {
  switch (draft.kind) {
    case 'chat.create':
    case 'folder.create':
      return resolveCreate(desk, change(draft))
    case 'chat.set':
      return resolveChatSet(desk, draft, seen)
    case 'chat.purge':
      return resolvePurge(desk, draft)
    case 'message.append':
      return resolveAppend(desk, draft)
    case 'message.set':
      return resolveMessageSet(desk, draft)
    case 'folder.set':
      return resolveFolderSet(desk, draft)
    case 'folder.purge':
      return resolveFolderPurge(desk, draft.folderId, change(draft))
    case 'conflict.resolve':
      return resolveConflictChoice(desk, draft)
  }
}

const change = (body: ChangeBody): Resolved => ({ kind: 'change', body, target: targetOf(body) })
const missing = (key: string): Resolved => ({ kind: 'missing', rowKey: key })

/** The change whose value the person was looking at. */
const baseOf = (clocks: Clocks, field: string): { changeId: ChangeId } | null => {
  const clock = clocks[field]
  return clock === undefined ? null : { changeId: clock.changeId }
}

/** What exists already is not made again. */
const resolveCreate = (desk: Desk, resolved: Resolved): Resolved =>
  resolved.kind === 'change' && desk.rows.has(resolved.target.rowKey) ? unchanged : resolved

const resolveChatSet = (
  desk: Desk,
  draft: DraftOf<'chat.set'>,
  seen: ReadonlyMap<string, number>,
): Resolved => {
  const row = chatOnDesk(desk, draft.chatId)
  if (row === undefined || row.isPurged) return missing(rowKey('chat', draft.chatId))
  const current = draft.field === 'deleted' ? row.isDeleted : (row[draft.field] ?? null)
  if (current === draft.value) return unchanged
  const base = baseOf(row.clocks, draft.field)
  if (draft.field !== 'deleted' || !draft.value) return change({ ...draft, base })
  const written = desk.entries.filter(
    (entry) => entry.body.kind === 'message.append' && entry.chatId === draft.chatId,
  )
  const seenMessages = (seen.get(draft.chatId) ?? 0) + written.length
  return change({ ...draft, base, seenMessages })
}

const resolvePurge = (desk: Desk, draft: DraftOf<'chat.purge'>): Resolved => {
  const row = chatOnDesk(desk, draft.chatId)
  if (row === undefined) return missing(rowKey('chat', draft.chatId))
  return row.isPurged ? unchanged : change(draft)
}

const resolveAppend = (desk: Desk, draft: DraftOf<'message.append'>): Resolved => {
  const { message } = draft
  const chat = chatOnDesk(desk, message.chatId)
  if (chat === undefined || chat.isPurged) return missing(rowKey('chat', message.chatId))
  if (desk.overlay.has(message.id)) return unchanged
  return checkContent(message.content, change({ kind: draft.kind, message }))
}

const resolveMessageSet = (desk: Desk, draft: DraftOf<'message.set'>): Resolved => {
  const { chatId, position: _, ...set } = draft
  const row = desk.overlay.get(draft.messageId) ?? desk.settled.get(draft.messageId)
  if (row === undefined) return missing(rowKey('message', draft.messageId))
  const current = set.field === 'deleted' ? row.isDeleted : row[set.field]
  if (current === set.value) return unchanged
  const body: ChangeBody = { ...set, base: baseOf(row.clocks, set.field) }
  const resolved: Resolved = { kind: 'change', body, target: targetOf(body, chatId) }
  return set.field === 'content' ? checkContent(set.value, resolved) : resolved
}

const resolveFolderSet = (desk: Desk, draft: DraftOf<'folder.set'>): Resolved => {
  const key = rowKey('folder', draft.folderId)
  const row = desk.rows.get(key)
  if (row?.entity !== 'folder' || row.isPurged === true) return missing(key)
  const current = draft.field === 'deleted' ? row.isDeleted : (row[draft.field] ?? null)
  if (current === draft.value) return unchanged
  return change({ ...draft, base: baseOf(row.clocks, draft.field) })
}

const resolveFolderPurge = (desk: Desk, id: FolderId, resolved: Resolved): Resolved => {
  const key = rowKey('folder', id)
  const row = desk.rows.get(key)
  if (row?.entity !== 'folder') return missing(key)
  return row.isPurged === true ? unchanged : resolved
}

const resolveConflictChoice = (desk: Desk, draft: DraftOf<'conflict.resolve'>): Resolved => {
  const key = rowKey('conflict', draft.conflictId)
  const row = desk.rows.get(key)
  if (row?.entity !== 'conflict') return missing(key)
  const isOpening = draft.choice === null
  const isSo = isOpening ? row.resolvedAt === null : row.choice === draft.choice
  return isSo ? unchanged : change(draft)
}

const checkContent = (content: string, resolved: Resolved): Resolved =>
  resolved.kind === 'change' && !isWithin(content, MAX_CONTENT_BYTES)
    ? { kind: 'too_large', rowKey: resolved.target.rowKey }
    : resolved
