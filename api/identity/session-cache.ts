/** Live sessions, remembered for a moment: most requests are of somebody who was here just now. */

import * as z from 'zod/mini'
import { deviceIdSchema, userIdSchema } from '../../db/protocol/ids.ts'
import { parseJson, parseWith } from '../../db/protocol/parse.ts'
import type { KeyValue } from '../key-value/key-value.ts'

/** How long a revocation could go unnoticed if the cache could not be told of it. */
const CACHE_MS = 60_000

const cachedSchema = z.object({
  userId: userIdSchema,
  deviceId: deviceIdSchema,
  expiresAt: z.number(),
})
type CachedSession = Readonly<z.infer<typeof cachedSchema>>

/** What stands in the place of a session that ended; it is no JSON. */
const ENDED = 'ended'

/** Null where it has to be looked up. */
export const findCached = async (
  keyValue: KeyValue,
  tokenHash: string,
): Promise<CachedSession | null> => {
  const found = await keyValue.get(keyOf(tokenHash))
  if (found.kind !== 'value') return null
  const json = parseJson(found.value)
  const session = json.kind === 'ok' ? parseWith(cachedSchema, json.value) : json
  return session.kind === 'ok' ? session.value : null
}

/** Never over what stands there: a request that read "live" just before the end must not bring it back. */
export const keepCached = async (
  keyValue: KeyValue,
  tokenHash: string,
  session: CachedSession,
): Promise<void> => {
  await keyValue.add(keyOf(tokenHash), JSON.stringify(session), CACHE_MS)
}

/** For a session that ended or moved, so that no instance goes on believing in it. */
export const endCached = async (keyValue: KeyValue, tokenHash: string): Promise<void> => {
  await keyValue.set(keyOf(tokenHash), ENDED, CACHE_MS)
}

const keyOf = (tokenHash: string): string => `session:${tokenHash}`
