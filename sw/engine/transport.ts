/** One round over HTTP: `POST /api/sync`; every way it can fail becomes a fault. */

import { fault, type Fault } from '../../db/protocol/fault.ts'
import { COMPRESS_ABOVE_BYTES, MAX_BODY_BYTES } from '../../db/protocol/limits.ts'
import type { SyncReply } from '../../db/protocol/round.ts'
import { utf8Length } from '../../db/protocol/text.ts'
import type { EngineDeps } from './deps.ts'
import { readReply, unavailable, type Answer } from './replies.ts'

/** How one request ended, and its size: bytes of the body as sent, and of the answer once unpacked. */
export type Sent = { readonly bytesUp: number; readonly bytesDown: number } & (
  | { readonly kind: 'reply'; readonly reply: SyncReply }
  | { readonly kind: 'fault'; readonly fault: Fault }
)

export type TransportDeps = Pick<EngineDeps, 'fetch' | 'wait' | 'now' | 'compress' | 'userId'>

export const TIMEOUT_MS = 20_000

/** Sends the body and reads the answer. Aborting the signal ends it with an `unavailable` fault. */
export const post = async (
  deps: TransportDeps,
  body: unknown,
  signal: AbortSignal,
): Promise<Sent> => {
  const packed = await pack(deps, JSON.stringify(body))
  if (packed.bytes > MAX_BODY_BYTES)
    return { kind: 'fault', fault: fault('too_large'), bytesUp: 0, bytesDown: 0 }
  const answer = await exchange(deps, packed, signal)
  if ('code' in answer) return { kind: 'fault', fault: answer, bytesUp: packed.bytes, bytesDown: 0 }
  const sizes = { bytesUp: packed.bytes, bytesDown: utf8Length(answer.text) }
  const read = readReply(answer, deps.now())
  return 'code' in read
    ? { kind: 'fault', fault: read, ...sizes }
    : { kind: 'reply', reply: read, ...sizes }
}

interface Packed {
  readonly content: string | Uint8Array<ArrayBuffer>
  readonly bytes: number
  readonly encoding: { readonly 'content-encoding'?: 'gzip' }
}

const pack = async (deps: TransportDeps, text: string): Promise<Packed> => {
  const bytes = utf8Length(text)
  const zipped = bytes > COMPRESS_ABOVE_BYTES ? await deps.compress?.(text) : null
  if (zipped === null || zipped === undefined) return { content: text, bytes, encoding: {} }
  return { content: zipped, bytes: zipped.byteLength, encoding: { 'content-encoding': 'gzip' } }
}

/** The answer's text, or why there is none: no network, no answer in time, or the caller gave up. */
const exchange = async (
  deps: TransportDeps,
  packed: Packed,
  signal: AbortSignal,
): Promise<Answer | Fault> => {
  const timer = new AbortController()
  const done = new AbortController()
  void deps.wait(TIMEOUT_MS, done.signal).then(() => timer.abort())
  try {
    const response = await deps.fetch('/api/sync', {
      method: 'POST',
      body: packed.content,
      headers: {
        'content-type': 'application/json',
        'x-sync-client': '1',
        'x-expect-user': deps.userId,
        ...packed.encoding,
      },
      credentials: 'same-origin',
      cache: 'no-store',
      // A redirect is never ours: a portal would be given what a person wrote.
      redirect: 'error',
      signal: AbortSignal.any([signal, timer.signal]),
    })
    return await toAnswer(response)
  } catch {
    // fetch says no more than that it failed; which of the three it was, the signals know.
    return unavailable(timer.signal.aborted && !signal.aborted ? 'timeout' : 'network')
  } finally {
    done.abort()
  }
}

const toAnswer = async (response: Response): Promise<Answer> => ({
  status: response.status,
  contentType: response.headers.get('content-type') ?? '',
  retryAfter: response.headers.get('retry-after'),
  text: await response.text(),
})
