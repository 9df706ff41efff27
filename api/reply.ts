/** Writes answers: JSON with the protocol's number, compressed where that pays, and faults of the catalogue. */

import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { FAULTS, type Fault } from '../db/protocol/fault.ts'
import { PROTOCOL_VERSION } from '../db/protocol/version.ts'
import type { AppContext } from './deps.ts'

/** Below this the headers of compression cost more than it saves. */
const COMPRESS_ABOVE_BYTES = 860
/** Higher qualities take several times as long for a few per cent. */
const BROTLI_QUALITY = 3
const GZIP_LEVEL = 5

const brotliAsync = promisify(brotliCompress)
const gzipAsync = promisify(gzip)

export const replyJson = (
  c: AppContext,
  body: Readonly<Record<string, unknown>>,
): Promise<Response> => replyText(c, JSON.stringify({ protocol: PROTOCOL_VERSION, ...body }))

/** JSON that is text already. */
export const replyText = async (c: AppContext, json: string): Promise<Response> => {
  c.header('content-type', 'application/json; charset=utf-8')
  c.header('vary', 'accept-encoding')
  const bytes = Buffer.from(json)
  const encoding = bytes.length < COMPRESS_ABOVE_BYTES ? null : chooseEncoding(c)
  if (encoding !== null) c.header('content-encoding', encoding)
  const travelling = encoding === null ? bytes : await compress(bytes, encoding)
  c.set('bytesDown', travelling.length)
  return c.body(toArrayBuffer(travelling))
}

export const replyFault = (c: AppContext, fault: Fault): Response => {
  c.set('fault', fault.code)
  const reason = reasonOf(fault)
  if (reason !== null) c.set('reason', reason)
  if (fault.retryAfterMs !== undefined)
    c.header('retry-after', String(Math.ceil(fault.retryAfterMs / 1000)))
  return c.json({ protocol: PROTOCOL_VERSION, fault }, FAULTS[fault.code].status)
}

/** One word of ours, never a text: what a request got wrong may quote what somebody wrote. */
const reasonOf = ({ details }: Fault): string | null =>
  typeof details === 'object' &&
  details !== null &&
  'reason' in details &&
  typeof details.reason === 'string' &&
  /^[a-z-]{1,40}$/.test(details.reason)
    ? details.reason
    : null

export const chooseEncoding = (c: AppContext): 'br' | 'gzip' | null => {
  const accepted = new Set(
    (c.req.header('accept-encoding') ?? '')
      .split(',')
      .filter((part) => !/;\s*q=0(\.0*)?\s*$/.test(part))
      .map((part) => part.split(';')[0]?.trim()),
  )
  if (accepted.has('br')) return 'br'
  return accepted.has('gzip') ? 'gzip' : null
}

const compress = (bytes: Buffer, encoding: 'br' | 'gzip'): Promise<Buffer> =>
  encoding === 'br'
    ? brotliAsync(bytes, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
      })
    : gzipAsync(bytes, { level: GZIP_LEVEL })

const toArrayBuffer = (bytes: Buffer): ArrayBuffer => {
  const copy = new ArrayBuffer(bytes.byteLength)
  new Uint8Array(copy).set(bytes)
  return copy
}
