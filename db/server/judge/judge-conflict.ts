/** Judges a person's answer to a conflict: the last word stands, in the order in which they arrive. */

import type { ChangeBody } from '../../protocol/change.ts'
import type { ConflictChoice } from '../../protocol/conflict.ts'
import { nextRevision, type Ruling, type Working } from './working.ts'

type Resolve = Extract<ChangeBody, { kind: 'conflict.resolve' }>

/** Only marks it: the device writes a chosen value itself, on top of the kept one. */
export const judgeResolve = (working: Working, change: Resolve): Ruling => {
  const { choice } = change
  const answer = { choice, resolvedAt: choice === null ? null : working.now }
  const revision = resolve(working, change.conflictId, answer)
  if (revision !== undefined) return { kind: 'taken', outcome: 'applied', revision }
  const standing =
    working.newConflicts.get(change.conflictId) ?? working.conflicts.get(change.conflictId)
  return standing === undefined
    ? { kind: 'refused', code: 'needs_parent' }
    : { kind: 'taken', outcome: 'duplicate', revision: standing.revision }
}

/** The conflict's new revision; undefined where there is none, or this answer is the one it has. */
export const resolve = (
  working: Working,
  id: string,
  answer: { readonly choice: ConflictChoice | null; readonly resolvedAt: number | null },
): number | undefined => {
  const fresh = working.newConflicts.get(id)
  const standing = fresh ?? working.conflicts.get(id)
  if (standing === undefined) return undefined
  const isOpen = standing.resolvedAt === null
  if (isOpen === (answer.resolvedAt === null) && standing.choice === answer.choice) return undefined
  const revision = nextRevision(working)
  if (fresh === undefined) {
    working.conflicts.set(id, { ...standing, ...answer, revision })
    working.resolvedConflicts.add(id)
  } else working.newConflicts.set(id, { ...fresh, ...answer, revision })
  return revision
}
