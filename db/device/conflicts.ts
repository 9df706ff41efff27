/** Values that lost to another device's, kept until the person has looked at them. */

import type { ConflictChoice } from '../protocol/conflict.ts'
import type { ConflictId } from '../protocol/ids.ts'
import type { ChatDatabase } from './database.ts'
import type { ConflictRecord } from './records.ts'
import type { WriteDeps, WriteOutcome } from './write.ts'

/** An open conflict with the name of what it happened to. */
export interface ConflictLine extends ConflictRecord {
  /** The chat's title or the folder's name; null for a message or where the row is gone. */
  readonly name: string | null
}

export const countConflicts = async (db: ChatDatabase): Promise<number> =>
  db.conflicts.where('isOpen').equals(1).count()

export const listConflicts = async (
  _db: ChatDatabase,
  _limit: number,
): Promise<readonly ConflictLine[]> => {
  throw new Error('not built')
}

/** Keeps one of the two: `lost` writes that value anew on top of what stands. One transaction. */
export const resolveConflict = async (
  _db: ChatDatabase,
  _deps: WriteDeps,
  _resolution: { readonly conflictId: ConflictId; readonly choice: ConflictChoice },
): Promise<WriteOutcome> => {
  throw new Error('not built')
}
