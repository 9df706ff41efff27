/** A round on the server: changes judged and written, and a page read, in one transaction. */

import { fault } from '../protocol/fault.ts'
import type { SyncRequest } from '../protocol/round.ts'
import { parseCursor } from './cursor.ts'
import type { Database } from './database.ts'
import { emptyTrash } from './empty-trash.ts'
import { pull } from './pull.ts'
import { push } from './push.ts'
import type { RoundInput, RoundOutcome } from './round-outcome.ts'

export type { RoundInput, RoundOutcome, RoundReply } from './round-outcome.ts'

/** The same request any number of times has the effect of once (law I1). */
export const applyRound = async (database: Database, input: RoundInput): Promise<RoundOutcome> => {
  const why = whyInvalid(input.request)
  if (why !== undefined) return { kind: 'fault', fault: fault('invalid', { message: why }) }
  const hasChanges = (input.request.changes ?? []).length > 0
  if (hasChanges) await database.needRoom()
  const outcome = await (hasChanges ? push : pull)(database, input)
  if (outcome.kind !== 'done') return outcome
  database.grew(outcome.reply.pushed)
  if (!outcome.isTrashDue) return outcome
  const emptiedAt = await emptyTrash(database, input)
  return emptiedAt === null ? outcome : { ...outcome, reply: { ...outcome.reply, emptiedAt } }
}

const whyInvalid = (request: SyncRequest): string | undefined => {
  const { changes = [], direction, deviceId, retires, cursor = null } = request
  if (parseCursor(cursor) === undefined) return 'The cursor is none of this server.'
  if (retires !== undefined && retires === deviceId) return 'A device cannot retire itself.'
  if (changes.length === 0) return undefined
  if (direction === 'download') return 'A download takes no changes.'
  return deviceId === undefined ? 'Changes need the id of their device.' : undefined
}
