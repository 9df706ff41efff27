/** Values that lost to another device's, kept until the person has looked at them. */

import type { ConflictChoice } from '../protocol/conflict.ts'
import type { ConflictId } from '../protocol/ids.ts'
import { rowKey } from '../protocol/row-key.ts'
import type { ChangeDraft } from './change-draft.ts'
import { chatOfMessage } from './conflict-owner.ts'
import type { ChatDatabase } from './database.ts'
import { draftOfValue } from './draft-of-value.ts'
import type { ConflictRecord } from './records.ts'
import { attempt } from './storage-fault.ts'
import { type WriteDeps, type WriteOutcome, writeActs } from './write.ts'

/** An open conflict with the name of what it happened to. */
export interface ConflictLine extends ConflictRecord {
  /** The chat's title or the folder's name; null for a message or where the row is gone. */
  readonly name: string | null
}

export const countConflicts = async (db: ChatDatabase): Promise<number> =>
  db.conflicts.where('isOpen').equals(1).count()

export const listConflicts = async (
  db: ChatDatabase,
  limit: number,
): Promise<readonly ConflictLine[]> => {
  const conflicts = await db.conflicts.where('isOpen').equals(1).limit(limit).toArray()
  const ids = conflicts.map((conflict) => conflict.entityId)
  const [chats, folders] = await Promise.all([db.chats.bulkGet(ids), db.folders.bulkGet(ids)])
  const lineOf = (conflict: ConflictRecord, at: number): ConflictLine => ({
    ...conflict,
    name: chats[at]?.title ?? folders[at]?.name ?? null,
  })
  return conflicts.map(lineOf)
}

/** Keeps one of the two: `lost` writes that value anew on top of what stands. One transaction. */
export const resolveConflict = async (
  db: ChatDatabase,
  deps: WriteDeps,
  { conflictId, choice }: { readonly conflictId: ConflictId; readonly choice: ConflictChoice },
): Promise<WriteOutcome> =>
  attempt(db, () =>
    db.transaction('rw', db.tables, async (): Promise<WriteOutcome> => {
      const conflict = await db.conflicts.get(conflictId)
      if (conflict === undefined) return { kind: 'missing', rowKey: rowKey('conflict', conflictId) }
      const resolution: ChangeDraft = { kind: 'conflict.resolve', conflictId, choice }
      if (choice === 'kept') return writeActs(db, deps, [resolution])
      const restoring = await draftOfLost(db, conflict)
      if (restoring === null)
        return { kind: 'missing', rowKey: rowKey(conflict.ofEntity, conflict.entityId) }
      return writeActs(db, deps, [restoring, resolution])
    }),
  )

/** The lost value as a new act; null where it cannot be one any more. */
const draftOfLost = async (
  db: ChatDatabase,
  { ofEntity, entityId, field, lost }: ConflictRecord,
): Promise<ChangeDraft | null> => {
  const chatId = ofEntity === 'message' ? await chatOfMessage(db, entityId) : null
  return draftOfValue({ ofEntity, entityId, field, chatId, value: lost.value })
}
