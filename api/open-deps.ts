/** Opens everything the app needs, in order: the database, what instances share, who may sign in. */

import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase, type Database } from '../db/server/connect.ts'
import { migrateDatabase } from '../db/server/migrate.ts'
import { isUnavailable } from '../db/server/unavailable.ts'
import { createAssistant } from './assistant/assistant.ts'
import type { Config } from './config.ts'
import type { AppDeps } from './deps.ts'
import { openLocalIssuer } from './identity/local-issuer.ts'
import { createPairing, type Pairing } from './identity/pairing.ts'
import { createVerifyToken, type VerifyToken } from './identity/verify-token.ts'
import { countLookups } from './key-value/counted-key-value.ts'
import type { KeyValue } from './key-value/key-value.ts'
import type { Logger } from './log.ts'
import { createMetrics } from './metrics.ts'
import { readStaticFiles } from './static/static-files.ts'
import { openStores, type Stores } from './stores.ts'
import { createWaitingDevices } from './waiting-devices.ts'

export interface DepsSettings {
  readonly config: Config
  readonly log: Logger
  readonly version: string
  /** Where the built app lies; null: only the API. */
  readonly distFolder: string | null
  readonly isStopping?: () => boolean
}

export interface OpenDeps {
  readonly deps: AppDeps
  readonly close: () => Promise<void>
}

/** How long a database may take to come up beside us. */
const PATIENCE_MS = 60_000
const RETRY_MS = 500

export const openDeps = async (settings: DepsSettings): Promise<OpenDeps> => {
  const database = await openDatabase(settings.config.database, settings.log)
  try {
    await migrateWhenUp(database, settings.log)
    return await openRest(settings, database)
  } catch (error) {
    await database.close()
    throw error
  }
}

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

const openRest = async (settings: DepsSettings, database: Database): Promise<OpenDeps> => {
  const { config, log, version, distFolder } = settings
  const metrics = createMetrics({
    isDatabaseReady: () => database.ready(),
    isKeyValueReady: () => stores.keyValue.ready(),
    connections: () => database.connections(),
    waiting: createWaitingDevices(Date.now),
    build: { version, database: database.kind },
  })
  const onFailure = () => metrics.redisFailures.inc()
  const opened = await openStores(config.redis, { log, now: Date.now, onFailure })
  const keyValue = countLookups(opened.keyValue, (lookup) => metrics.lookups.inc(lookup))
  const stores: Stores = { ...opened, keyValue }
  const files = distFolder === null ? null : await readStaticFiles(distFolder)
  const deps: AppDeps = {
    config,
    version,
    database,
    ...stores,
    ...(await openIdentity(config, stores.keyValue)),
    assistant: config.assistant === null ? null : createAssistant(config.assistant),
    log,
    metrics,
    now: Date.now,
    isStopping: settings.isStopping ?? (() => false),
    newToken: () => randomBytes(12).toString('base64url'),
    files,
  }
  const close = async (): Promise<void> => {
    await stores.pokes.close()
    await stores.keyValue.close()
    await database.close()
  }
  return { deps, close }
}

/** Either Clerk's tokens or the ones we sign, never both: a forgotten local key must open nothing. */
const openIdentity = async (
  config: Config,
  keyValue: KeyValue,
): Promise<{ readonly identity: VerifyToken; readonly pairing: Pairing | null }> => {
  if (config.auth.kind === 'clerk') {
    const { issuer, jwtKeys, authorizedParties } = config.auth
    const identity = createVerifyToken({ [issuer]: { jwtKeys, authorizedParties } })
    return { identity, pairing: null }
  }
  const local = await openLocalIssuer(config)
  return { identity: createVerifyToken(local.issuers), pairing: createPairing(keyValue, local) }
}
