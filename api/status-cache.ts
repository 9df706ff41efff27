/** The status of a person's devices, kept for a moment: pages and scripts may ask for it often. */

import * as z from 'zod'
import { deviceIdSchema, type DeviceId, type UserId } from '../db/protocol/ids.ts'
import { parseJson, parseWith } from '../db/protocol/parse.ts'
import type { SyncStatus } from '../db/protocol/status.ts'
import { readStatusOfAll, statusFor, type StatusReading } from '../db/server/status.ts'
import type { AppDeps } from './deps.ts'

/** How old an answer may be where the news of a round was lost. */
const KEPT_MS = 5_000

const readingSchema = z.object({
  revision: z.int(),
  lastSyncAt: z.nullable(z.int()),
  devices: z.array(
    z.object({
      deviceId: deviceIdSchema,
      name: z.string(),
      pending: z.int(),
      revision: z.int(),
      lastSeenAt: z.nullable(z.int()),
    }),
  ),
})

const keyOf = (userId: UserId): string => `status:${userId}`

type StatusDeps = Pick<AppDeps, 'database' | 'keyValue'>

/** From the cache, else from the database; a cache that is down costs only the reading. */
export const findStatus = async (
  deps: StatusDeps,
  asked: { readonly userId: UserId; readonly deviceId: DeviceId | null },
): Promise<SyncStatus> => {
  const found = await deps.keyValue.get(keyOf(asked.userId))
  const kept = found.kind === 'value' ? readKept(found.value) : null
  if (kept !== null) return statusFor(asked.deviceId, kept)
  const reading = await readStatusOfAll(deps.database, asked.userId)
  await deps.keyValue.set(keyOf(asked.userId), JSON.stringify(reading), KEPT_MS)
  return statusFor(asked.deviceId, reading)
}

/** After a round, and whenever the person's devices change: the next one who asks is told anew. */
export const forgetStatus = async (deps: StatusDeps, userId: UserId): Promise<void> => {
  await deps.keyValue.delete(keyOf(userId))
}

const readKept = (text: string): StatusReading | null => {
  const json = parseJson(text)
  if (json.kind === 'broken') return null
  const reading = parseWith(readingSchema, json.value)
  return reading.kind === 'ok' ? reading.value : null
}
