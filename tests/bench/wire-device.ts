/** A device that is nothing but its requests: what it sends and asks for, and how long the server takes. */

import { gzipSync } from 'node:zlib'
import * as z from 'zod/mini'
import type { Change } from '../../db/protocol/change.ts'
import { idOf } from '../../db/protocol/make-id.ts'
import { MAX_CHANGES } from '../../db/protocol/limits.ts'
import { headSchema, type Head, type SyncRequest } from '../../db/protocol/round.ts'
import { PROTOCOL_VERSION } from '../../db/protocol/version.ts'
import type { Database } from '../../db/server/connect.ts'
import { applyRound } from '../../db/server/round.ts'

/** Where the device is after a round, and what that took. */
export interface Answered {
  readonly to: string | null
  readonly head: Head
  readonly hasMore: boolean
  readonly refused: number
  readonly ms: number
}

export type Send = (request: SyncRequest) => Promise<Answered>

let tokens = 0

/** Straight into the database, as the app's route does it. */
export const sendToRound =
  (database: Database, userId: string): Send =>
  async (request) => {
    const begin = performance.now()
    const outcome = await applyRound(database, {
      userId: idOf(userId),
      now: Date.now(),
      request,
      newToken: () => `token-${(tokens += 1)}`,
    })
    const ms = performance.now() - begin
    if (outcome.kind === 'fault') throw new Error(`refused: ${outcome.fault.code}`)
    const { page, head, results } = outcome.reply
    const refused = results.filter(({ outcome: what }) => what === 'rejected').length
    return { to: page.to, hasMore: page.hasMore, head, refused, ms }
  }

const replySchema = z.object({
  results: z.array(z.object({ outcome: z.string() })),
  page: z.object({ to: z.nullable(z.string()), hasMore: z.boolean() }),
  head: headSchema,
})

/** Where an answer leaves the device; throws where it is none. */
export const readAnswer = (text: string): Omit<Answered, 'ms'> => {
  const { page, head, results } = replySchema.parse(JSON.parse(text))
  const refused = results.filter(({ outcome }) => outcome === 'rejected').length
  return { to: page.to, hasMore: page.hasMore, head, refused }
}

/** Over HTTP, gzip up and whatever the server likes down; packing and reading JSON are the device's time. */
export const sendOverHttp =
  (origin: string, headers: Readonly<Record<string, string>>): Send =>
  async (request) => {
    const body = gzipSync(JSON.stringify(request), { level: 6 })
    const begin = performance.now()
    const response = await fetch(`${origin}/api/sync`, {
      method: 'POST',
      headers: { ...headers, 'content-encoding': 'gzip' },
      body,
    })
    const text = await response.text()
    const ms = performance.now() - begin
    if (!response.ok) throw new Error(`refused: ${response.status} ${text}`)
    return { ...readAnswer(text), ms }
  }

const ask = (deviceId: string, at: Answered | null): SyncRequest => ({
  protocol: PROTOCOL_VERSION,
  direction: 'full',
  deviceId: idOf(deviceId),
  sentAt: Date.now(),
  seen: at?.head ?? null,
  cursor: at?.to ?? null,
})

/**
 * Sends them in batches as a device does, one after the other; the sum of what the server took. The
 * device was level before it began: each answer brings the rows of its own batch and no others.
 */
export const pushAll = async (
  send: Send,
  deviceId: string,
  changes: readonly Change[],
): Promise<number> => {
  let at: Answered = await send({ ...ask(deviceId, null), pending: changes.length })
  let ms = 0
  for (let sent = 0; sent < changes.length; sent += MAX_CHANGES) {
    const part = changes.slice(sent, sent + MAX_CHANGES)
    const pending = changes.length - sent
    const answered: Answered = await send({ ...ask(deviceId, at), pending, changes: part })
    if (answered.refused > 0) throw new Error(`${answered.refused} changes were refused`)
    ms += answered.ms
    at = answered
  }
  return ms
}

/** Everything from the start, page after page. */
export const pullAll = async (send: Send, deviceId: string): Promise<number> => {
  let at: Answered | null = null
  let ms = 0
  do {
    const answered: Answered = await send({ ...ask(deviceId, at), pending: 0 })
    ms += answered.ms
    at = answered
  } while (at.hasMore)
  return ms
}
