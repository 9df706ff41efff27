/** Runs one suite on PostgreSQL and on the embedded database: the same laws hold on both. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { openDatabase } from '../../db/server/connect.ts'
import type { Database, DatabaseLog } from '../../db/server/database.ts'
import { migrateDatabase } from '../../db/server/migrate.ts'
import { testDatabase } from '../world/test-database.ts'

export const silent: DatabaseLog = { info: () => undefined, warn: () => undefined }

interface Opened {
  readonly database: Database
  readonly remove: () => Promise<void>
}

const openPostgres = async (): Promise<Opened> => {
  const { url, drop } = await testDatabase()
  return { database: await openDatabase({ url }, silent), remove: drop }
}

const openEmbedded = async (): Promise<Opened> => {
  const folder = mkdtempSync(join(tmpdir(), 'chat-sync-embedded-'))
  const database = await openDatabase({ folder: join(folder, 'db') }, silent)
  return { database, remove: async () => rmSync(folder, { recursive: true, force: true }) }
}

/** The database of the running suite; only to be called inside a test. */
export type Current = () => Database

const suiteOn = (name: string, open: () => Promise<Opened>, suite: (db: Current) => void): void => {
  describe(`on ${name}`, () => {
    let opened: Opened | undefined
    beforeAll(async () => {
      opened = await open()
      await migrateDatabase(opened.database, silent)
    })
    afterAll(async () => {
      await opened?.database.close()
      await opened?.remove()
    })
    suite(() => {
      if (opened === undefined) throw new Error('the database is not open yet')
      return opened.database
    })
  })
}

export const onPostgres = (suite: (db: Current) => void): void =>
  suiteOn('PostgreSQL', openPostgres, suite)

export const onEmbedded = (suite: (db: Current) => void): void =>
  suiteOn('the embedded database', openEmbedded, suite)

export const onBoth = (suite: (db: Current) => void): void => {
  onPostgres(suite)
  onEmbedded(suite)
}
