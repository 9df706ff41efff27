/** A PostgreSQL of the tests' own: a private cluster on loopback that can be killed, frozen and started again. */

import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { childrenOf, servesConnection, signal, signalAll } from './processes.ts'
import { findPostgresFolder, need } from './programs.ts'

/** A busy machine may be ten times slower; only a hang is worth failing for. */
const START_LIMIT_MS = 120_000
const STOP_LIMIT_MS = 15_000

export interface PostgresSettings {
  /** Whether commits really reach the disk; off unless told, since most tests are not about that. */
  readonly fsync?: boolean
  /** Where its own folder is made, for a disk that is small. */
  readonly parent?: string
}

export interface PostgresCluster {
  readonly url: string
  readonly port: number
  /** kill -9 of the server and what it started. */
  readonly kill: () => Promise<void>
  /** kill -9 of one process that serves a connection: PostgreSQL ends all others and recovers. */
  readonly killBackend: () => void
  /** Starts again after `kill`, or stops at once (as in a crash) and starts again. */
  readonly restart: () => Promise<void>
  /** Freezes every process of it: connections stay, nothing answers. */
  readonly suspend: () => void
  readonly resume: () => void
  readonly isRunning: () => boolean
  /** Copies the running cluster as an operator would; gives what starts from that copy instead. */
  readonly backUp: () => Promise<() => Promise<void>>
  /** Ends it and removes its folder. */
  readonly stop: () => Promise<void>
}

/** Who runs it: PostgreSQL refuses to run as root. Undefined: as whoever runs the tests. */
interface Owner {
  readonly uid: number
  readonly gid: number
}

interface Cluster {
  readonly bin: string
  readonly folder: string
  readonly port: number
  readonly url: string
  readonly fsync: boolean
  readonly owner: Owner | undefined
}

export const startPostgres = async (settings: PostgresSettings = {}): Promise<PostgresCluster> => {
  const cluster = await create(settings)
  let server = await start(cluster)

  const kill = async (): Promise<void> => {
    for (const pid of [server.pid ?? 0, ...childrenOf(server.pid ?? 0)]) signal(pid, 'SIGKILL')
    await ended(server)
  }
  const end = (): void => {
    signal(server.pid ?? 0, 'SIGQUIT')
    rmSync(cluster.folder, { recursive: true, force: true, maxRetries: 5 })
  }
  process.once('exit', end)

  return {
    url: cluster.url,
    port: cluster.port,
    kill,
    killBackend: () => {
      signal(childrenOf(server.pid ?? 0).find(servesConnection) ?? 0, 'SIGKILL')
    },
    restart: async () => {
      signal(server.pid ?? 0, 'SIGQUIT')
      await ended(server)
      server = await start(cluster)
    },
    suspend: () => signalAll(server, 'SIGSTOP'),
    resume: () => signalAll(server, 'SIGCONT'),
    isRunning: () => server.exitCode === null && server.signalCode === null,
    backUp: async () => {
      const copy = await copyRunning(cluster)
      return async () => {
        await kill()
        putBack(cluster, copy)
        server = await start(cluster)
      }
    },
    stop: async () => {
      process.off('exit', end)
      signalAll(server, 'SIGCONT')
      signal(server.pid ?? 0, 'SIGINT')
      await ended(server)
      rmSync(cluster.folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

const create = async ({ fsync = false, parent = tmpdir() }: PostgresSettings): Promise<Cluster> => {
  const bin = need(findPostgresFolder(), 'PostgreSQL')
  const owner = process.getuid?.() === 0 ? findOwner() : undefined
  const folder = mkdtempSync(join(parent, 'chat-sync-pg-'))
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid)
  execFileSync(
    join(bin, 'initdb'),
    ['-D', join(folder, 'data'), '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '-N'].concat(
      '--locale=C.UTF-8',
    ),
    { stdio: 'pipe', cwd: folder, ...owner },
  )
  const port = await freePort()
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  return { bin, folder, port, url, fsync, owner }
}

/** The write-ahead log included, so that the copy can start by itself. */
const copyRunning = async ({ bin, folder, port, owner }: Cluster): Promise<string> => {
  const copy = join(folder, `backup-${randomUUID()}`)
  const words = ['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-D', copy]
  const options = { cwd: folder, ...owner }
  await promisify(execFile)(join(bin, 'pg_basebackup'), [...words, '-c', 'fast'], options)
  return copy
}

/** Whoever runs PostgreSQL must own its files; the copy stays for another time. */
const putBack = ({ folder }: Cluster, copy: string): void => {
  const data = join(folder, 'data')
  rmSync(data, { recursive: true, force: true, maxRetries: 5 })
  execFileSync('cp', ['-a', copy, data])
}

const findOwner = (): Owner => {
  const read = (what: string): number =>
    Number(execFileSync('id', [what, 'postgres'], { encoding: 'utf8' }))
  return { uid: read('-u'), gid: read('-g') }
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

/** After kill -9 the old backends linger a moment, and the new server refuses to start beside them. */
const start = async (cluster: Cluster): Promise<ChildProcess> => {
  const deadline = Date.now() + START_LIMIT_MS
  // The folder goes with the test: a restart that was under way then must not go on for ever.
  while (Date.now() < deadline && existsSync(cluster.folder)) {
    const server = launch(cluster)
    if (await isUp(server, cluster, deadline)) return server
    await ended(server)
    await pause(100)
  }
  throw new Error('PostgreSQL did not start')
}

const launch = ({ bin, folder, port, fsync, owner }: Cluster): ChildProcess => {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    max_connections: 200,
    fsync: fsync ? 'on' : 'off',
    full_page_writes: fsync ? 'on' : 'off',
    shared_buffers: '64MB',
    max_wal_size: '2GB',
    log_min_messages: 'fatal',
  }
  const words = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(join(bin, 'postgres'), ['-D', join(folder, 'data'), ...words], {
    stdio: 'ignore',
    cwd: folder,
    ...owner,
  })
  // Its exit code tells the same, to whoever waits for it.
  server.on('error', () => undefined)
  return server
}

const isUp = async (server: ChildProcess, cluster: Cluster, deadline: number): Promise<boolean> => {
  while (Date.now() < deadline && server.exitCode === null && server.signalCode === null) {
    if (await answers(cluster.url)) return true
    await pause(30)
  }
  signal(server.pid ?? 0, 'SIGKILL')
  return false
}

const answers = async (url: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

const ended = async (server: ChildProcess): Promise<void> => {
  const deadline = Date.now() + STOP_LIMIT_MS
  while (server.exitCode === null && server.signalCode === null) {
    if (Date.now() > deadline) signal(server.pid ?? 0, 'SIGKILL')
    await pause(10)
  }
}

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
