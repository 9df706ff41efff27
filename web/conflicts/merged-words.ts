/** What the box for other words begins with: the two put together, where it is known what they began as. Pure. */

import type { ConflictLine } from '../../db/device/conflicts.ts'
import { mergeTexts } from './merge-texts.ts'

type Known = Pick<ConflictLine, 'field' | 'kept' | 'lost' | 'lostChangeId' | 'former' | 'standing'>

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** `isMerged`: it holds what either of the two changed; else it is what stands. */
export const mergedWords = (
  conflict: Known,
): { readonly text: string; readonly isMerged: boolean } => {
  const standing = textOf(conflict.standing.value)
  const base = baseOf(conflict)
  const merged = base === null ? null : mergeTexts(base, standing, textOf(conflict.lost.value))
  return merged === null ? { text: standing, isMerged: false } : { text: merged, isMerged: true }
}

/** The value that both replaced: the clock of the one that was there first names its change. */
const baseOf = ({ field, kept, lost, lostChangeId, former }: Known): string | null => {
  const wasLater = kept.clock?.previous === lostChangeId
  const first = wasLater ? lost.clock : kept.clock
  if (first === null) return null
  const versions = former.filter((version) => version.field === field)
  const base = versions.find(({ clock }) => clock?.changeId === first.previous)
  return typeof base?.value === 'string' ? base.value : null
}
