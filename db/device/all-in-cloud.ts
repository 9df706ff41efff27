/** Whether the server has all of a chat, so that its text may leave this device. */

import { Dexie } from 'dexie'
import type { ChatId } from '../protocol/ids.ts'
import type { ChatDatabase } from './database.ts'
import { readSync } from './sync-state.ts'

/** Part of its caller's transaction: nothing of it is unanswered or held here, and no row is still to come. */
export const isAllInCloud = async (db: ChatDatabase, chatId: ChatId): Promise<boolean> => {
  const [sync, chats, unanswered] = await Promise.all([
    readSync(db),
    db.chats.where('id').equals(chatId).count(),
    db.outbox
      .where('[chatId+state]')
      .between([chatId, Dexie.minKey], [chatId, Dexie.maxKey])
      .count(),
  ])
  return chats > 0 && unanswered === 0 && sync.left === 0
}
