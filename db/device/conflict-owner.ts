/** The chat that a conflict belongs to, where it does not say so itself. */

import type { ChatId } from '../protocol/ids.ts'
import { idOf } from '../protocol/make-id.ts'
import type { ChatDatabase } from './database.ts'
import { findAnywhere } from './find-anywhere.ts'
import type { ConflictRecord } from './records.ts'

/** null: of a folder, or of a message that is not here. */
export const chatOfConflict = async (
  db: ChatDatabase,
  { ofEntity, entityId }: Pick<ConflictRecord, 'ofEntity' | 'entityId'>,
): Promise<ChatId | null> => {
  if (ofEntity === 'chat') return idOf(entityId)
  return ofEntity === 'message' ? ((await findAnywhere(db, entityId))?.chatId ?? null) : null
}
