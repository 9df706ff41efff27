/** Erasing for good what was deleted: the one act that cannot be taken back, so only for what is in the trash. */

import type { ChatId, FolderId } from '../protocol/ids.ts'
import type { ChangeDraft } from './change-draft.ts'
import { listChats } from './chats.ts'
import type { ChatDatabase } from './database.ts'
import { listTrashedFolders } from './folder-trash.ts'

/** Erasing a chat rewrites what hangs on it: so many fit into one transaction that nobody waits for. */
const AT_ONCE = 50

const purgeChats = (chats: readonly { readonly id: ChatId }[]): readonly ChangeDraft[] =>
  chats.map(({ id }) => ({ kind: 'chat.purge', chatId: id }))

const purgeFolders = (folderIds: readonly FolderId[]): readonly ChangeDraft[] =>
  folderIds.map((folderId) => ({ kind: 'folder.purge', folderId }))

/**
 * The acts that erase what is next in the trash: chats, the most recently active first, then the
 * folders; none: it is empty.
 */
export const draftsOfEmptying = async (db: ChatDatabase): Promise<readonly ChangeDraft[]> => {
  const chats = await listChats(db, { shelf: 'trash', limit: AT_ONCE })
  if (chats.length > 0) return purgeChats(chats)
  const folders = await listTrashedFolders(db)
  return purgeFolders(folders.flatMap(({ folderIds }) => folderIds))
}

/** The same of some folders and their chats, the folders last: until then the rest can be brought back. */
export const draftsOfErasing = async (
  db: ChatDatabase,
  folderIds: readonly FolderId[],
): Promise<readonly ChangeDraft[]> => {
  for (const folderId of folderIds) {
    const chats = await listChats(db, { shelf: 'trash', folderId, limit: AT_ONCE })
    if (chats.length > 0) return purgeChats(chats)
  }
  const folders = await db.folders.bulkGet([...folderIds])
  return purgeFolders(
    folders.flatMap((folder) =>
      folder === undefined || folder.isPurged === true ? [] : [folder.id],
    ),
  )
}
