/** Erasing deleted chats for good: the one act that cannot be taken back, so only for chats in the trash. */

import type { ChangeDraft } from './change-draft.ts'
import { listChats } from './chats.ts'
import type { ChatDatabase } from './database.ts'

/** Erasing a chat rewrites what hangs on it: so many fit into one transaction that nobody waits for. */
const AT_ONCE = 50

/** The acts that erase the next chats of the trash, the most recently active first; none: it is empty. */
export const draftsOfEmptying = async (db: ChatDatabase): Promise<readonly ChangeDraft[]> => {
  const chats = await listChats(db, { shelf: 'trash', limit: AT_ONCE })
  return chats.map(({ id }) => ({ kind: 'chat.purge', chatId: id }))
}
