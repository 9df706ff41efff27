/** The embedded database and the local sign-in key, copied while no server uses them, and put back. */

import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { openDatabase } from '../../db/server/connect.ts'
import { DatabaseRefusal } from '../../db/server/database.ts'
import { lockFolder } from '../../db/server/folder-lock.ts'
import { isKnownMigration, reachedMigration } from '../../db/server/reached-migration.ts'
import { contentOf, writeBackup, type Backup } from './backup-file.ts'
import { SILENT } from './silent.ts'
import { pack, syncPath, unpack } from './tar.ts'

const DATABASE = 'database'
const KEY = 'local-key.pem'

/** Nobody else opens the database meanwhile. */
const withLock = async <T>(dataDir: string, work: () => Promise<T>): Promise<T> => {
  const path = resolve(dataDir, DATABASE)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const lock = lockFolder(`${path}.lock`)
  if (lock.kind === 'refused')
    throw new DatabaseRefusal(
      `The database in ${path} is in use by process ${lock.pid}: stop chat-sync, do this, and start it again.`,
    )
  try {
    return await work()
  } finally {
    lock.release()
  }
}

const isThere = (dataDir: string): boolean => existsSync(join(dataDir, DATABASE, 'PG_VERSION'))

/** Opening it first finishes what a crash may have left, and tells how far it is migrated. */
const lookInto = async (folder: string): Promise<string | null> => {
  const database = await openDatabase({ folder }, SILENT)
  try {
    return await reachedMigration(database)
  } finally {
    await database.close()
  }
}

export const backUpEmbedded = async (dataDir: string, path: string): Promise<Backup> => {
  if (!isThere(dataDir)) throw new DatabaseRefusal(`There is no database in ${resolve(dataDir)}.`)
  const migration = await lookInto(join(dataDir, DATABASE))
  if (migration === null) throw new DatabaseRefusal('There is no chat-sync in that database yet.')
  return withLock(dataDir, () => {
    const names = [DATABASE, ...(existsSync(join(dataDir, KEY)) ? [KEY] : [])]
    return writeBackup(path, { kind: 'pglite', migration }, (out) =>
      pipeline(Readable.from(pack(dataDir, names)), createGzip({ level: 6 }), out),
    )
  })
}

/** Gives where what it replaced is kept; null where there was nothing. */
export const restoreEmbedded = (
  dataDir: string,
  backup: Backup,
  mayReplace: boolean,
): Promise<string | null> =>
  withLock(dataDir, async () => {
    if (isThere(dataDir) && !mayReplace)
      throw new DatabaseRefusal(
        `There is a database in ${resolve(dataDir)} already: add --replace to put the backup in its place; it is kept aside.`,
      )
    const fresh = join(dataDir, `restoring-${randomUUID()}`)
    try {
      await unpack(unzipped(backup), fresh)
      await check(join(fresh, DATABASE))
      return await swap(dataDir, fresh)
    } finally {
      await rm(fresh, { recursive: true, force: true })
    }
  })

async function* unzipped(backup: Backup): AsyncGenerator<Buffer> {
  try {
    const gunzip = createGunzip()
    // Its failure is met where the bytes are read.
    pipeline(contentOf(backup), gunzip).catch(() => undefined)
    const bytes: AsyncIterable<Buffer> = gunzip
    yield* bytes
  } catch (cause) {
    throw new DatabaseRefusal('The backup is cut off.', { cause })
  }
}

/** What does not open here would not open afterwards either. */
const check = async (folder: string): Promise<void> => {
  const migration = await lookInto(folder)
  if (migration === null || !(await isKnownMigration(migration)))
    throw new DatabaseRefusal('The backup is of a newer version of chat-sync than this one.')
}

const swap = async (dataDir: string, fresh: string): Promise<string | null> => {
  const aside = join(dataDir, `replaced-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`)
  const moved = [DATABASE, KEY].filter(
    (name) => existsSync(join(dataDir, name)) && existsSync(join(fresh, name)),
  )
  if (moved.length > 0) await mkdir(aside, { mode: 0o700 })
  for (const name of moved) await rename(join(dataDir, name), join(aside, name))
  for (const name of [DATABASE, KEY])
    if (existsSync(join(fresh, name))) await rename(join(fresh, name), join(dataDir, name))
  for (const path of [...(moved.length > 0 ? [aside] : []), dataDir]) await syncPath(path)
  return moved.length > 0 ? aside : null
}
