/** Holds a batch's numbers against the device's: what is new, what is a repeat, and what must not be. */

import type { LedgerEntry } from './loaded.ts'

export interface Numbered {
  readonly seq: number
  readonly changeId: string
}

export type Sequence<T extends Numbered> =
  | { readonly kind: 'planned'; readonly steps: readonly Step<T>[] }
  | { readonly kind: 'device_forked' | 'sequence_gap' }

/** `repeat`: this number was used for this very change, earlier or in this batch. */
export interface Step<T extends Numbered> {
  readonly kind: 'new' | 'repeat'
  readonly change: T
}

/**
 * Numbers follow one another without a gap, and each belongs to one change for ever. A number that
 * comes again with another change means that the device was copied or went back in time.
 */
export const planSequence = <T extends Numbered>(
  changes: readonly T[],
  { lastSeq, used }: { readonly lastSeq: number; readonly used: readonly LedgerEntry[] },
): Sequence<T> => {
  const changeIdBySeq = new Map(used.map((entry) => [entry.seq, entry.changeId]))
  const steps: Step<T>[] = []
  let last = lastSeq
  for (const change of changes) {
    if (change.seq > last + 1) return { kind: 'sequence_gap' }
    const isNew = change.seq === last + 1
    if (isNew) {
      last = change.seq
      changeIdBySeq.set(change.seq, change.changeId)
    } else if (changeIdBySeq.get(change.seq) !== change.changeId) return { kind: 'device_forked' }
    steps.push({ kind: isNew ? 'new' : 'repeat', change })
  }
  return { kind: 'planned', steps }
}
