/** How the chats of this device are kept, as lists say it. */

import type { ChatDatabase } from './database.ts'
import { getMany } from './in-bulk.ts'
import { type Mode, modeOfFolder, ownMode, readFolderTree } from './modes.ts'
import type { ChatRecord } from './records.ts'

/** Of these chats, those that are not simply everywhere; needs `keeping` and `folders` in a transaction. */
export const readModes = async (
  db: ChatDatabase,
  chats: readonly ChatRecord[],
): Promise<ReadonlyMap<string, Exclude<Mode, 'everywhere'>>> => {
  const [kept, tree] = await Promise.all([
    getMany(
      db.keeping,
      chats.map(({ id }) => id),
    ),
    readFolderTree(
      db,
      chats.flatMap(({ folderId }) => folderId ?? []),
    ),
  ])
  const modes = new Map<string, Exclude<Mode, 'everywhere'>>()
  for (const [at, chat] of chats.entries()) {
    const around = chat.folderId === null ? 'everywhere' : modeOfFolder(tree, chat.folderId)
    const mode = kept[at] === undefined ? (ownMode(chat) ?? around) : 'device'
    if (mode !== 'everywhere') modes.set(chat.id, mode)
  }
  return modes
}

/** Chats of the account that are only on this device. */
export const countHeldChats = (db: ChatDatabase): Promise<number> =>
  db.keeping.filter(({ entity }) => entity === 'chat').count()
