/** The folders of this device with how much is in them, live. */

import { countChats } from '../../db/device/chats.ts'
import type { ChatDatabase } from '../../db/device/database.ts'
import { countByFolder, listFolders } from '../../db/device/folders.ts'
import { useCalmLive, useHome } from '../session/use-home.ts'
import { treeOf, type Branch } from './folder-tree.ts'

export interface Folders {
  readonly tree: readonly Branch[]
  /** By folder, what its list shows. */
  readonly counts: ReadonlyMap<string, number>
  readonly all: number
  readonly archived: number
}

/** What was read last, for when the list comes back. */
let known: { readonly database: ChatDatabase; readonly folders: Folders } | null = null

const readFolders = async (database: ChatDatabase): Promise<Folders> => {
  const tree = treeOf(await listFolders(database))
  const ids = tree.flatMap(({ folder, inside }) => [folder.id, ...inside.map(({ id }) => id)])
  const [counts, pinned, open, archived] = await Promise.all([
    countByFolder(database, ids),
    countChats(database, { shelf: 'pinned' }),
    countChats(database, { shelf: 'open' }),
    countChats(database, { shelf: 'archived' }),
  ])
  const folders = { tree, counts, all: pinned + open, archived }
  known = { database, folders }
  return folders
}

export const useFolders = (): Folders | undefined => {
  const { database } = useHome()
  const found = useCalmLive(readFolders, [])
  return found ?? (known?.database === database ? known.folders : undefined)
}
