/** Puts a backup in place, where nothing stands in its way; what it replaces is kept aside. */

import { DatabaseRefusal } from '../../db/server/database.ts'
import { isKnownMigration } from '../../db/server/reached-migration.ts'
import { openBackup, type Backup } from './backup-file.ts'
import { restoreEmbedded } from './copy-embedded.ts'
import { backUpPostgres, lookAtPostgres, restorePostgres } from './copy-postgres.ts'
import type { Command } from './command.ts'

const NAMES = { postgres: 'PostgreSQL', pglite: 'the embedded database' } as const

/** Gives what to say of it. */
export const putBack = async ({ file, mayReplace, config }: Command): Promise<string> => {
  const { database, dataDir } = config
  const backup = await openBackup(file)
  const kind = 'url' in database ? 'postgres' : 'pglite'
  if (backup.about.kind !== kind)
    throw new DatabaseRefusal(
      `${file} is of ${NAMES[backup.about.kind]}, and the settings name ${NAMES[kind]}.`,
    )
  if (!(await isKnownMigration(backup.about.migration)))
    throw new DatabaseRefusal(`${file} is of a newer version of chat-sync than this one.`)
  const aside =
    'url' in database
      ? await intoPostgres(database.url, backup, mayReplace)
      : await restoreEmbedded(dataDir, backup, mayReplace)
  const kept = aside === null ? '' : ` What was there is kept in ${aside}.`
  return `Restored ${file}, as of ${backup.about.madeAt}.${kept}`
}

const intoPostgres = async (
  url: string,
  backup: Backup,
  mayReplace: boolean,
): Promise<string | null> => {
  const { isEmpty, servers, stranger } = await lookAtPostgres(url)
  if (stranger !== null)
    throw new DatabaseRefusal(
      `The database has tables of another program (${stranger}): restore into one of its own.`,
    )
  if (servers > 0)
    throw new DatabaseRefusal(
      `chat-sync runs on that database (${servers} connections): stop it, do this, and start it again.`,
    )
  if (!isEmpty && !mayReplace)
    throw new DatabaseRefusal(
      'There is a database of chat-sync there already: add --replace to put the backup in its place; it is kept aside.',
    )
  const aside = `${backup.path}.replaced-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
  if (!isEmpty) await backUpPostgres(url, aside)
  await restorePostgres(url, backup)
  return isEmpty ? null : aside
}
