/** The folders that are not deleted, by name; there are few, so all of them. */

import type { ChatDatabase } from './database.ts'
import type { FolderRecord } from './records.ts'

export const listFolders = async (db: ChatDatabase): Promise<readonly FolderRecord[]> => {
  const folders = await db.folders.filter((folder) => !folder.isDeleted).toArray()
  return folders.toSorted((a, b) => a.name.localeCompare(b.name))
}
