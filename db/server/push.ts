/** A round with changes: lock, load, judge, write, read, in four statements however many changes there are. */

import { CHANGE_FAULTS, type ChangeFault, fault } from '../protocol/fault.ts'
import type { DeviceId } from '../protocol/ids.ts'
import type { ChangeResult, SyncRequest } from '../protocol/round.ts'
import { parseCursor, reachOf } from './cursor.ts'
import { type Batch, judgeBatch } from './judge/judge-batch.ts'
import { touchedBy } from './judge/touched.ts'
import { loadTouched, lockRevision } from './load.ts'
import type { RoundInput, RoundOutcome } from './round-outcome.ts'
import { deviceTouchOf, readRoundView, statusAfter } from './round-view.ts'
import type { DeviceTouch } from './touch-devices.ts'
import type { UserTransaction } from './with-user.ts'
import { writeJudged } from './write.ts'

export const push = async (trx: UserTransaction, input: RoundInput): Promise<RoundOutcome> => {
  const { userId, now, request, newToken } = input
  const told = deviceTouchOf(request)
  if (told === undefined) return { kind: 'fault', fault: fault('invalid') }

  const revision = await lockRevision(trx, userId)
  if (isBeyond(request, revision)) return { kind: 'fault', fault: fault('history_forked') }
  const batch = batchOf(input, told.deviceId, revision)
  const loaded = await loadTouched(trx, {
    userId,
    deviceId: told.deviceId,
    seenRevision: batch.seen?.revision ?? 0,
    now,
    touched: touchedBy(batch.changes),
  })
  const judged = judgeBatch(batch, loaded)
  if (judged.kind === 'fault') return judged
  const device = withoutTaken(told, judged.results)
  const firstSeq = Math.min(...batch.changes.map((change) => change.seq))
  await writeJudged(trx, { userId, now, judged, revision, newToken, device, firstSeq })
  const reading = await readRoundView(trx, input)
  if (reading.kind === 'fault') return reading
  const { page, head, more: view } = reading
  const status = statusAfter(view, device, now)
  const pushed = judged.working.revision - revision
  return { kind: 'done', reply: { results: judged.results, page, head, status, pushed } }
}

/** What the device has not sent once this round is over: it counted the changes that came with it. */
const withoutTaken = (told: DeviceTouch, results: readonly ChangeResult[]): DeviceTouch => {
  if (told.pending === null) return told
  const taken = results.filter(({ fault: refused }) => !isHeld(refused)).length
  return { ...told, pending: Math.max(0, told.pending - taken) }
}

const isHeld = (refused: ChangeFault | undefined): boolean =>
  refused !== undefined && CHANGE_FAULTS[refused.code].fate === 'hold'

/** Looked at before anything is written: behind such a cursor there is no page to answer with. */
const isBeyond = (request: SyncRequest, revision: number): boolean => {
  const cursor = parseCursor(request.cursor ?? null)
  return cursor === undefined || reachOf(cursor) > revision
}

const batchOf = ({ now, request }: RoundInput, deviceId: DeviceId, revision: number): Batch => {
  const { changes = [], seen = null, sentAt = now } = request
  return { deviceId, seen, sentAt, receivedAt: now, changes, revision }
}
