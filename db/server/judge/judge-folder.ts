/** Judges what is done to folders. */

import type { ChangeBody } from '../../protocol/change.ts'
import { dated } from './dated.ts'
import type { FolderState } from './loaded.ts'
import { byOf, type MergedRow, mergeSet } from './merge-field.ts'
import { type Edit, nextRevision, putFolder, type Ruling, type Working } from './working.ts'

type FolderCreate = Extract<ChangeBody, { kind: 'folder.create' }>
type FolderSet = Extract<ChangeBody, { kind: 'folder.set' }>

/** A parent that is not here is no fault: the folder then lies at the root. */
export const judgeFolderCreate = (working: Working, change: FolderCreate, edit: Edit): Ruling => {
  const standing = working.folders.get(change.folder.id)
  if (standing?.isPurged === true) return { kind: 'refused', code: 'purged' }
  if (standing !== undefined)
    return { kind: 'taken', outcome: 'duplicate', revision: standing.revision }
  const revision = nextRevision(working)
  putFolder(working, {
    id: change.folder.id,
    revision,
    name: change.folder.name,
    parentId: change.folder.parentId ?? null,
    isDeleted: false,
    deletedAt: null,
    trashedAt: null,
    isPurged: false,
    syncMode: null,
    createdAt: edit.at,
    updatedAt: edit.at,
    clocks: {},
  })
  return { kind: 'taken', outcome: 'applied', revision }
}

export const judgeFolderSet = (working: Working, change: FolderSet, edit: Edit): Ruling => {
  const standing = working.folders.get(change.folderId)
  if (standing === undefined) return { kind: 'refused', code: 'needs_parent' }
  if (standing.isPurged) return { kind: 'refused', code: 'purged' }
  const revision = nextRevision(working)
  const updatedAt = Math.max(standing.updatedAt, edit.at)
  const merged = merge(working, { ...standing, revision, updatedAt }, { change, edit })
  putFolder(working, dated(merged.row, working.now))
  return { kind: 'taken', outcome: merged.isConflict ? 'conflict' : 'applied', revision }
}

const merge = (
  working: Working,
  row: FolderState,
  { change, edit }: { readonly change: FolderSet; readonly edit: Edit },
): MergedRow<FolderState> => {
  const target = { entity: 'folder', field: change.field, row } as const
  const by = byOf(change, edit)
  switch (change.field) {
    case 'name':
      return mergeSet(working, { ...target, property: 'name' }, { ...by, value: change.value })
    case 'parentId':
      return mergeSet(working, { ...target, property: 'parentId' }, { ...by, value: change.value })
    case 'deleted':
      return mergeSet(working, { ...target, property: 'isDeleted' }, { ...by, value: change.value })
    case 'syncMode':
      return mergeSet(working, { ...target, property: 'syncMode' }, { ...by, value: change.value })
  }
}
