/** What a round reads in its last statement beside the page: the status, the device, the tokens. */

import { sql } from 'kysely'
import type { DeviceId } from '../protocol/ids.ts'
import { MAX_PAGE_ROWS } from '../protocol/limits.ts'
import type { SyncRequest } from '../protocol/round.ts'
import type { SyncStatus } from '../protocol/status.ts'
import { parseCursor } from './cursor.ts'
import { oldestToken } from './forget.ts'
import { type Extra, type PageReading, readPageWith } from './page.ts'
import type { RoundInput } from './round-outcome.ts'
import { selectStatus, statusFor, type StatusReading } from './status.ts'
import type { UserTransaction } from './with-user.ts'
import type { DeviceTouch } from './touch-devices.ts'

/** The device as it was when the statement ran, before this round touched it. */
export interface RoundView {
  readonly status: StatusReading
  readonly isRetired: boolean
  readonly isFormerRetired: boolean
  readonly seenToken: string | null
  readonly oldestToken: number | null
}

/** `upload` wants no rows; where no limit is asked for, pages are as large as they may be. */
export const readRoundView = (
  trx: UserTransaction,
  { userId, request, now }: RoundInput,
): Promise<PageReading<RoundView>> =>
  readPageWith(
    trx,
    { userId, cursor: request.cursor ?? null, limit: request.limit ?? MAX_PAGE_ROWS },
    { ...selectView({ userId, request, now }), isPageless: request.direction === 'upload' },
  )

const selectView = ({
  userId,
  request,
  now,
}: Pick<RoundInput, 'userId' | 'request' | 'now'>): Extra<RoundView> => {
  const isRetired = (deviceId: DeviceId | undefined) => sql`exists (
    select from devices
    where user_id = ${userId} and device_id = ${deviceId ?? null} and retired_at is not null)`
  return {
    name: 'round',
    select: sql`json_build_object(
      'status', ${selectStatus(userId)},
      'isRetired', ${isRetired(request.deviceId)},
      'isFormerRetired', ${isRetired(request.retires)},
      'seenToken', (select token from sync_tokens
        where user_id = ${userId} and revision = ${request.seen?.revision ?? 0}),
      'oldestToken', ${oldestToken(userId, now)})`,
  }
}

/** What the request tells of its device; undefined where it names none. */
export const deviceTouchOf = (request: SyncRequest): DeviceTouch | undefined => {
  const { deviceId, retires, pending, cursor } = request
  if (deviceId === undefined) return undefined
  const place = parseCursor(cursor ?? null)
  const confirmed = place?.kind === 'after' ? place.revision : null
  return { deviceId, retires: retires ?? null, pending: pending ?? null, confirmed }
}

/** The status as it is once the device is touched. */
export const statusAfter = (
  view: RoundView,
  touch: DeviceTouch | undefined,
  now: number,
): SyncStatus => {
  if (touch === undefined) return statusFor(null, view.status)
  const { deviceId, pending, confirmed } = touch
  const { devices } = view.status
  const before = devices.find((device) => device.deviceId === deviceId)
  const own = {
    deviceId,
    name: before?.name ?? '',
    lastSeenAt: now,
    pending: pending ?? before?.pending ?? 0,
    revision: confirmed ?? before?.revision ?? 0,
  }
  const others = devices.filter((device) => device.deviceId !== deviceId)
  return statusFor(deviceId, { ...view.status, devices: [own, ...others] })
}
