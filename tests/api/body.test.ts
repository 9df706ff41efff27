/** A body is held to its limits before it costs anything: bytes, inflated bytes, depth. */

import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test, vi } from 'vitest'
import * as z from 'zod/mini'
import { announcedBytes, readBytes, readJsonBody } from '../../api/body.ts'
import { MAX_BODY_BYTES, MAX_INFLATED_BYTES, MAX_JSON_DEPTH } from '../../db/protocol/limits.ts'

afterEach(() => vi.restoreAllMocks())

const post = (body: BodyInit, headers: Readonly<Record<string, string>> = {}): Request => {
  // Wanted by Node for a stream, and not known to the types of browsers.
  const init = { method: 'POST', body, headers, duplex: 'half' }
  return new Request('http://localhost', init)
}

const faultOf = async (request: Request): Promise<string> => {
  const read = await readJsonBody(request, z.json())
  return read.kind === 'fault' ? read.fault.code : 'taken'
}

const gzipped = (text: string | Buffer): Request =>
  post(new Uint8Array(gzipSync(text)), { 'content-encoding': 'gzip' })

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`

describe('a body', () => {
  test('that nests too deep is refused without being parsed, however it is packed', async () => {
    const parse = vi.spyOn(JSON, 'parse')

    expect(await faultOf(post(nested(MAX_JSON_DEPTH + 1)))).toBe('invalid')
    expect(await faultOf(post('['.repeat(MAX_BODY_BYTES)))).toBe('invalid')
    expect(await faultOf(gzipped('{"a":'.repeat(MAX_INFLATED_BYTES / 5)))).toBe('invalid')
    expect(parse.mock.calls.filter(([text]) => /^(\[\[|\{"a":)/.test(text))).toEqual([])
    expect(await faultOf(post(nested(MAX_JSON_DEPTH)))).toBe('taken')
  })

  test('that unpacks to more than is allowed is not unpacked to its end', async () => {
    const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024))
    expect(bomb.length).toBeLessThan(MAX_BODY_BYTES)
    const before = process.memoryUsage().rss

    const faults = await Promise.all(
      Array.from({ length: 8 }, () =>
        faultOf(post(new Uint8Array(bomb), { 'content-encoding': 'gzip' })),
      ),
    )

    expect(new Set(faults)).toEqual(new Set(['too_large']))
    expect(process.memoryUsage().rss - before).toBeLessThan(256 * 1024 * 1024)
  })

  test('of any other packing is refused, and so is one that is broken', async () => {
    const brotli = new Uint8Array(brotliCompressSync('{}'))

    expect(await faultOf(post(brotli, { 'content-encoding': 'br' }))).toBe('invalid')
    expect(await faultOf(post('{}', { 'content-encoding': 'gzip' }))).toBe('invalid')
    expect(await faultOf(post('{}', { 'content-encoding': 'gzip, gzip' }))).toBe('invalid')
  })

  test('without end is read no further than its limit', async () => {
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled += 1
        controller.enqueue(new Uint8Array(1024))
      },
    })

    expect(await readBytes(post(endless), 10 * 1024)).toMatchObject({
      fault: { code: 'too_large' },
    })
    expect(pulled).toBeLessThan(20)
  })

  test('counts as long as it says that it is, and as the most where it does not say', () => {
    const stream = new ReadableStream<Uint8Array>()

    expect(announcedBytes(post('{}', { 'content-length': '2' }), 100)).toBe(2)
    expect(announcedBytes(post('{}', { 'content-length': '900' }), 100)).toBe(100)
    const endless = post(stream, { 'transfer-encoding': 'chunked' })
    expect(announcedBytes(endless, 100)).toBe(100)
    expect(announcedBytes(new Request('http://localhost'), 100)).toBe(0)
  })
})
