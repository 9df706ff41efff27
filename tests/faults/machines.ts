/** The real processes that a sync goes through: server, PostgreSQL with fsync, Redis; each can be killed. */

import { onTestFinished } from 'vitest'
import { ORIGIN } from '../world/app.ts'
import { startServer, type BuiltServer } from '../world/built-server.ts'
import { startPostgres, type PostgresCluster } from '../world/postgres.ts'
import { startRedis, type RedisServer } from '../world/redis.ts'
import { createTokenMaker, type TokenMaker } from '../world/tokens.ts'

export interface Machines {
  readonly tokens: TokenMaker
  readonly postgres: PostgresCluster
  readonly redis: RedisServer
  /** The one that runs now. */
  readonly server: () => BuiltServer
  readonly origin: () => string
  readonly killServer: () => Promise<void>
  readonly startServerAgain: () => Promise<void>
}

/** Where the server is told that PostgreSQL and Redis are: over a wire, perhaps. */
export interface MachineSettings {
  readonly portToPostgres?: (port: number) => Promise<number>
  readonly portToRedis?: (port: number) => Promise<number>
  /** The folder, on a small disk perhaps, in which PostgreSQL lies. */
  readonly parent?: string
}

/** The built server with its own embedded database, and nothing else. */
export interface Embedded extends Pick<
  Machines,
  'tokens' | 'server' | 'origin' | 'killServer' | 'startServerAgain'
> {
  readonly stopServer: () => Promise<void>
}

export const startEmbedded = async (dataFolder?: string): Promise<Embedded> => {
  const tokens = createTokenMaker()
  const env = { ...tokens.env, APP_ORIGIN: ORIGIN }
  let server = await startServer({ env, ...(dataFolder !== undefined && { dataFolder }) })
  return {
    tokens,
    server: () => server,
    origin: () => `http://127.0.0.1:${server.port}`,
    killServer: () => server.kill9(),
    stopServer: async () => {
      await server.stop()
    },
    startServerAgain: async () => {
      server = await server.startAgain()
    },
  }
}

export const startMachines = async (settings: MachineSettings = {}): Promise<Machines> => {
  const tokens = createTokenMaker()
  const { parent } = settings
  const postgres = await startPostgres({ fsync: true, ...(parent !== undefined && { parent }) })
  onTestFinished(() => postgres.stop())
  const redis = await startRedis()
  onTestFinished(() => redis.stop())
  const database = new URL(postgres.url)
  database.port = String((await settings.portToPostgres?.(postgres.port)) ?? postgres.port)
  const redisPort = (await settings.portToRedis?.(redis.port)) ?? redis.port
  let server = await startServer({
    env: {
      ...tokens.env,
      APP_ORIGIN: ORIGIN,
      DATABASE_URL: database.href,
      REDIS_URL: `redis://127.0.0.1:${redisPort}`,
    },
  })
  return {
    tokens,
    postgres,
    redis,
    server: () => server,
    origin: () => `http://127.0.0.1:${server.port}`,
    killServer: () => server.kill9(),
    startServerAgain: async () => {
      server = await server.startAgain()
    },
  }
}
