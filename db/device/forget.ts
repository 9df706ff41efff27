/** Sign-out: what would be lost, and then no trace of the person in this browser's databases. */

import { countUnsentFiles } from './attachments.ts'
import type { ChatDatabase } from './database.ts'
import { countOutbox, entriesIn } from './outbox.ts'

/** What the server does not have. All zero: forgetting loses nothing. */
export interface Unsent {
  readonly waiting: number
  readonly parked: number
  readonly drafts: number
  readonly attachments: number
  /** Chats with changes that are only on this device, because a person wanted it so. */
  readonly heldChats: number
}

export const countUnsent = async (db: ChatDatabase): Promise<Unsent> => {
  const [{ waiting, parked }, drafts, attachments, heldChats] = await Promise.all([
    countOutbox(db),
    db.drafts.count(),
    countUnsentFiles(db),
    countHeldChats(db),
  ])
  return { waiting, parked, drafts, attachments, heldChats }
}

const countHeldChats = async (db: ChatDatabase): Promise<number> => {
  const chatIds = new Set<string>()
  await entriesIn(db, 'held').each(({ chatId }) => chatId && chatIds.add(chatId))
  return chatIds.size
}

/** Deletes the whole database; other pages and the worker are made to close it. Ask `countUnsent` first. */
export const forgetDatabase = async (db: ChatDatabase): Promise<void> => {
  await db.delete({ disableAutoOpen: true })
}
