/** Merges the fields of a restored row into the one that stands: only what changes takes a revision. */

import type { Clock, Clocks } from '../../protocol/clock.ts'
import type { MergedEntity } from '../../protocol/conflict.ts'
import { judgeRestored } from '../../protocol/judge.ts'
import {
  type Fielded,
  type FieldValue,
  type MergedRow,
  mergeRestored,
  restamp,
} from './merge-field.ts'
import { storableMoment } from './moments.ts'
import { nextRevision, type Ruling, type Working } from './working.ts'

/** One field of a row of kind R with the value that came back for it. */
export interface FieldMerge<R> {
  readonly field: string
  readonly value: FieldValue
  readonly valueIn: (row: R) => FieldValue
  readonly merge: (working: Working, row: R, clock: Clock | undefined) => MergedRow<R>
}

export const fieldMerge = <K extends string, R extends Fielded & Readonly<Record<K, FieldValue>>>(
  target: { readonly entity: MergedEntity; readonly field: string; readonly property: K },
  value: R[K],
): FieldMerge<R> => ({
  field: target.field,
  value,
  valueIn: (row) => row[target.property],
  merge: (working, row, clock) => mergeRestored(working, { ...target, row }, { value, clock }),
})

type Restorable = Fielded & { readonly updatedAt: number }

interface RowMerge<R extends Restorable> {
  readonly standing: R
  readonly restored: { readonly clocks: Clocks; readonly updatedAt: number }
  readonly merges: readonly FieldMerge<R>[]
  /** What comes back beside the fields is more than what stands. */
  readonly gainsMore?: boolean
  readonly put: (merged: R) => void
}

/** A row that gains nothing answers `duplicate` with the revision it has. */
export const mergeFields = <R extends Restorable>(
  working: Working,
  { standing, restored, merges, gainsMore = false, put }: RowMerge<R>,
): Ruling => {
  const due = merges.filter((field) => isDue(field, standing, restored.clocks))
  if (due.length === 0 && !gainsMore)
    return { kind: 'taken', outcome: 'duplicate', revision: standing.revision }
  const revision = nextRevision(working)
  const updatedAt = Math.max(standing.updatedAt, storableMoment(restored.updatedAt))
  let merged: MergedRow<R> = {
    row: { ...standing, revision, updatedAt },
    winner: 'current',
    isConflict: false,
  }
  for (const field of due) {
    const { isConflict } = merged
    merged = field.merge(working, merged.row, restored.clocks[field.field])
    merged = { ...merged, isConflict: merged.isConflict || isConflict }
  }
  put(merged.row)
  return { kind: 'taken', outcome: merged.isConflict ? 'conflict' : 'applied', revision }
}

const isDue = <R extends Restorable>(
  { field, value, valueIn }: FieldMerge<R>,
  standing: R,
  clocks: Clocks,
): boolean => {
  const current = { value: valueIn(standing), clock: standing.clocks[field] }
  const verdict = judgeRestored(current, { value, clock: clocks[field] })
  return verdict.winner === 'incoming' || verdict.keepLoser
}

/** The clocks of a row that is inserted: of the fields there are, at its new revision, none in the future. */
export const knownClocks = (
  working: Working,
  clocks: Clocks,
  { revision, fields }: { readonly revision: number; readonly fields: readonly string[] },
): Clocks =>
  Object.fromEntries(
    Object.entries(clocks)
      .filter(([field]) => fields.includes(field))
      .map(([field, clock]) => [field, restamp(clock, revision, working.now)]),
  )
