/** A Redis of the tests' own, on loopback, that can be killed and started again. */

import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { Redis } from 'ioredis'
import { findRedis, need } from './programs.ts'

const START_LIMIT_MS = 10_000

export interface RedisServer {
  readonly url: string
  readonly port: number
  /** kill -9: everything in it is gone. */
  readonly kill: () => Promise<void>
  /** Starts again on the same port, empty. */
  readonly restart: () => Promise<void>
  /** Freezes it: connections stay, nothing answers. */
  readonly suspend: () => void
  readonly resume: () => void
  readonly stop: () => Promise<void>
}

export const startRedis = async (): Promise<RedisServer> => {
  const port = await freePort()
  let server = await start(port)
  const kill = async (): Promise<void> => {
    server.kill('SIGKILL')
    await ended(server)
  }
  process.once('exit', () => server.kill('SIGKILL'))
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill,
    restart: async () => {
      await kill()
      server = await start(port)
    },
    suspend: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    stop: kill,
  }
}

const start = async (port: number): Promise<ChildProcess> => {
  const server = spawn(
    need(findRedis(), 'Redis'),
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    { stdio: 'ignore' },
  )
  const client = new Redis({ host: '127.0.0.1', port, retryStrategy: () => 50 })
  client.on('error', () => undefined)
  const deadline = Date.now() + START_LIMIT_MS
  while (client.status !== 'ready') {
    if (Date.now() > deadline || server.exitCode !== null) throw new Error('Redis did not start')
    await pause(20)
  }
  client.disconnect()
  return server
}

const ended = async (server: ChildProcess): Promise<void> => {
  while (server.exitCode === null && server.signalCode === null) await pause(10)
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
