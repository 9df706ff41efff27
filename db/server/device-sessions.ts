/** Sign-ins of devices, found by the SHA-256 of a token that only the device has. */

import type { DeviceId, UserId } from '../protocol/ids.ts'
import type { Database } from './connect.ts'

/** Times in ms. `expiresAt` slides 30 days from the last use, never beyond `endsAt` (180 days). */
export interface DeviceSession {
  readonly tokenHash: string
  readonly userId: UserId
  readonly deviceId: DeviceId
  readonly clerkSessionId: string | null
  readonly createdAt: number
  readonly seenAt: number
  readonly expiresAt: number
  readonly endsAt: number
}

export interface NewDeviceSession {
  readonly userId: UserId
  readonly deviceId: DeviceId
  /** SHA-256 of the token, 64 hex digits. */
  readonly tokenHash: string
  readonly clerkSessionId: string | null
  readonly name: string
  readonly platform: string
  readonly appVersion: string
  readonly now: number
}

export type SessionReading =
  | { readonly kind: 'live'; readonly session: DeviceSession }
  | { readonly kind: 'expired' | 'revoked' | 'unknown' | 'account_deleted' }

/** Makes the device known (a name the person gave it stays) and the session with it, in one transaction. */
export declare const createSession: (
  database: Database,
  input: NewDeviceSession,
) => Promise<DeviceSession>

/** Looks up by hash before anyone is known; slides the expiry at most once a day. */
export declare const findSession: (
  database: Database,
  tokenHash: string,
  now: number,
) => Promise<SessionReading>

/** Signs the device out; true where there was a live session. */
export declare const endSession: (
  database: Database,
  tokenHash: string,
  now: number,
) => Promise<boolean>

/** The same sign-in under the device's new id, after a fork; false where there is no live session. */
export declare const moveSession: (
  database: Database,
  move: { readonly tokenHash: string; readonly deviceId: DeviceId; readonly now: number },
) => Promise<boolean>
