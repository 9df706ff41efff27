/** A round without changes: one snapshot, no lock, and nothing written where nothing is new. */

import { sql } from 'kysely'
import { fault } from '../protocol/fault.ts'
import { hasForked } from './judge/judge-batch.ts'
import type { RoundInput, RoundOutcome } from './round-outcome.ts'
import { deviceTouchOf, readRoundView, type RoundView, statusAfter } from './round-view.ts'
import type { UserTransaction } from './with-user.ts'
import { type DeviceTouch, touchDevices } from './touch-devices.ts'

/** A device that only looks whether there is something is noted at most so often (law Q1). */
const TOUCH_EVERY_MS = 60_000

export const pull = async (trx: UserTransaction, input: RoundInput): Promise<RoundOutcome> => {
  const { userId, now, request } = input
  const reading = await readRoundView(trx, input)
  if (reading.kind === 'fault') return reading
  const { page, head, more: view } = reading
  if (hasForked({ seen: request.seen ?? null, revision: head.revision }, view))
    return { kind: 'fault', fault: fault('history_forked') }
  if (view.isRetired) return { kind: 'fault', fault: fault('device_forked') }
  const touch = deviceTouchOf(request)
  if (touch !== undefined && isNews(view, touch, now))
    await sql`/* touch */ with ${touchDevices(userId, { ...touch, now, lastSeq: 0 })} select 1`.execute(
      trx,
    )
  const status = statusAfter(view, touch, now)
  return { kind: 'done', reply: { results: [], page, head, status, pushed: 0 } }
}

const isNews = (view: RoundView, touch: DeviceTouch, now: number): boolean => {
  const known = view.status.devices.find((device) => device.deviceId === touch.deviceId)
  if (known === undefined || (touch.retires !== null && !view.isFormerRetired)) return true
  if (touch.pending !== null && touch.pending !== known.pending) return true
  if (touch.confirmed !== null && touch.confirmed !== known.revision) return true
  return known.lastSeenAt === null || now - known.lastSeenAt >= TOUCH_EVERY_MS
}
