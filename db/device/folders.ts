/** The folders of this device, and how many chats are listed in each. */

import type { FolderId } from '../protocol/ids.ts'
import { countChats } from './chats.ts'
import type { ChatDatabase } from './database.ts'
import type { FolderRecord } from './records.ts'

/** All of them, the deleted ones too: there are never many. */
export const listFolders = async (db: ChatDatabase): Promise<readonly FolderRecord[]> =>
  db.folders.toArray()

export const readFolder = async (
  db: ChatDatabase,
  folderId: FolderId,
): Promise<FolderRecord | undefined> => db.folders.get(folderId)

/** By folder, the chats that its list shows; counted in the index, no chat is read. */
export const countByFolder = async (
  db: ChatDatabase,
  folderIds: readonly FolderId[],
): Promise<ReadonlyMap<string, number>> => {
  const counts = await Promise.all(
    folderIds.map(async (folderId) => {
      const [pinned, open] = await Promise.all([
        countChats(db, { shelf: 'pinned', folderId }),
        countChats(db, { shelf: 'open', folderId }),
      ])
      return [folderId, pinned + open] as const
    }),
  )
  return new Map(counts)
}
