/** The chat that a conflict belongs to, where it does not say so itself. */

import type { ChatId } from '../protocol/ids.ts'
import { idOf } from '../protocol/make-id.ts'
import type { ChatDatabase } from './database.ts'
import type { ConflictRecord } from './records.ts'

/** null: of a folder, or of a message that is not here. */
export const chatOfConflict = async (
  db: ChatDatabase,
  { ofEntity, entityId }: Pick<ConflictRecord, 'ofEntity' | 'entityId'>,
): Promise<ChatId | null> => {
  if (ofEntity === 'chat') return idOf(entityId)
  return ofEntity === 'message' ? chatOfMessage(db, entityId) : null
}

/** Conflicts on messages are rare, so it is looked for. */
export const chatOfMessage = async (
  db: ChatDatabase,
  messageId: string,
): Promise<ChatId | null> => {
  const changed = await db.messages.get(messageId)
  if (changed !== undefined) return changed.chatId
  const block = await db.blocks
    .filter(({ messages }) => messages.some((message) => message.id === messageId))
    .first()
  return block?.chatId ?? null
}
