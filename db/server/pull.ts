/** A round without changes: one snapshot, no lock, and nothing written where nothing is new. */

import { fault } from '../protocol/fault.ts'
import type { Database } from './database.ts'
import { hasForked } from './judge/judge-batch.ts'
import type { RoundInput, RoundOutcome } from './round-outcome.ts'
import { askRoundView, deviceTouchOf, type RoundView, statusAfter } from './round-view.ts'
import { type DeviceTouch, touchAlone } from './touch-devices.ts'
import { isOutOfSpace } from './unavailable.ts'
import { askAsUser } from './with-user.ts'

/** A device that only looks whether there is something is noted at most so often (law Q1). */
const TOUCH_EVERY_MS = 60_000

export const pull = async (database: Database, input: RoundInput): Promise<RoundOutcome> => {
  const { userId, now, request } = input
  const reading = await askAsUser(database, userId, askRoundView(input))
  if (reading.kind === 'fault') return reading
  const { page, head, more: view } = reading
  if (hasForked({ seen: request.seen ?? null, revision: head.revision }, view))
    return { kind: 'fault', fault: fault('history_forked') }
  if (view.isRetired) return { kind: 'fault', fault: fault('device_forked') }
  const touch = deviceTouchOf(request)
  if (touch !== undefined && isNews(view, touch, now)) await note(database, input, touch)
  const status = statusAfter(view.status, touch, now)
  const reply = { results: [], page, head, status, pushed: 0 }
  return { kind: 'done', reply, isTrashDue: view.isTrashDue }
}

/** On a full disk the page is given all the same; only that it was cannot be noted. */
const note = async (
  database: Database,
  { userId, now }: RoundInput,
  touch: DeviceTouch,
): Promise<void> => {
  try {
    await database.needRoom()
    await askAsUser(database, userId, {
      ...touchAlone({ userId, ...touch, now, lastSeq: 0 }),
      read: () => null,
    })
  } catch (error) {
    if (!isOutOfSpace(error)) throw error
  }
}

const isNews = (view: RoundView, touch: DeviceTouch, now: number): boolean => {
  const known = view.status.devices.find((device) => device.deviceId === touch.deviceId)
  if (known === undefined || (touch.retires !== null && !view.isFormerRetired)) return true
  if (touch.pending !== null && touch.pending !== known.pending) return true
  if (touch.confirmed !== null && touch.confirmed !== known.revision) return true
  return known.lastSeenAt === null || now - known.lastSeenAt >= TOUCH_EVERY_MS
}
