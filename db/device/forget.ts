/** Sign-out: what would be lost, and then no trace of the person in this browser's databases. */

import { countUnsentFiles } from './attachments.ts'
import type { ChatDatabase } from './database.ts'
import { countOutbox } from './outbox.ts'

/** What the server does not have. All zero: forgetting loses nothing. */
export interface Unsent {
  readonly waiting: number
  readonly parked: number
  readonly drafts: number
  readonly attachments: number
}

export const countUnsent = async (db: ChatDatabase): Promise<Unsent> => {
  const [{ waiting, parked }, drafts, attachments] = await Promise.all([
    countOutbox(db),
    db.drafts.count(),
    countUnsentFiles(db),
  ])
  return { waiting, parked, drafts, attachments }
}

/** Deletes the whole database; other pages and the worker are made to close it. Ask `countUnsent` first. */
export const forgetDatabase = async (db: ChatDatabase): Promise<void> => {
  await db.delete({ disableAutoOpen: true })
}
