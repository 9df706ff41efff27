/** A Redis of the tests' own, on loopback, that can be killed and started again. */

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { findRedis, need } from './programs.ts'

/** A busy machine may be ten times slower; only a hang is worth failing for. */
const START_LIMIT_MS = 120_000

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

/** A node that never met another does not know its own address. */
const CLUSTER = ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1']

export interface RedisSettings {
  /** A cluster of one node, which holds every slot. */
  readonly isCluster?: boolean
}

export const startRedis = async (settings: RedisSettings = {}): Promise<RedisServer> => {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'chat-sync-redis-'))
  const words = settings.isCluster === true ? CLUSTER : []
  const start = () => launchOnFreePort(port, ['--dir', folder, ...words])
  let server = await start()
  if (settings.isCluster === true) await takeAllSlots(port)
  const kill = async (): Promise<void> => {
    server.kill('SIGKILL')
    await ended(server)
  }
  const end = (): void => {
    server.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  process.once('exit', end)
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill,
    restart: async () => {
      await kill()
      server = await start()
    },
    suspend: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    stop: async () => {
      process.off('exit', end)
      end()
      await ended(server)
    },
  }
}

/** A connection that goes out may have taken the port of a killed Redis, and then it exits at once. */
const launchOnFreePort = async (port: number, words: readonly string[]): Promise<ChildProcess> => {
  const deadline = Date.now() + START_LIMIT_MS
  for (;;) {
    const server = await launch(port, words)
    if (server !== null) return server
    if (Date.now() > deadline) throw new Error('Redis did not start')
    await pause(500)
  }
}

const launch = async (port: number, words: readonly string[]): Promise<ChildProcess | null> => {
  const server = spawn(
    need(findRedis(), 'Redis'),
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', ...words],
    { stdio: 'ignore' },
  )
  const client = new Redis({ host: '127.0.0.1', port, retryStrategy: () => 50 })
  client.on('error', () => undefined)
  const deadline = Date.now() + START_LIMIT_MS
  while (client.status !== 'ready') {
    const isOver = server.exitCode !== null || server.signalCode !== null
    if (isOver || Date.now() > deadline) {
      server.kill('SIGKILL')
      client.disconnect()
      return null
    }
    await pause(20)
  }
  client.disconnect()
  return server
}

const takeAllSlots = async (port: number): Promise<void> => {
  const client = new Redis({ host: '127.0.0.1', port })
  await client.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
  const deadline = Date.now() + START_LIMIT_MS
  while (!(await client.cluster('INFO')).includes('cluster_state:ok')) {
    if (Date.now() > deadline) throw new Error('the cluster did not form')
    await pause(20)
  }
  client.disconnect()
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
