/** What each change makes of a folder's row, as this device shows it until the server's own row comes. Pure. */

import type { ChangeBody } from '../protocol/change.ts'
import type { Clock } from '../protocol/clock.ts'
import type { FolderRow, NewFolder } from '../protocol/folder.ts'
import { restoredFields, withClock } from './fold-clock.ts'

type FolderSet = Extract<ChangeBody, { kind: 'folder.set' }>

export const createFolder = (folder: NewFolder, at: number): FolderRow => ({
  entity: 'folder',
  id: folder.id,
  revision: 0,
  name: folder.name,
  parentId: folder.parentId ?? null,
  isDeleted: false,
  createdAt: at,
  updatedAt: at,
  clocks: {},
})

export const setFolder = (row: FolderRow, set: FolderSet, clock: Clock): FolderRow => {
  if (row.isPurged === true) return row
  const next = { ...row, updatedAt: clock.at, clocks: withClock(row.clocks, set.field, clock) }
  switch (set.field) {
    case 'name':
      return { ...next, name: set.value }
    case 'parentId':
      return { ...next, parentId: set.value }
    case 'deleted':
      return { ...next, isDeleted: set.value, deletedAt: set.value ? clock.at : null }
    case 'syncMode':
      return { ...next, syncMode: set.value }
  }
}

export const eraseFolder = (row: FolderRow, at: number): FolderRow => ({
  ...row,
  name: '',
  isDeleted: true,
  isPurged: true,
  updatedAt: at,
})

/** A restored row on one that the server has meanwhile: judged field by field, as the server will. */
export const mergeFolder = (current: FolderRow, restored: FolderRow): FolderRow => {
  if (current.isPurged === true) return current
  const won = restoredFields(current, restored, {
    name: (row) => row.name,
    parentId: (row) => row.parentId,
    deleted: (row) => row.isDeleted,
    syncMode: (row) => row.syncMode ?? null,
  })
  const source = (field: string): FolderRow => (won.fields.has(field) ? restored : current)
  return {
    ...current,
    name: source('name').name,
    parentId: source('parentId').parentId,
    isDeleted: source('deleted').isDeleted,
    deletedAt: source('deleted').deletedAt ?? null,
    syncMode: source('syncMode').syncMode ?? null,
    isPurged: restored.isPurged ?? false,
    clocks: won.clocks,
  }
}
