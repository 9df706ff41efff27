/** Deleting folders and bringing them back, with or without the chats in them: each is one act of many changes. */

import type { ChatId, FolderId } from '../protocol/ids.ts'
import { idOf } from '../protocol/make-id.ts'
import type { ChangeDraft } from './change-draft.ts'
import { countChats, listChatIds } from './chats.ts'
import type { ChatDatabase } from './database.ts'
import type { FolderRecord, Shelf } from './records.ts'

const LISTED: readonly Shelf[] = ['pinned', 'open', 'archived']

const chatsIn = async (
  db: ChatDatabase,
  folderIds: readonly FolderId[],
  shelves: readonly Shelf[],
): Promise<readonly ChatId[]> => {
  const asked = folderIds.flatMap((folderId) => shelves.map((shelf) => ({ folderId, shelf })))
  const found = await Promise.all(asked.map((query) => listChatIds(db, query)))
  return found.flat().map(idOf)
}

const sumOf = async (
  db: ChatDatabase,
  folderIds: readonly FolderId[],
  shelves: readonly Shelf[],
): Promise<number> => {
  const asked = folderIds.flatMap((folderId) => shelves.map((shelf) => ({ folderId, shelf })))
  const counts = await Promise.all(asked.map((query) => countChats(db, query)))
  return counts.reduce((sum, count) => sum + count, 0)
}

/** How many chats lie in these folders, archived ones too. */
export const countInside = (db: ChatDatabase, folderIds: readonly FolderId[]): Promise<number> =>
  sumOf(db, folderIds, LISTED)

const setDeleted = (folderIds: readonly FolderId[], value: boolean): readonly ChangeDraft[] =>
  folderIds.map((folderId) => ({ kind: 'folder.set', folderId, field: 'deleted', value }))

const setChatsDeleted = (chatIds: readonly ChatId[], value: boolean): readonly ChangeDraft[] =>
  chatIds.map((chatId) => ({ kind: 'chat.set', chatId, field: 'deleted', value }))

/** Chats that do not go along stay where they are: in a folder that nobody sees, so among all chats. */
export const draftsOfDeleting = async (
  db: ChatDatabase,
  folderIds: readonly FolderId[],
  isWithChats: boolean,
): Promise<readonly ChangeDraft[]> => [
  ...setDeleted(folderIds, true),
  ...setChatsDeleted(isWithChats ? await chatsIn(db, folderIds, LISTED) : [], true),
]

/** The same backwards, for the chats that are named: no others come out of the trash. */
export const draftsOfUndoing = (drafts: readonly ChangeDraft[]): readonly ChangeDraft[] =>
  drafts.flatMap((draft): readonly ChangeDraft[] => {
    if (draft.kind === 'folder.set' && draft.field === 'deleted')
      return [{ ...draft, value: !draft.value }]
    return draft.kind === 'chat.set' && draft.field === 'deleted'
      ? [{ ...draft, value: !draft.value }]
      : []
  })

/** Deleted, and still there to be brought back. */
const isInTrash = ({ isDeleted, isPurged }: FolderRecord): boolean => isDeleted && isPurged !== true

/** The folders, and all chats of theirs that lie in the trash. */
export const draftsOfRestoring = async (
  db: ChatDatabase,
  folderIds: readonly FolderId[],
): Promise<readonly ChangeDraft[]> => [
  ...setDeleted(folderIds, false),
  ...setChatsDeleted(await chatsIn(db, folderIds, ['trash']), false),
]

export interface TrashedFolder {
  readonly folder: FolderRecord
  /** Its own, and those of the deleted folders in it. */
  readonly folderIds: readonly FolderId[]
  /** Chats of theirs that lie in the trash. */
  readonly chats: number
}

/** The deleted folders, the last one first; one that lies in another deleted one goes with that. */
export const listTrashedFolders = async (db: ChatDatabase): Promise<readonly TrashedFolder[]> => {
  const trashed = await db.folders.filter(isInTrash).toArray()
  const ids = new Set(trashed.map(({ id }) => id))
  const outer = trashed.filter(({ parentId }) => parentId === null || !ids.has(parentId))
  const found = await Promise.all(
    outer.map(async (folder) => {
      const inside = trashed.filter(({ parentId }) => parentId === folder.id)
      const folderIds = [folder.id, ...inside.map(({ id }) => id)]
      return { folder, folderIds, chats: await sumOf(db, folderIds, ['trash']) }
    }),
  )
  return found.toSorted((a, b) => (b.folder.deletedAt ?? 0) - (a.folder.deletedAt ?? 0))
}
