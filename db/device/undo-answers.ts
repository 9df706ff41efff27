/** Takes back what was answered to conflicts: they wait for an answer once more. */

import type { ChangeDraft } from './change-draft.ts'
import { madeBeside, untouched } from './beside.ts'
import type { Undoing } from './answer-conflicts.ts'
import { resolving, rowOfConflict } from './conflict-row.ts'
import type { ChatDatabase } from './database.ts'
import { draftOfValue, type KeptValue } from './draft-of-value.ts'
import type { ConflictRecord } from './records.ts'
import { fieldOf } from './row-field.ts'
import { storableDraft } from './storable.ts'
import { attempt } from './storage-fault.ts'
import type { WriteDeps, WriteOutcome } from './write.ts'
import { writeActs } from './write-acts.ts'

/**
 * The value that stood is set again, unless somebody has set another since; what was made so that both
 * stay goes into the trash, unless it was gone on with. ONE transaction for all.
 */
export const undoAnswers = async (
  db: ChatDatabase,
  deps: WriteDeps,
  undoings: readonly Undoing[],
): Promise<WriteOutcome> =>
  attempt(db, () =>
    db.transaction('rw', db.tables, async (): Promise<WriteOutcome> => {
      const acts: ChangeDraft[] = []
      for (const { conflictId, former, beside } of undoings) {
        const conflict = await db.conflicts.get(conflictId)
        if (conflict === undefined || conflict.isOpen === 1) continue
        const restored = former === null ? null : await restoredValue(db, conflict, former)
        if (restored !== null) acts.push(resolving(restored, conflictId))
        const made = typeof beside === 'string' ? await madeBeside(db, conflict, beside) : beside
        acts.push(...(await untouched(db, made)), {
          kind: 'conflict.resolve',
          conflictId,
          choice: null,
        })
      }
      return writeActs(db, deps, acts.map(storableDraft))
    }),
  )

const restoredValue = async (
  db: ChatDatabase,
  conflict: ConflictRecord,
  { kept, put }: NonNullable<Undoing['former']>,
): Promise<ChangeDraft | null> => {
  const row = await rowOfConflict(db, conflict)
  return row !== undefined && fieldOf(row, conflict.field) === put ? draftOfValue(kept) : null
}

/**
 * What takes back an answer of which no more is known than what the conflict itself says. `titled`: how
 * the title of a copy would begin that it made. Pure.
 */
export const undoingOf = (
  conflict: ConflictRecord & Pick<KeptValue, 'chatId'>,
  titled: string,
): Undoing => {
  const { id, ofEntity, entityId, field, chatId, choice, kept, lost } = conflict
  const value = { ofEntity, entityId, field, chatId, value: kept.value }
  const former = choice === 'lost' ? { kept: value, put: lost.value } : null
  return { conflictId: id, former, beside: choice === 'kept' ? titled : [] }
}
