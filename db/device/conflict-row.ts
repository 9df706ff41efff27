/** The row that a conflict happened to, and a set of it that is part of the answer. */

import type { ConflictId } from '../protocol/ids.ts'
import type { ChangeDraft } from './change-draft.ts'
import type { ChatDatabase } from './database.ts'
import { findAnywhere } from './find-anywhere.ts'
import type { ConflictRecord } from './records.ts'
import type { ValuedRow } from './row-field.ts'

export const rowOfConflict = async (
  db: ChatDatabase,
  { ofEntity, entityId }: ConflictRecord,
): Promise<ValuedRow | undefined> => {
  if (ofEntity === 'message') return findAnywhere(db, entityId)
  return ofEntity === 'chat' ? db.chats.get(entityId) : db.folders.get(entityId)
}

/** Part of a resolution: where it meets another value, nobody is asked a second time. Pure. */
export const resolving = (draft: ChangeDraft, conflictId: ConflictId): ChangeDraft =>
  draft.kind === 'chat.set' || draft.kind === 'folder.set' || draft.kind === 'message.set'
    ? { ...draft, resolves: conflictId }
    : draft
