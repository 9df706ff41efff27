/** One run of the server: opens what it needs, in order, and closes it again. */

import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { FAULTS, fault } from '../db/protocol/fault.ts'
import { userIdSchema } from '../db/protocol/ids.ts'
import { PROTOCOL_VERSION } from '../db/protocol/version.ts'
import { openDatabase, type Database } from '../db/server/connect.ts'
import { migrateDatabase } from '../db/server/migrate.ts'
import { isUnavailable } from '../db/server/unavailable.ts'
import { createApp } from './app.ts'
import { settleOrigin, type Config } from './config.ts'
import { openLocalIssuer } from './identity/local-issuer.ts'
import { createPairing, START_TTL_MS, type Pairing } from './identity/pairing.ts'
import { createVerifyToken, type VerifyToken } from './identity/verify-token.ts'
import type { KeyValue } from './key-value/key-value.ts'
import { listen, type Fetch } from './listen.ts'
import type { Logger } from './log.ts'
import { createMetrics } from './metrics.ts'
import { readStaticFiles } from './static/static-files.ts'
import { openStores, type Stores } from './stores.ts'

export interface RunSettings {
  readonly config: Config
  readonly log: Logger
  readonly version: string
  /** Where the built app lies; null: only the API. */
  readonly distFolder: string | null
}

export interface Run {
  readonly port: number
  /** Signs the first browser in; null with Clerk, or while the code could not be kept. */
  readonly signInLink: string | null
  readonly close: () => Promise<void>
}

/** The one person of a machine with local sign-in. */
const OWNER = userIdSchema.parse('owner')

/** How long a database may take to come up beside us. */
const PATIENCE_MS = 60_000
const RETRY_MS = 500

/**
 * Listens first, so that a port that is taken is known before a database is touched, and answers
 * `unavailable` until the app is there.
 */
export const run = async (settings: RunSettings): Promise<Run> => {
  let answer: Fetch = answerStarting
  const listening = await listen((request, env) => answer(request, env), settings.config)
  const config = settleOrigin(settings.config, listening.port)
  let database: Database | null = null
  let stores: Stores | null = null
  const close = async (): Promise<void> => {
    await listening.close()
    await stores?.pokes.close()
    await stores?.keyValue.close()
    await database?.close()
  }
  try {
    database = await openDatabase(config.database, settings.log)
    await migrateWhenUp(database, settings.log)
    const opened = await openApp({ ...settings, config }, database)
    stores = opened.stores
    answer = opened.fetch
    return { port: listening.port, signInLink: opened.signInLink, close }
  } catch (error) {
    await close()
    throw error
  }
}

const answerStarting: Fetch = () =>
  Response.json(
    { protocol: PROTOCOL_VERSION, fault: fault('unavailable', { retryAfterMs: 1000 }) },
    { status: FAULTS.unavailable.status, headers: { 'retry-after': '1' } },
  )

const migrateWhenUp = async (database: Database, log: Logger): Promise<void> => {
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    try {
      return await migrateDatabase(database, log)
    } catch (error) {
      if (!isUnavailable(error) || Date.now() > deadline) throw error
      log.warn({ err: error }, 'the database is not up yet')
      await sleep(RETRY_MS)
    }
  }
}

const openApp = async (settings: RunSettings, database: Database) => {
  const { config, log, version, distFolder } = settings
  const now = Date.now
  const metrics = createMetrics({
    isDatabaseReady: () => database.ready(),
    isKeyValueReady: () => stores.keyValue.ready(),
  })
  const stores: Stores = await openStores(config.redis, {
    log,
    now,
    onFailure: () => metrics.redisFailures.inc(),
  })
  const { identity, pairing } = await openIdentity(config, stores.keyValue)
  const files = distFolder === null ? undefined : await readStaticFiles(distFolder)
  const app = createApp({
    config,
    version,
    database,
    ...stores,
    identity,
    pairing,
    log,
    metrics,
    now,
    newToken: () => randomBytes(12).toString('base64url'),
    ...(files === undefined ? {} : { files }),
  })
  const fetch: Fetch = (request, env) => app.fetch(request, env)
  return { stores, fetch, signInLink: await makeSignInLink(config, pairing) }
}

/** Either Clerk's tokens or the ones we sign, never both: a forgotten local key must open nothing. */
const openIdentity = async (
  config: Config,
  keyValue: KeyValue,
): Promise<{ readonly identity: VerifyToken; readonly pairing: Pairing | null }> => {
  if (config.auth.kind === 'clerk') {
    const { issuer, jwtKey, authorizedParties } = config.auth
    const identity = createVerifyToken({ [issuer]: { jwtKey, authorizedParties } })
    return { identity, pairing: null }
  }
  const local = await openLocalIssuer(config)
  return { identity: createVerifyToken(local.issuers), pairing: createPairing(keyValue, local) }
}

const makeSignInLink = async (config: Config, pairing: Pairing | null): Promise<string | null> => {
  const code = await pairing?.newCode(OWNER, START_TTL_MS)
  return typeof code === 'string' ? `${config.appOrigin}/sign-in#code=${code}` : null
}
