/** The wire between device and server does to each request what it is told, and nothing else. */

import { createServer, type Server } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTcpProxy, type TcpProxy } from './tcp-proxy.ts'

const seen: string[] = []
let server: Server
let wire: TcpProxy

const portOf = (listening: Server): number => {
  const address = listening.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

beforeEach(async () => {
  seen.length = 0
  server = createServer((request, reply) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', () => {
      seen.push(`${request.url} ${body}`)
      reply.end(`reply to ${body}`)
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  wire = await createTcpProxy(portOf(server))
})

afterEach(async () => {
  await wire.close()
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
})

const sync = async (body: string, signal: AbortSignal | null = null): Promise<string> => {
  const reply = await fetch(`http://127.0.0.1:${wire.port}/api/sync`, {
    method: 'POST',
    body,
    signal,
  })
  return reply.text()
}

describe('the wire', () => {
  test('passes requests and counts their bytes', async () => {
    await expect(sync('one')).resolves.toBe('reply to one')

    const counts = wire.takeCounts()
    expect(counts.syncs).toBe(1)
    expect(counts.up).toBeGreaterThan(50)
    expect(counts.down).toBeGreaterThan(50)
    expect(wire.takeCounts()).toEqual({ up: 0, down: 0, syncs: 0 })
  })

  test('loses the reply of one request that the server has answered', async () => {
    const lost = wire.nextSync({ kind: 'lose reply', afterBytes: 0 })

    await expect(sync('one')).rejects.toThrow('fetch failed')
    await lost
    await expect(sync('two')).resolves.toBe('reply to two')
    expect(seen).toEqual(['/api/sync one', '/api/sync two'])
  })

  test('loses a request before the server sees it', async () => {
    const lost = wire.nextSync({ kind: 'lose request' })

    await expect(sync('one')).rejects.toThrow('fetch failed')
    await lost
    await expect(sync('two')).resolves.toBe('reply to two')
    expect(seen).toEqual(['/api/sync two'])
  })

  test('cuts a reply in the middle', async () => {
    void wire.nextSync({ kind: 'lose reply', afterBytes: 20 })

    await expect(sync('one')).rejects.toThrow('fetch failed')
    expect(seen).toEqual(['/api/sync one'])
  })

  test('doubles a request', async () => {
    const doubled = wire.nextSync({ kind: 'double' })

    await expect(sync('one')).resolves.toBe('reply to one')
    await doubled
    expect(seen).toEqual(['/api/sync one', '/api/sync one'])
  })

  test('holds a reply until it is told to pass', async () => {
    const held = wire.nextSync({ kind: 'hold reply' })
    let isAnswered = false

    const reply = sync('one').finally(() => {
      isAnswered = true
    })
    await held
    expect(isAnswered).toBe(false)
    wire.pass()
    await expect(reply).resolves.toBe('reply to one')
  })

  test('refuses while it is cut and keeps waiting while it is stalled', async () => {
    wire.cut()
    await expect(sync('one')).rejects.toThrow('fetch failed')

    wire.stall()
    await expect(sync('two', AbortSignal.timeout(100))).rejects.toThrow('timeout')
    expect(seen).toEqual([])

    wire.pass()
    await expect(sync('three')).resolves.toBe('reply to three')
  })
})
