/** Whoever sends slowly, or without end, is cut off, and everybody else is served meanwhile. */

import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readBytes } from '../../api/body.ts'
import { listen, PATIENCE, type Listening } from '../../api/listen.ts'

let listening: Listening
const requests: string[] = []

beforeAll(async () => {
  const answer = async (request: Request): Promise<Response> => {
    requests.push(request.method)
    const read = request.body === null ? null : await readBytes(request, 1024)
    return new Response(read?.kind ?? 'hello')
  }
  const patience = { headersMs: 400, requestMs: 800, lookMs: 50 }
  listening = await listen(answer, { host: '127.0.0.1', port: 0 }, patience)
})
afterAll(() => listening.close())

/** Writes the beginning, and then `drip` again and again, until the server ends it; answers what it said. */
const sendSlowly = (begin: string, drip: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(listening.port, '127.0.0.1')
    let text = ''
    socket.write(begin)
    const timer = setInterval(() => socket.write(drip), 100)
    socket.on('data', (chunk: Buffer) => void (text += chunk.toString()))
    // Written to after its end it may be reset; what counts is that it ended.
    socket.on('error', () => undefined)
    socket.once('close', () => {
      clearInterval(timer)
      resolve(text)
    })
    socket.setTimeout(20_000, () => reject(new Error('it was never ended')))
  })

const HEAD = 'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n'

describe('a connection', () => {
  test.each([
    ['that sends its headers byte by byte', HEAD, 'x'],
    ['that sends one header after the other', HEAD, 'x: y\r\n'],
    ['that sends its body byte by byte', `${HEAD}content-length: 1000\r\n\r\n`, ' '],
    ['that sends its body in chunks', `${HEAD}transfer-encoding: chunked\r\n\r\n`, '1\r\n \r\n'],
    ['that sends nothing', '', ''],
  ])('%s is ended, and others are answered meanwhile', async (_how, begin, drip) => {
    const slow = Array.from({ length: 20 }, () => sendSlowly(begin, drip))
    const others = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const reply = await fetch(`http://127.0.0.1:${listening.port}/`)
        return reply.text()
      }),
    )

    expect(new Set(others)).toEqual(new Set(['hello']))
    for (const answer of await Promise.all(slow)) expect(answer).toMatch(/^(HTTP\/1\.1 408 .*)?$/ms)
  })

  test('with more headers than anybody needs is told so, and goes no further', async () => {
    const before = requests.length

    const answer = await sendSlowly(`${HEAD}x: ${'y'.repeat(20_000)}\r\n\r\n`, '')

    expect(answer).toMatch(/^HTTP\/1\.1 431 /)
    expect(requests).toHaveLength(before)
  })

  test('has seconds for its headers, and minutes for a large file', () => {
    expect(PATIENCE.headersMs).toBeLessThanOrEqual(30_000)
    expect(PATIENCE.requestMs).toBeGreaterThan(PATIENCE.headersMs)
    expect(PATIENCE.requestMs).toBeLessThanOrEqual(300_000)
  })
})
