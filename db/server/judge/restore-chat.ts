/** Judges a chat or a folder that a device brings back. */

import type { ChatRow } from '../../protocol/chat.ts'
import type { Clock } from '../../protocol/clock.ts'
import type { FolderRow } from '../../protocol/folder.ts'
import { judgeRestored } from '../../protocol/judge.ts'
import { recordConflict } from './conflict-record.ts'
import { dated } from './dated.ts'
import { holdsUnseen } from './judge-chat.ts'
import { judgeFolderPurge, judgePurge } from './judge-purge.ts'
import { withRestored } from './keep-version.ts'
import type { ChatState, FolderState } from './loaded.ts'
import { storableMoment } from './moments.ts'
import { fieldMerge, type FieldMerge, knownClocks, mergeFields } from './restore-fields.ts'
import {
  type Edit,
  nextRevision,
  putChat,
  putFolder,
  type Ruling,
  type Working,
} from './working.ts'

/** A purge that the server forgot is done again: it wins always. */
export const restoreChat = (working: Working, row: ChatRow, edit: Edit): Ruling => {
  const standing = working.chats.get(row.id)
  if (row.isPurged) return judgePurge(working, row.id, edit)
  if (standing?.isPurged === true) return { kind: 'refused', code: 'purged' }
  if (standing !== undefined) return mergeChat(working, standing, row)
  const { entity: _, ...fields } = row
  const revision = nextRevision(working)
  const inserted: ChatState = {
    ...fields,
    ...storableDates(row),
    revision,
    timestamp: storableMoment(row.timestamp),
    deletedAt: row.deletedAt === null ? null : storableMoment(row.deletedAt),
    trashedAt: row.isDeleted ? working.now : null,
    clocks: knownClocks(working, row.clocks, { revision, fields: CHAT_FIELDS }),
    syncMode: row.syncMode ?? null,
    history: [],
    nextPosition: 0,
  }
  putChat(working, withRestored(inserted, row, working.now))
  return { kind: 'taken', outcome: 'applied', revision }
}

const CHAT_FIELDS = ['title', 'folderId', 'pinned', 'archived', 'deleted', 'syncMode']

/** A deletion that comes back is held against what was written since: unseen content beats it (law D1). */
const mergeChat = (working: Working, standing: ChatState, row: ChatRow): Ruling => {
  const hiding = hidingDeletion(standing, row)
  const merges = mergesOf(row).filter(({ field }) => field !== 'deleted' || hiding === undefined)
  const put = (merged: ChatState): void =>
    putChat(working, withRestored(dated(merged, working.now), row, working.now))
  const { history } = withRestored(standing, row, working.now)
  const gainsMore = history.length > standing.history.length
  const ruling = mergeFields(working, { standing, restored: row, merges, gainsMore, put })
  if (hiding !== undefined)
    recordConflict(
      working,
      { entity: 'chat', id: row.id, field: 'deleted' },
      {
        kept: { value: false, clock: standing.clocks['deleted'] ?? null },
        lost: { value: true, clock: hiding },
      },
    )
  return ruling
}

/** The deletion that this row brings and that would win, where it did not see all that is here. */
const hidingDeletion = (standing: ChatState, row: ChatRow): Clock | undefined => {
  const { deleted } = row.clocks
  if (!row.isDeleted || standing.isDeleted) return undefined
  const current = { value: false, clock: standing.clocks['deleted'] }
  const { winner } = judgeRestored(current, { value: true, clock: deleted })
  const isHiding = winner === 'incoming' && holdsUnseen(standing.nextPosition, deleted)
  return isHiding ? deleted : undefined
}

const mergesOf = (row: ChatRow): readonly FieldMerge<ChatState>[] => [
  fieldMerge({ entity: 'chat', field: 'title', property: 'title' }, row.title),
  fieldMerge({ entity: 'chat', field: 'folderId', property: 'folderId' }, row.folderId),
  fieldMerge({ entity: 'chat', field: 'pinned', property: 'pinned' }, row.pinned),
  fieldMerge({ entity: 'chat', field: 'archived', property: 'archived' }, row.archived),
  fieldMerge({ entity: 'chat', field: 'deleted', property: 'isDeleted' }, row.isDeleted),
  fieldMerge({ entity: 'chat', field: 'syncMode', property: 'syncMode' }, row.syncMode ?? null),
]

export const restoreFolder = (working: Working, row: FolderRow, edit: Edit): Ruling => {
  const standing = working.folders.get(row.id)
  if (row.isPurged === true) return judgeFolderPurge(working, row.id, edit)
  if (standing?.isPurged === true) return { kind: 'refused', code: 'purged' }
  if (standing !== undefined) return mergeFolder(working, standing, row)
  const { entity: _, ...fields } = row
  const revision = nextRevision(working)
  const clocks = knownClocks(working, row.clocks, { revision, fields: FOLDER_FIELDS })
  putFolder(working, {
    ...fields,
    ...storableDates(row),
    revision,
    clocks,
    deletedAt: typeof row.deletedAt === 'number' ? storableMoment(row.deletedAt) : null,
    trashedAt: row.isDeleted ? working.now : null,
    isPurged: false,
    syncMode: row.syncMode ?? null,
  })
  return { kind: 'taken', outcome: 'applied', revision }
}

const FOLDER_FIELDS = ['name', 'parentId', 'deleted', 'syncMode']

const mergeFolder = (working: Working, standing: FolderState, row: FolderRow): Ruling => {
  const merges: readonly FieldMerge<FolderState>[] = [
    fieldMerge({ entity: 'folder', field: 'name', property: 'name' }, row.name),
    fieldMerge({ entity: 'folder', field: 'parentId', property: 'parentId' }, row.parentId),
    fieldMerge({ entity: 'folder', field: 'deleted', property: 'isDeleted' }, row.isDeleted),
    fieldMerge({ entity: 'folder', field: 'syncMode', property: 'syncMode' }, row.syncMode ?? null),
  ]
  return mergeFields(working, {
    standing,
    restored: row,
    merges,
    put: (merged) => putFolder(working, dated(merged, working.now)),
  })
}

const storableDates = (row: { readonly createdAt: number; readonly updatedAt: number }) => ({
  createdAt: storableMoment(row.createdAt),
  updatedAt: storableMoment(row.updatedAt),
})
