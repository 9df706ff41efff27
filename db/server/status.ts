/** How far a person's devices are, read in one statement. */

import type { DeviceId, UserId } from '../protocol/ids.ts'
import type { SyncStatus } from '../protocol/status.ts'
import type { Database } from './connect.ts'

export interface StatusInput {
  readonly userId: UserId
  /** The device that asks; null where there is none (a script). */
  readonly deviceId: DeviceId | null
  readonly now: number
}

/** A person never seen has revision 0 and no devices. Retired and revoked devices are left out. */
export declare const readStatus: (database: Database, input: StatusInput) => Promise<SyncStatus>
