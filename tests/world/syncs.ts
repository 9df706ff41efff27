/** The rounds that a device's pages and worker make, as they travel. */

import { gunzipSync } from 'node:zlib'
import type { Request } from 'playwright-core'
import * as z from 'zod/mini'
import type { Device } from './browser.ts'

export interface Round {
  readonly direction: string
  readonly changes: number
  readonly rows: number
  /** Bytes of the bodies as they travelled. */
  readonly up: number
  readonly down: number
}

const requestSchema = z.object({
  direction: z.string(),
  changes: z.optional(z.array(z.unknown())),
})
const replySchema = z.object({ page: z.optional(z.object({ rows: z.array(z.unknown()) })) })

const GZIP_MARK = 0x1f

const textOf = (body: Buffer): string =>
  (body[0] === GZIP_MARK ? gunzipSync(body) : body).toString('utf8')

/** What a request asked and was answered, or null where it was never answered. */
const readRound = async (request: Request): Promise<Round | null> => {
  const body = request.postDataBuffer() ?? Buffer.alloc(0)
  const asked = requestSchema.parse(JSON.parse(textOf(body)))
  const response = await request.response()
  if (response === null || (await response.finished()) !== null) return null
  const answered = replySchema.parse(JSON.parse((await response.body()).toString('utf8')))
  const { responseBodySize } = await request.sizes()
  return {
    direction: asked.direction,
    changes: asked.changes?.length ?? 0,
    rows: answered.page?.rows.length ?? 0,
    up: body.length,
    down: responseBodySize,
  }
}

export interface WatchedSyncs {
  /** How many requests there were. */
  readonly count: () => number
  /** Those that were answered, once all of them are over. */
  readonly rounds: () => Promise<readonly Round[]>
}

/** Every `POST /api/sync` of the device's pages and worker from now on. */
export const watchSyncs = (device: Device): WatchedSyncs => {
  const reading: Promise<Round | null>[] = []
  device.context.on('request', (request) => {
    if (request.method() === 'POST' && new URL(request.url()).pathname === '/api/sync')
      // A page that closes takes its requests along.
      reading.push(readRound(request).catch(() => null))
  })
  return {
    count: () => reading.length,
    rounds: async () => (await Promise.all(reading)).filter((round) => round !== null),
  }
}
