/** What everything is measured against: PostgreSQL that really writes to its disk, and Redis. */

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { createApp } from '../../api/app.ts'
import { readConfig } from '../../api/config.ts'
import type { AppDeps } from '../../api/deps.ts'
import { createLog } from '../../api/log.ts'
import { openDeps } from '../../api/open-deps.ts'
import { openDatabase, type Database } from '../../db/server/connect.ts'
import { migrateDatabase } from '../../db/server/migrate.ts'
import { ORIGIN, type Door } from '../world/app.ts'
import { atTheEnd } from '../world/at-the-end.ts'
import { startServer, type BuiltServer } from '../world/built-server.ts'
import { startPostgres } from '../world/postgres.ts'
import { startRedis } from '../world/redis.ts'
import { createTokenMaker, type TokenMaker } from '../world/tokens.ts'

export interface Services {
  /** Of the cluster; each measurement has a database of its own on it. */
  readonly postgresUrl: string
  readonly redisUrl: string
}

/** Commits reach the disk, as they do where it matters. */
export const startServices = async (): Promise<Services & { stop: () => Promise<void> }> => {
  const [postgres, redis] = await Promise.all([startPostgres({ fsync: true }), startRedis()])
  return {
    postgresUrl: postgres.url,
    redisUrl: redis.url,
    stop: async () => {
      await Promise.all([postgres.stop(), redis.stop()])
    },
  }
}

const onCluster = async (url: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement)
  await client.end()
}

/** An empty database; it goes at the end. */
const newDatabase = async ({ postgresUrl }: Services): Promise<string> => {
  const name = `bench_${randomUUID().replaceAll('-', '')}`
  await onCluster(postgresUrl, `create database ${name}`)
  atTheEnd(() => onCluster(postgresUrl, `drop database ${name} with (force)`))
  const url = new URL(postgresUrl)
  url.pathname = `/${name}`
  return url.href
}

const SILENT = { info: () => undefined, warn: () => undefined }

export interface OpenBase {
  readonly url: string
  readonly database: Database
  /** Connections of the limit: plain node-postgres, as whoever owns the tables. */
  readonly plain: pg.Pool
}

/** A migrated database, as the server opens it and as plain SQL does. */
export const openBase = async (services: Services): Promise<OpenBase> => {
  const url = await newDatabase(services)
  const database = await openDatabase({ url }, SILENT)
  await migrateDatabase(database, SILENT)
  const plain = new pg.Pool({ connectionString: url, max: 20 })
  // A connection may still be closing when its database goes.
  plain.on('error', () => undefined)
  atTheEnd(async () => {
    await plain.end()
    await database.close()
  })
  return { url, database, plain }
}

export interface OpenApp extends Door {
  readonly tokens: TokenMaker
  readonly deps: AppDeps
}

/** The app in this process, without a port; its log is written and thrown away. */
export const openBenchApp = async (services: Services, url: string): Promise<OpenApp> => {
  const tokens = createTokenMaker({ origin: ORIGIN })
  const read = readConfig({ ...tokens.env, DATABASE_URL: url, REDIS_URL: services.redisUrl })
  if (read.kind === 'nonsense') throw new Error(read.sentence)
  const log = createLog('info', { write: () => undefined })
  const { config } = read
  const { deps, close } = await openDeps({ config, log, version: '0.0.0', distFolder: null })
  atTheEnd(close)
  const app = createApp(deps)
  return { tokens, deps, send: (path, init) => app.request(`${ORIGIN}${path}`, init) }
}

/** The built server with local sign-in, on this database: one person, as many devices as wanted. */
export const startOwnServer = (services: Services, url: string): Promise<BuiltServer> =>
  startServer({ env: { DATABASE_URL: url, REDIS_URL: services.redisUrl } })

export interface PeopleServer {
  readonly server: BuiltServer
  readonly tokens: TokenMaker
}

/** The built server for anybody with a token of ours. */
export const startPeopleServer = async (services: Services, url: string): Promise<PeopleServer> => {
  const tokens = createTokenMaker({ origin: ORIGIN })
  const server = await startServer({
    env: { ...tokens.env, DATABASE_URL: url, REDIS_URL: services.redisUrl },
  })
  return { server, tokens }
}
