/** How many of a chat's messages this device knows: what a deletion of the chat says it has seen. */

import type { ChatDatabase } from './database.ts'
import type { Desk } from './desk.ts'

/**
 * Messages in blocks, and those on their way to one. A refused message is not counted: the server
 * does not have it, and counting it would hide one that another device wrote (law D1).
 */
export const countSeen = async (
  db: ChatDatabase,
  desk: Pick<Desk, 'extras'>,
  chatIds: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  const counts = new Map<string, number>()
  for (const chatId of chatIds) {
    const overlay = await db.messages.where('chatId').equals(chatId).toArray()
    const own = overlay.filter(({ position, state }) => position === null && state !== 'parked')
    counts.set(chatId, (desk.extras.get(chatId)?.messageCount ?? 0) + own.length)
  }
  return counts
}
