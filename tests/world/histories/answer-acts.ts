/** What a person says to a conflict: one of the two, something of both, or nothing yet after all. */

import type { ChangeDraft } from '../../../db/device/change-draft.ts'
import { draftOfValue } from '../../../db/device/draft-of-value.ts'
import type { ConflictRecord } from '../../../db/device/records.ts'
import { type Offer, pick, standing, text } from './offer.ts'

export const ANSWER_ACTS = ['answer', 'reopen'] as const
export type AnswerAct = (typeof ANSWER_ACTS)[number]

/** Of what is not erased: there nothing is offered any more. */
const conflictsOf = ({ tables }: Offer, isOpen: boolean): readonly ConflictRecord[] => {
  const erased = new Set<string>(
    [...tables.chats, ...tables.folders].filter((row) => row.isPurged === true).map(({ id }) => id),
  )
  const messages = new Set<string>(standing(tables).map(({ id }) => id))
  return tables.conflicts.filter(
    ({ resolvedAt, ofEntity, entityId }) =>
      (resolvedAt === null) === isOpen &&
      (ofEntity === 'message' ? messages.has(entityId) : !erased.has(entityId)),
  )
}

/** The value that the answer makes of the field; undefined: it stays as it is. */
const valueOf = (offer: Offer, conflict: ConflictRecord): unknown => {
  if (offer.more % 3 === 0) return undefined
  if (offer.more % 3 === 1) return conflict.lost.value
  return conflict.field === 'title' || conflict.field === 'name' ? text(offer) : undefined
}

export const ANSWER_DRAFTS: Readonly<
  Record<AnswerAct, (offer: Offer) => readonly ChangeDraft[] | null>
> = {
  answer: (offer) => {
    const conflict = pick(conflictsOf(offer, true), offer.at)
    if (conflict === undefined) return null
    const { id: conflictId, ofEntity, entityId, field } = conflict
    const value = valueOf(offer, conflict)
    const choice = offer.more % 3 === 1 ? 'lost' : 'kept'
    const message = standing(offer.tables).find(({ id }) => id === entityId)
    const chatId = message?.chatId ?? null
    const set =
      value === undefined ? null : draftOfValue({ ofEntity, entityId, chatId, field, value })
    const resolution = { kind: 'conflict.resolve', conflictId, choice } as const
    return set === null ? [resolution] : [{ ...set, resolves: conflictId }, resolution]
  },
  reopen: (offer) => {
    const conflict = pick(conflictsOf(offer, false), offer.at)
    return conflict === undefined
      ? null
      : [{ kind: 'conflict.resolve', conflictId: conflict.id, choice: null }]
  },
}
