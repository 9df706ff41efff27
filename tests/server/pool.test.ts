/** The pool over a server that takes connections and answers nothing. */

import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { countConnections, steadyPool } from '../../db/server/pool.ts'
import { DatabaseUnavailable } from '../../db/server/unavailable.ts'

/** AuthenticationOk and ReadyForQuery, as PostgreSQL answers a client that it trusts. */
const WELCOME = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49])

const sockets = new Set<Socket>()
let server: Server
let pool: pg.Pool

beforeEach(async () => {
  server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('data', () => socket.write(WELCOME))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address: AddressInfo | string | null = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  pool = new pg.Pool({ host: '127.0.0.1', port, user: 'x', query_timeout: 50, max: 1 })
  pool.on('error', () => undefined)
  pool.on('connect', (client) => {
    client.on('error', () => undefined)
  })
})

afterEach(async () => {
  await pool.end()
  for (const socket of sockets) socket.destroy()
  sockets.clear()
  server.close()
})

test('a connection that gave no answer takes no further statement and is not lent again', async () => {
  const steady = steadyPool(pool)
  const client = await steady.connect()

  await expect(client.query('select 1', [])).rejects.toThrow(DatabaseUnavailable)
  const begin = performance.now()
  await expect(client.query('rollback', [])).rejects.toThrow(DatabaseUnavailable)
  const waited = performance.now() - begin
  client.release()

  expect(waited).toBeLessThan(40)
  expect(countConnections(pool)).toEqual({ open: 0, idle: 0, waiting: 0 })
})

test('a server that cannot be reached is unavailable, not a bug', async () => {
  const steady = steadyPool(new pg.Pool({ host: '127.0.0.1', port: 1, user: 'x' }))

  await expect(steady.connect()).rejects.toThrow(DatabaseUnavailable)
})
