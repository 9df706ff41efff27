/** Where a chat is kept: everywhere, in the cloud, or only here; its own word first, then its folders'. */

import type { ChatDatabase } from './database.ts'
import { getMany } from './in-bulk.ts'
import type { FolderRecord } from './records.ts'

/** What a row says for itself; null: as the folder that it is in. */
export const ownMode = (row: Moded): 'everywhere' | 'cloud' | null => row.syncMode ?? null

interface Moded {
  readonly id: string
  readonly syncMode?: 'everywhere' | 'cloud' | null | undefined
}

export type Mode = 'everywhere' | 'cloud' | 'device'

/** Folders with those that they lie in, and which of them are only on this device. */
export interface FolderTree {
  readonly folders: ReadonlyMap<string, FolderRecord>
  readonly kept: Set<string>
}

/** A folder that is deleted goes on to say what it said: restoring it changes nothing. */
export const readFolderTree = async (
  db: ChatDatabase,
  folderIds: readonly string[],
): Promise<FolderTree> => {
  const folders = new Map<string, FolderRecord>()
  const kept = new Set<string>()
  for (let ids = [...new Set(folderIds)]; ids.length > 0;) {
    const [found, keeping] = await Promise.all([getMany(db.folders, ids), getMany(db.keeping, ids)])
    for (const one of keeping) if (one !== undefined) kept.add(one.id)
    for (const folder of found) if (folder !== undefined) folders.set(folder.id, folder)
    const parents = found.flatMap((folder) => folder?.parentId ?? [])
    ids = [...new Set(parents)].filter((id) => !folders.has(id))
  }
  return { folders, kept }
}

/** What a folder says to what is in it: its own word, or that of the folder around it. */
export const modeOfFolder = ({ folders, kept }: FolderTree, folderId: string): Mode => {
  const passed = new Set<string>()
  // A circle of folders, as two devices can make one, says nothing.
  for (let id: string | null = folderId; id !== null && !passed.has(id);) {
    passed.add(id)
    if (kept.has(id)) return 'device'
    const folder = folders.get(id)
    const own = folder === undefined ? null : ownMode(folder)
    if (own !== null) return own
    id = folder?.parentId ?? null
  }
  return 'everywhere'
}

export const isFolderKept = (tree: FolderTree, folderId: string): boolean =>
  modeOfFolder(tree, folderId) === 'device'
