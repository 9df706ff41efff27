/** What can be done with a folder: make, rename, move, delete with a way back. */

import { useMemo } from 'react'
import type { FolderRecord } from '../../db/device/records.ts'
import { countInside, draftsOfDeleting, draftsOfUndoing } from '../../db/device/folder-trash.ts'
import { newId } from '../../db/device/new-id.ts'
import type { FolderId } from '../../db/protocol/ids.ts'
import { idOf } from '../../db/protocol/make-id.ts'
import { useWrite } from '../chats/use-write.ts'
import { useHome } from '../session/use-home.ts'
import { announce } from '../ui/announce.ts'
import { countWords } from '../ui/count-words.ts'
import { showToast } from '../ui/toasts.ts'
import { nameOf } from './deed-words.ts'

const UNDO_FOR_MS = 10_000

export const useFolderActs = () => {
  const { database } = useHome()
  const write = useWrite()
  return useMemo(() => {
    /** Its id once it is stored. */
    const create = async (name: string, parentId: FolderId | null): Promise<FolderId | null> => {
      const id: FolderId = idOf(newId())
      if (!(await write({ kind: 'folder.create', folder: { id, name: name.trim(), parentId } })))
        return null
      announce(`Folder “${name.trim()}” made`)
      return id
    }
    const move = async (folder: FolderRecord, parentId: FolderId | null): Promise<void> => {
      const set = (value: FolderId | null) =>
        write({ kind: 'folder.set', folderId: folder.id, field: 'parentId', value })
      if (!(await set(parentId))) return
      showToast({
        id: 'folder-deed',
        text: `“${nameOf(folder)}” moved.`,
        action: { label: 'Undo', run: () => void set(folder.parentId) },
        durationMs: UNDO_FOR_MS,
      })
    }
    /** `folderIds`: it, and those inside it that go along. */
    const remove = async (
      folder: FolderRecord,
      folderIds: readonly FolderId[],
      isWithChats: boolean,
    ): Promise<void> => {
      const count = isWithChats ? await countInside(database, folderIds) : 0
      const drafts = await draftsOfDeleting(database, folderIds, isWithChats)
      if (!(await write(drafts))) return
      const along = count === 0 ? '' : ` with ${countWords(count, 'chat')}`
      showToast({
        id: 'folder-deed',
        text: `“${nameOf(folder)}” moved to the trash${along}.`,
        action: { label: 'Undo', run: () => void write(draftsOfUndoing(drafts)) },
        durationMs: UNDO_FOR_MS,
      })
    }
    return {
      create,
      move,
      remove,
      rename: (folderId: FolderId, name: string) =>
        write({ kind: 'folder.set', folderId, field: 'name', value: name.trim() }),
    }
  }, [database, write])
}
