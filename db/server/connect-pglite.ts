/** The embedded database: PGlite in a folder, reached through the same driver as PostgreSQL. */

import { mkdirSync, readFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { type Database, type DatabaseLog, DatabaseRefusal, PLANNER } from './database.ts'
import { DurableFolder, durableStartParams } from './durable-folder.ts'
import { lockFolder } from './folder-lock.ts'
import { isReady } from './is-ready.ts'
import { countConnections, steadyPool } from './pool.ts'
import type { Schema } from './schema.ts'
import { DatabaseFull } from './unavailable.ts'
import { createUpkeep } from './upkeep.ts'

/** The PostgreSQL inside the pinned PGlite; another one cannot read the folder. */
const EMBEDDED_VERSION = '18'

/** Chats are nobody else's on this machine. */
const PRIVATE = 0o700

export const connectPglite = async (folder: string, log: DatabaseLog): Promise<Database> => {
  const path = resolve(folder)
  mkdirSync(dirname(path), { recursive: true, mode: PRIVATE })
  const lock = lockFolder(`${path}.lock`)
  if (lock.kind === 'refused')
    throw new DatabaseRefusal(
      `The database in ${path} is in use by process ${lock.pid}; stop that one first.`,
    )
  try {
    checkVersion(path)
    mkdirSync(path, { recursive: true, mode: PRIVATE })
    const pglite = await PGlite.create({
      fs: new DurableFolder(path),
      startParams: durableStartParams(),
    })
    for (const [name, value] of Object.entries(PLANNER)) await pglite.exec(`set ${name} = ${value}`)
    return embedded(pglite, { path, log, release: lock.release })
  } catch (error) {
    lock.release()
    if ((await freeBytes(path)) >= RESERVE_BYTES) throw error
    throw new DatabaseRefusal(
      `The disk with the database in ${path} is full, so it cannot be opened; make room and start again.`,
      { cause: error },
    )
  }
}

/**
 * Where its log finds no room, the embedded database ends the whole process. So nothing is written
 * into the last of the disk: two segments of the log (16 MiB each), and as much again for the tables.
 */
const RESERVE_BYTES = 64 * 1024 * 1024

const freeBytes = async (path: string): Promise<number> => {
  const { bavail, bsize } = await statfs(path)
  return bavail * bsize
}

const checkVersion = (path: string): void => {
  const version = readVersion(path)
  if (version !== undefined && version !== EMBEDDED_VERSION)
    throw new DatabaseRefusal(
      `The database in ${path} was made by PostgreSQL ${version}, and this version of chat-sync holds ${EMBEDDED_VERSION}: start the version that made it, export your chats, and import them here.`,
    )
}

const readVersion = (path: string): string | undefined => {
  try {
    return readFileSync(join(path, 'PG_VERSION'), 'utf8').trim()
  } catch {
    return undefined
  }
}

/**
 * One connection, since PGlite has one session. It runs on this thread and answers in microtasks:
 * without a turn of the event loop at each reservation, no timer and no request would be served
 * while work is waiting.
 */
const embedded = (
  pglite: PGlite,
  { path, log, release }: { path: string; log: DatabaseLog; release: () => void },
): Database => {
  const limits = { max: 1, idleTimeoutMillis: 0, connectionTimeoutMillis: 30_000 }
  const pool = new pg.Pool(Object.assign(limits, createPgConfig(pglite)))
  const steady = steadyPool(pool)
  const db = new Kysely<Schema>({
    dialect: new PostgresDialect({ pool: steady, onReserveConnection: turn }),
  })
  const upkeep = createUpkeep(db, 'pglite', log)
  return {
    db,
    kind: 'pglite',
    log,
    lend: async () => {
      const lent = await steady.connect()
      await turn()
      return lent
    },
    ready: () => isReady(db),
    withoutLimits: (work) => work(db),
    connections: () => countConnections(pool),
    grew: upkeep.grew,
    needRoom: async () => {
      if ((await freeBytes(path)) < RESERVE_BYTES)
        throw new DatabaseFull('The disk with the embedded database is full.')
    },
    close: async () => {
      await upkeep.settled()
      await db.destroy()
      await pglite.close()
      release()
    },
  }
}

const turn = (): Promise<void> =>
  new Promise((done) => {
    setImmediate(done)
  })
