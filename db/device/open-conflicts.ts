/** How many conflicts wait for the person, and what the first is about: all that the first load needs of them. */

import type { ChatDatabase } from './database.ts'

const open = (db: ChatDatabase) => db.conflicts.where('isOpen').equals(1)

export const countConflicts = async (db: ChatDatabase): Promise<number> => open(db).count()

/** The chat's title or the folder's name; null of a message, where the row is gone, and where there is none. */
export const firstConflictName = async (db: ChatDatabase): Promise<string | null> => {
  const first = await open(db).first()
  if (first === undefined) return null
  const chat = await db.chats.get(first.entityId)
  return chat?.title ?? (await db.folders.get(first.entityId))?.name ?? null
}
