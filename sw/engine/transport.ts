/** What goes over HTTP, a round or a file; every way it can fail becomes a fault. */

import { fault, type Fault } from '../../db/protocol/fault.ts'
import { COMPRESS_ABOVE_BYTES, MAX_BODY_BYTES } from '../../db/protocol/limits.ts'
import type { SyncReply } from '../../db/protocol/round.ts'
import { utf8Length } from '../../db/protocol/text.ts'
import type { EngineDeps } from './deps.ts'
import { readRefusal, readReply, unavailable, type Answer } from './replies.ts'

/** How one request ended, and its size: bytes of the body as sent, and of the answer once unpacked. */
export type Sent = { readonly bytesUp: number; readonly bytesDown: number } & (
  | { readonly kind: 'reply'; readonly reply: SyncReply }
  | { readonly kind: 'fault'; readonly fault: Fault }
)

/** `syncId` goes with every request of one run, so that all of it can be followed in the server's log. */
export type TransportDeps = Pick<EngineDeps, 'fetch' | 'wait' | 'now' | 'compress' | 'userId'> & {
  readonly syncId: string
}

export const TIMEOUT_MS = 20_000
/** A file on a network slower than this is not waited for. */
const SLOWEST_BYTES_PER_MS = 16

const BYTES = 'application/octet-stream'

/** Sends the body and reads the answer. Aborting the signal ends it with an `unavailable` fault. */
export const post = async (
  deps: TransportDeps,
  body: unknown,
  signal: AbortSignal,
): Promise<Sent> => {
  const packed = await pack(deps, JSON.stringify(body))
  const { bytes, encoding } = packed
  if (bytes > MAX_BODY_BYTES)
    return { kind: 'fault', fault: fault('too_large'), bytesUp: 0, bytesDown: 0 }
  const parcel: Parcel = {
    path: '/api/sync',
    method: 'POST',
    body: packed.content,
    headers: { 'content-type': 'application/json', ...encoding },
    limitMs: TIMEOUT_MS,
  }
  const answer = await exchange(deps, parcel, signal)
  if ('code' in answer) return { kind: 'fault', fault: answer, bytesUp: bytes, bytesDown: 0 }
  const sizes = { bytesUp: bytes, bytesDown: utf8Length(answer.text) }
  const read = readReply(answer, deps.now())
  return 'code' in read
    ? { kind: 'fault', fault: read, ...sizes }
    : { kind: 'reply', reply: read, ...sizes }
}

/** Brings the bytes of an attachment to the server; null: it has them now. */
export const putFile = async (
  deps: TransportDeps,
  file: { readonly sha256: string; readonly bytes: Blob | ArrayBuffer; readonly size: number },
  signal: AbortSignal,
): Promise<Fault | null> => {
  const parcel: Parcel = {
    path: `/api/attachments/${file.sha256}`,
    method: 'PUT',
    body: file.bytes,
    headers: { 'content-type': BYTES },
    limitMs: TIMEOUT_MS + file.size / SLOWEST_BYTES_PER_MS,
  }
  const answer = await exchange(deps, parcel, signal)
  return 'code' in answer ? answer : readRefusal(answer, deps.now())
}

/** Whether the server has these bytes; false also where there was no telling. */
export const hasFile = async (
  deps: TransportDeps,
  sha256: string,
  signal: AbortSignal,
): Promise<boolean> => {
  const path = `/api/attachments/${sha256}`
  const parcel: Parcel = { path, method: 'HEAD', headers: {}, limitMs: TIMEOUT_MS }
  const answer = await exchange(deps, parcel, signal)
  return !('code' in answer) && answer.status === 200 && answer.contentType.startsWith(BYTES)
}

/** What the server says at this address. */
export const ask = (
  deps: TransportDeps,
  path: string,
  signal: AbortSignal,
): Promise<Answer | Fault> =>
  exchange(deps, { path, method: 'GET', headers: {}, limitMs: TIMEOUT_MS }, signal)

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

interface Parcel {
  readonly path: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'HEAD'
  readonly body?: string | Uint8Array<ArrayBuffer> | Blob | ArrayBuffer
  readonly headers: Readonly<Record<string, string>>
  readonly limitMs: number
}

/** The answer's text, or why there is none: no network, no answer in time, or the caller gave up. */
const exchange = async (
  deps: TransportDeps,
  { path, method, body, headers, limitMs }: Parcel,
  signal: AbortSignal,
): Promise<Answer | Fault> => {
  const timer = new AbortController()
  const done = new AbortController()
  void deps.wait(limitMs, done.signal).then(() => timer.abort())
  try {
    const response = await deps.fetch(path, {
      method,
      ...(body === undefined ? {} : { body }),
      headers: {
        ...headers,
        'x-sync-client': '1',
        'x-sync-id': deps.syncId,
        'x-expect-user': deps.userId,
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
