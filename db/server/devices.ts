/** A person's devices: the list, a name, and the end of one. */

import type { DeviceId, UserId } from '../protocol/ids.ts'
import type { Device } from '../protocol/session.ts'
import type { Database } from './connect.ts'

export interface DeviceInput {
  readonly userId: UserId
  readonly deviceId: DeviceId
}

/** Newest first, without the retired and the revoked; `current` marks `deviceId`. */
export declare const listDevices: (
  database: Database,
  input: { readonly userId: UserId; readonly deviceId: DeviceId | null },
) => Promise<readonly Device[]>

/** False where the person has no such device (answer not_found). */
export declare const renameDevice: (
  database: Database,
  input: DeviceInput & { readonly name: string },
) => Promise<boolean>

/**
 * Ends a device with its sessions, in one transaction; answers the token hashes that ended (to be
 * dropped from the cache), or null where the person has no such device.
 */
export declare const revokeDevice: (
  database: Database,
  input: DeviceInput & { readonly now: number },
) => Promise<readonly string[] | null>
