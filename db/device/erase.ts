/** Takes away what the device holds of chats that were erased for good; never what a person has not sent. */

import { Dexie } from 'dexie'
import { rowKey } from '../protocol/row-key.ts'
import { blocksOf } from './blocks.ts'
import type { ChatDatabase } from './database.ts'

/**
 * Part of its caller's transaction: blocks, search, branch and conflicts of these chats. The chats'
 * rows, the overlay and the outbox are the caller's: they may hold what was never sent.
 */
export const eraseChats = async (db: ChatDatabase, chatIds: readonly string[]): Promise<void> => {
  if (chatIds.length === 0) return
  const erased = new Set(chatIds)
  for (const chatId of chatIds) {
    const blocks = await blocksOf(db, chatId).toArray()
    for (const message of blocks.flatMap((block) => block.messages)) erased.add(message.id)
    await blocksOf(db, chatId).delete()
    await db.searchBlocks
      .where('[chatId+index]')
      .between([chatId, Dexie.minKey], [chatId, Dexie.maxKey])
      .delete()
  }
  await Promise.all([db.branches.bulkDelete([...chatIds]), db.bodies.bulkDelete([...chatIds])])
  await eraseConflicts(db, erased)
}

/** Conflicts on rows that were erased. */
export const eraseConflicts = async (
  db: ChatDatabase,
  erased: ReadonlySet<string>,
): Promise<void> => {
  if (erased.size === 0) return
  const conflicts = await db.conflicts.toArray()
  const shadowed = new Set(await db.shadow.toCollection().primaryKeys())
  const orphans = conflicts.filter((conflict) => erased.has(conflict.entityId))
  const keys = orphans.map((conflict) => rowKey('conflict', conflict.id))
  // One that waits for its answer is gone as well: there is nothing left to choose.
  await db.shadow.bulkPut(
    keys.filter((key) => shadowed.has(key)).map((key) => ({ rowKey: key, row: null })),
  )
  await db.conflicts.bulkDelete(orphans.map((conflict) => conflict.id))
}
