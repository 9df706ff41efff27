/** One field of a row against one incoming value: the judge's verdict, and the record of the loser. */

import type { Clock, Clocks } from '../../protocol/clock.ts'
import type { MergedEntity } from '../../protocol/conflict.ts'
import type { ChangeId } from '../../protocol/ids.ts'
import { judgeRestored, judgeSet, type Verdict } from '../../protocol/judge.ts'
import { recordConflict } from './conflict-record.ts'
import type { Edit, Working } from './working.ts'

export type FieldValue = string | boolean | null

export interface Fielded {
  readonly id: string
  readonly revision: number
  readonly clocks: Clocks
}

/** The field by its name on the wire and in the row, which has taken its new revision already. */
export interface Target<K extends string, R extends Fielded & Readonly<Record<K, FieldValue>>> {
  readonly entity: MergedEntity
  readonly field: string
  readonly property: K
  readonly row: R
}

export interface MergedRow<R> {
  readonly row: R
  readonly winner: 'current' | 'incoming'
  readonly isConflict: boolean
}

/** How a `set` was made; `mark`: what its clock says of it beside. */
export interface By {
  readonly base: ChangeId | null
  readonly edit: Edit
  readonly mark: Pick<Clock, 'isAnswer'>
}

interface AnySet {
  readonly base: { readonly changeId: ChangeId } | null
  readonly resolves?: string | undefined
}

export const byOf = (set: AnySet, edit: Edit): By => ({
  base: set.base?.changeId ?? null,
  edit,
  mark: markOf(set),
})

const markOf = ({ resolves }: Pick<AnySet, 'resolves'>): By['mark'] =>
  resolves === undefined ? {} : { isAnswer: true }

/** A person's `set`, on top of the value that `base` names. */
export const mergeSet = <K extends string, R extends Fielded & Readonly<Record<K, FieldValue>>>(
  working: Working,
  target: Target<K, R>,
  incoming: By & { readonly value: R[K] },
): MergedRow<R> => {
  const { row, property, field } = target
  const clock = { ...incoming.edit, ...incoming.mark, revision: row.revision }
  const current = { value: row[property], clock: row.clocks[field] }
  const verdict = judgeSet(current, { value: incoming.value, clock }, incoming.base)
  return settle(working, target, { value: incoming.value, clock, verdict })
}

/** A value that a device brings back after the server lost it; its time is never in the future either. */
export const mergeRestored = <
  K extends string,
  R extends Fielded & Readonly<Record<K, FieldValue>>,
>(
  working: Working,
  target: Target<K, R>,
  restored: { readonly value: R[K]; readonly clock: Clock | undefined },
): MergedRow<R> => {
  const { row, property, field } = target
  const clock = restored.clock && restamp(restored.clock, row.revision, working.now)
  const current = { value: row[property], clock: row.clocks[field] }
  const verdict = judgeRestored(current, { value: restored.value, clock })
  return settle(working, target, { value: restored.value, clock, verdict })
}

export const restamp = (clock: Clock, revision: number, now: number): Clock => ({
  ...clock,
  at: Math.min(clock.at, now),
  revision,
})

const settle = <K extends string, R extends Fielded & Readonly<Record<K, FieldValue>>>(
  working: Working,
  target: Target<K, R>,
  incoming: {
    readonly value: R[K]
    readonly clock: Clock | undefined
    readonly verdict: Verdict
  },
): MergedRow<R> => {
  const { row, property, field } = target
  const { winner, keepLoser, clock } = incoming.verdict
  const current = { value: row[property], clock: row.clocks[field] }
  const [kept, lost] = winner === 'incoming' ? [incoming, current] : [current, incoming]
  const isConflict = keepLoser && lost.clock !== undefined
  if (keepLoser && lost.clock !== undefined)
    recordConflict(
      working,
      { entity: target.entity, id: row.id, field },
      {
        kept: { value: kept.value, clock: clock ?? null },
        lost: { value: lost.value, clock: lost.clock },
      },
    )
  if (winner === 'current' || clock === undefined) return { row, winner, isConflict }
  const merged = { ...row, [property]: incoming.value, clocks: { ...row.clocks, [field]: clock } }
  return { row: merged, winner, isConflict }
}
