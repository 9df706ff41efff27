/** Text that is not sent: kept on this device alone, so that no reload and no crash loses it. */

import type { ChatDatabase } from './database.ts'
import type { DraftRecord } from './records.ts'

export const readDraft = async (db: ChatDatabase, id: string): Promise<DraftRecord | undefined> =>
  db.drafts.get(id)

/** Keeps the text; an empty one removes the draft. */
export const saveDraft = async (db: ChatDatabase, draft: DraftRecord): Promise<void> => {
  if (draft.text === '') await db.drafts.delete(draft.id)
  else await db.drafts.put(draft)
}
