/** A request as a released version of the app sent it, and what of its answer that version relies on. */

import * as z from 'zod/mini'
import { isFaultReply, isSyncReply } from '../../../db/protocol/reply-shape.ts'
import type { Row } from '../../../db/protocol/row.ts'
import type { SyncReply } from '../../../db/protocol/round.ts'

/** Another account stands for the same one on a server that has lost everything. */
export const SERVERS = ['first', 'emptied'] as const

const recordedSchema = z.object({
  device: z.string(),
  server: z.enum(SERVERS),
  request: z.looseObject({
    direction: z.string(),
    cursor: z.nullable(z.string()),
    seen: z.nullable(z.object({ revision: z.int(), token: z.string() })),
    changes: z.optional(z.array(z.looseObject({ kind: z.string() }))),
  }),
  answer: z.object({
    status: z.int(),
    fault: z.optional(z.string()),
    results: z.optional(z.array(z.looseObject({ changeId: z.string(), outcome: z.string() }))),
    rows: z.optional(z.array(z.looseObject({ entity: z.string(), id: z.string() }))),
    hasMore: z.optional(z.boolean()),
  }),
})
export type Recorded = Readonly<z.infer<typeof recordedSchema>>

export const parseRecorded = (text: string): Recorded => z.parse(recordedSchema, JSON.parse(text))

/** What of an answer is kept. */
export const answerOf = (status: number, json: unknown): Recorded['answer'] => {
  if (isSyncReply(json)) return { status, ...essenceOfReply(json) }
  return isFaultReply(json) ? { status, fault: json.fault.code } : { status }
}

/** Revisions, cursors, tokens and times are each server's own; the rest is what was agreed. */
const essenceOfReply = ({ results, page }: SyncReply): Omit<Recorded['answer'], 'status'> => ({
  results: results.map(({ changeId, outcome, fault }) => ({
    changeId,
    outcome,
    ...(fault === undefined ? {} : { fault: fault.code }),
  })),
  rows: page.rows.map(essenceOfRow).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
  hasMore: page.hasMore,
})

type Told = NonNullable<Recorded['answer']['rows']>[number]

const keyOf = ({ entity, id }: Told): string => `${entity}:${id}`

const essenceOfRow = (row: Row): Told => {
  if (row.entity === 'conflict') {
    const { id, entity, ofEntity, entityId, field, choice, lostChangeId } = row
    const { kept, lost, resolvedAt } = row
    const sides = { kept: kept.value, lost: lost.value, isOpen: resolvedAt === null }
    return { entity, id, ofEntity, entityId, field, choice, lostChangeId, ...sides }
  }
  const changeIds = Object.entries(row.clocks).map(([field, { changeId }]) => [field, changeId])
  const lasting = Object.entries(row).filter(([name]) => !OF_THE_SERVER.has(name))
  const { entity, id } = row
  const clocks = Object.fromEntries(changeIds)
  return { ...Object.fromEntries(lasting), ...formerValues(row), clocks, entity, id }
}

/** Of a protocol that has them. */
const formerValues = (row: Row): object =>
  row.entity !== 'chat' || row.history === undefined
    ? {}
    : {
        history: row.history.map(({ field, value, clock }) => ({
          field,
          value,
          changeId: clock?.changeId ?? null,
        })),
      }

const OF_THE_SERVER = new Set(['revision', 'clocks', 'createdAt', 'updatedAt', 'deletedAt'])
