/** Writes down the value that was overwritten (law K1), under an id made of what it says. */

import { createHash } from 'node:crypto'
import type { Clock } from '../../protocol/clock.ts'
import type { MergedEntity, SidedValue } from '../../protocol/conflict.ts'
import { type ConflictId, conflictIdSchema } from '../../protocol/ids.ts'
import { nextRevision, type Working } from './working.ts'

export interface Spot {
  readonly entity: MergedEntity
  readonly id: string
  readonly field: string
}

export interface Overwritten {
  readonly kept: SidedValue
  readonly lost: { readonly value: SidedValue['value']; readonly clock: Clock }
}

/**
 * A person is asked about words and deletions; where a chat lies and how it is
 * marked is seen and set anew. Whoever wrote one of the two as an answer is not asked again.
 */
const ASKED = new Set(['title', 'name', 'content', 'deleted'])

/** The same for the same two changes, so that a repeat or a restore does not double it. */
export const conflictId = (spot: Spot, lost: string, kept: string): ConflictId =>
  conflictIdSchema.parse(
    createHash('sha256')
      .update([spot.entity, spot.id, spot.field, lost, kept].join('|'))
      .digest('hex')
      .slice(0, 32),
  )

export const recordConflict = (working: Working, spot: Spot, { kept, lost }: Overwritten): void => {
  const isAnswer = kept.clock?.isAnswer === true || lost.clock.isAnswer === true
  const isOpen = ASKED.has(spot.field) && !isAnswer
  const id = conflictId(spot, lost.clock.changeId, kept.clock?.changeId ?? '')
  if (working.newConflicts.has(id)) return
  working.newConflicts.set(id, {
    id,
    revision: nextRevision(working),
    ofEntity: spot.entity,
    entityId: spot.id,
    field: spot.field,
    kept,
    lost,
    lostChangeId: lost.clock.changeId,
    lostDeviceId: lost.clock.deviceId,
    createdAt: working.now,
    resolvedAt: isOpen ? null : working.now,
    choice: isOpen ? null : 'kept',
  })
}
