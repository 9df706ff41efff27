/** How far a person's devices are, as `GET /api/sync` tells it. */

import * as z from 'zod/mini'
import { momentSchema } from './clock.ts'
import { deviceIdSchema } from './ids.ts'
import { MAX_NAME_LENGTH } from './limits.ts'
import { storableText } from './storable-text.ts'

export const deviceNameSchema = storableText.check(z.minLength(1), z.maxLength(MAX_NAME_LENGTH))

/** `pending`: what the device last said it had not sent. `current`: the device that asks. */
export const deviceStatusSchema = z.object({
  deviceId: deviceIdSchema,
  name: z.string(),
  lastSeenAt: z.nullable(momentSchema),
  pending: z.int(),
  current: z.boolean(),
})
export type DeviceStatus = Readonly<z.infer<typeof deviceStatusSchema>>

/**
 * `pendingChanges`: from the server, revisions this device has not confirmed; on the device the
 * outbox is added. `lastSyncTimestamp`: when any device of the person last pushed, null for never.
 */
export const syncStatusSchema = z.object({
  lastSyncTimestamp: z.nullable(momentSchema),
  pendingChanges: z.int(),
  isOnline: z.boolean(),
  revision: z.int(),
  devices: z.array(deviceStatusSchema),
})
export type SyncStatus = Readonly<z.infer<typeof syncStatusSchema>>
