/** What a round tells beside its results and its page: the status, the device, the tokens. */

import { MAX_PAGE_ROWS } from '../protocol/limits.ts'
import type { SyncRequest } from '../protocol/round.ts'
import type { SyncStatus } from '../protocol/status.ts'
import { parseCursor } from './cursor.ts'
import { selectOldestToken, tokensUntil } from './forget.ts'
import { askPageWith, type Extra, type PageReading } from './page.ts'
import type { RoundInput } from './round-outcome.ts'
import type { Question } from './statement.ts'
import { selectStatus, statusFor, type StatusReading } from './status.ts'
import type { DeviceTouch } from './touch-devices.ts'
import { selectIsTrashDue } from './trash-due.ts'

/** The device as it was when the statement ran, before this round touched it. */
export interface RoundView {
  readonly status: StatusReading
  readonly isRetired: boolean
  readonly isFormerRetired: boolean
  readonly seenToken: string | null
  readonly oldestToken: number | null
  /** See `emptyTrash`. */
  readonly isTrashDue: boolean
}

/** `upload` wants no rows; where no limit is asked for, pages are as large as they may be. */
export const askRoundView = ({
  userId,
  request,
  now,
}: RoundInput): Question<PageReading<RoundView>> =>
  askPageWith(
    { userId, cursor: request.cursor ?? null, limit: limitOf(request) },
    { ...viewOf(request, now), isPageless: request.direction === 'upload' },
  )

export const limitOf = (request: SyncRequest): number => request.limit ?? MAX_PAGE_ROWS

const viewOf = (request: SyncRequest, now: number): Extra => ({
  name: 'round',
  values: {
    deviceId: request.deviceId ?? null,
    retires: request.retires ?? null,
    seenRevision: request.seen?.revision ?? 0,
    tokensUntil: tokensUntil(now),
    now,
  },
  write: (at) => `json_build_object(
    'status', ${selectStatus(at.userId)},
    'isRetired', ${isRetired(at.userId, at.deviceId)},
    'isFormerRetired', ${isRetired(at.userId, at.retires)},
    'seenToken', (select token from sync_tokens
      where user_id = ${at.userId} and revision = ${at.seenRevision}),
    'oldestToken', ${selectOldestToken(at)},
    'isTrashDue', ${selectIsTrashDue(at)})`,
})

const isRetired = (userId: string, deviceId: string): string => `exists (
  select from devices
  where user_id = ${userId} and device_id = ${deviceId} and retired_at is not null)`

/** The greatest count that its column holds. */
const MOST_PENDING = 2 ** 31 - 1

/** What the request tells of its device; undefined where it names none. */
export const deviceTouchOf = (request: SyncRequest): DeviceTouch | undefined => {
  const { deviceId, retires, pending, cursor } = request
  if (deviceId === undefined) return undefined
  const place = parseCursor(cursor ?? null)
  const confirmed = place?.kind === 'after' ? place.revision : null
  const counted = pending === undefined ? null : Math.min(pending, MOST_PENDING)
  return { deviceId, retires: retires ?? null, pending: counted, confirmed }
}

/** The status as it is once the device is touched. */
export const statusAfter = (
  status: StatusReading,
  touch: DeviceTouch | undefined,
  now: number,
): SyncStatus => {
  if (touch === undefined) return statusFor(null, status)
  const { deviceId, retires, pending, confirmed } = touch
  const { devices } = status
  const before = devices.find((device) => device.deviceId === deviceId)
  const former = devices.find((device) => device.deviceId === retires)
  const own = {
    deviceId,
    name: [before, former].find((one) => one !== undefined && one.name !== '')?.name ?? '',
    lastSeenAt: now,
    pending: pending ?? before?.pending ?? 0,
    revision: confirmed ?? before?.revision ?? 0,
  }
  const others = devices.filter(
    (device) => device.deviceId !== deviceId && device.deviceId !== retires,
  )
  return statusFor(deviceId, { ...status, devices: [own, ...others] })
}
