/** Reads a request's body within its limits: as it travels, after inflation, and in depth. */

import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type * as z from 'zod/mini'
import { fault, type Fault } from '../db/protocol/fault.ts'
import { MAX_BODY_BYTES, MAX_INFLATED_BYTES } from '../db/protocol/limits.ts'
import { parseJson, parseWith } from '../db/protocol/parse.ts'

const gunzipAsync = promisify(gunzip)

type Read<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'fault'; readonly fault: Fault }

/** The body as the schema gives it; `bytes` is what it took on the wire. */
export const readJsonBody = async <T>(
  request: Request,
  schema: z.ZodMiniType<T>,
): Promise<Read<{ readonly value: T; readonly bytes: number }>> => {
  const travelled = await readBytes(request, MAX_BODY_BYTES)
  if (travelled.kind === 'fault') return travelled
  const plain = await inflate(travelled.value, request.headers.get('content-encoding'))
  if (plain.kind === 'fault') return plain
  const text = decode(plain.value)
  const json =
    text === null ? { kind: 'broken' as const, where: '', why: 'is not UTF-8' } : parseJson(text)
  const parsed = json.kind === 'ok' ? parseWith(schema, json.value) : json
  if (parsed.kind === 'broken') return refuse(`${parsed.where || 'The body'} ${parsed.why}.`)
  return { kind: 'ok', value: { value: parsed.value, bytes: travelled.value.length } }
}

/**
 * How long the body says that it is; `most` where it does not say. Node reads no further than was said.
 * By its headers: a body that was touched and then not read costs the connection.
 */
export const announcedBytes = ({ headers }: Request, most: number): number => {
  const length = headers.get('content-length')
  if (length !== null) return Math.min(Number(length) || 0, most)
  return headers.has('transfer-encoding') ? most : 0
}

/** At most `limit` bytes; reading stops there, whatever the headers promised. */
export const readBytes = async (request: Request, limit: number): Promise<Read<Buffer>> => {
  if (Number(request.headers.get('content-length') ?? 0) > limit) return tooLarge(limit)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > limit) return tooLarge(limit)
    chunks.push(chunk)
  }
  return { kind: 'ok', value: Buffer.concat(chunks) }
}

/** gzip alone: 64 MiB fit in 106 bytes of brotli, and no browser compresses what it sends so. */
const inflate = async (bytes: Buffer, encoding: string | null): Promise<Read<Buffer>> => {
  if (encoding === null || encoding === 'identity') return { kind: 'ok', value: bytes }
  if (encoding !== 'gzip') return refuse('The body may be compressed by gzip alone.')
  try {
    return {
      kind: 'ok',
      value: await gunzipAsync(bytes, { maxOutputLength: MAX_INFLATED_BYTES }),
    }
  } catch (error) {
    const isBomb =
      error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    return isBomb ? tooLarge(MAX_INFLATED_BYTES) : refuse('The body is not gzip.')
  }
}

const decode = (bytes: Buffer): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

const refuse = (message: string): { kind: 'fault'; fault: Fault } => ({
  kind: 'fault',
  fault: fault('invalid', { message }),
})

const tooLarge = (limitBytes: number): { kind: 'fault'; fault: Fault } => ({
  kind: 'fault',
  fault: fault('too_large', { details: { limitBytes } }),
})
