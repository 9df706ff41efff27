/** Text that is not sent: kept on this device alone, so that no reload and no crash loses it. */

import type { ChatDatabase } from './database.ts'
import type { DraftRecord } from './records.ts'

/** What another app shared, until the person has said where it goes. */
export const SHARED_DRAFT_ID = 'shared'

/** With the id of the message behind it: what is typed over that message. */
export const EDIT_START = 'edit '

export const readDraft = async (db: ChatDatabase, id: string): Promise<DraftRecord | undefined> =>
  db.drafts.get(id)

/** Keeps the text; an empty one removes the draft. */
export const saveDraft = async (db: ChatDatabase, draft: DraftRecord): Promise<void> => {
  if (draft.text === '') await db.drafts.delete(draft.id)
  else await db.drafts.put(draft)
}

/** Puts what was shared behind what is being written in that place, in one step; false where nothing was. */
export const placeShared = async (
  db: ChatDatabase,
  { draftId, chatId, now }: { draftId: string; chatId: DraftRecord['chatId']; now: number },
): Promise<boolean> =>
  db.transaction('rw', db.drafts, async () => {
    const shared = await readDraft(db, SHARED_DRAFT_ID)
    if (shared === undefined) return false
    const typed = (await readDraft(db, draftId))?.text ?? ''
    const text = typed === '' ? shared.text : `${typed}\n\n${shared.text}`
    await saveDraft(db, { id: draftId, chatId, kind: 'typed', text, updatedAt: now })
    await db.drafts.delete(SHARED_DRAFT_ID)
    return true
  })

/** The ids of all drafts whose id begins so. */
export const listDraftIds = async (db: ChatDatabase, start: string): Promise<readonly string[]> =>
  db.drafts.where('id').startsWith(start).primaryKeys()
