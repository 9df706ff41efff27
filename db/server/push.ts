/** A round with changes: lock, load, judge, write, read, in four statements however many changes there are. */

import { CHANGE_FAULTS, type ChangeFault, fault } from '../protocol/fault.ts'
import type { DeviceId } from '../protocol/ids.ts'
import type { ChangeResult, SyncRequest } from '../protocol/round.ts'
import { parseCursor, reachOf } from './cursor.ts'
import type { Database } from './database.ts'
import { type Batch, judgeBatch } from './judge/judge-batch.ts'
import { touchedBy } from './judge/touched.ts'
import { askLock, askTouched } from './load.ts'
import { finishPush } from './finish-push.ts'
import type { RoundInput, RoundOutcome } from './round-outcome.ts'
import { deviceTouchOf, statusAfter } from './round-view.ts'
import type { DeviceTouch } from './touch-devices.ts'
import { inTwoTrips, type TwoTrips } from './with-user.ts'
import { rowsOf } from './write-rows.ts'

export const push = (database: Database, input: RoundInput): Promise<RoundOutcome> => {
  const told = deviceTouchOf(input.request)
  if (told === undefined) return Promise.resolve({ kind: 'fault', fault: fault('invalid') })
  return inTwoTrips(database, input.userId, (trips) => pushWithin(trips, input, told))
}

const pushWithin = async (
  trips: TwoTrips,
  input: RoundInput,
  told: DeviceTouch,
): Promise<RoundOutcome> => {
  const { userId, now, request, newToken } = input
  const asked = batchOf(input, told.deviceId)
  const { deviceId, seen, changes } = asked
  const touched = touchedBy(changes)
  const [revision, loaded] = await trips.begin(
    askLock(userId),
    askTouched({ userId, deviceId, seenRevision: seen?.revision ?? 0, now, touched }),
  )
  if (isBeyond(request, revision)) return { kind: 'fault', fault: fault('history_forked') }
  const judged = judgeBatch({ ...asked, revision }, loaded)
  if (judged.kind === 'fault') return judged
  const device = withoutTaken(told, judged.results)
  const written = {
    userId,
    now,
    judged,
    rows: rowsOf(judged),
    token: judged.working.revision > revision ? newToken() : null,
    firstSeq: Math.min(...changes.map((change) => change.seq)),
    device,
    forgets: loaded.isLedgerOld || loaded.oldestToken !== null,
  }
  const finished = await finishPush(trips, input, { ...written, revision, status: loaded.status })
  if (finished.kind === 'fault') return finished
  const { page, head } = finished
  const status = statusAfter(finished.status, device, now)
  const pushed = judged.working.revision - revision
  const reply = { results: judged.results, page, head, status, pushed }
  return { kind: 'done', reply, isTrashDue: loaded.isTrashDue }
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

const batchOf = ({ now, request }: RoundInput, deviceId: DeviceId): Omit<Batch, 'revision'> => {
  const { changes = [], seen = null, sentAt = now } = request
  return { deviceId, seen, sentAt, receivedAt: now, changes }
}
