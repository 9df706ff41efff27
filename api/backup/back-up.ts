/** Copies the database that the settings name into one file. */

import { backUpEmbedded } from './copy-embedded.ts'
import { backUpPostgres } from './copy-postgres.ts'
import type { Command } from './command.ts'

/** Gives what to say of it. */
export const backUp = async ({ file, config }: Omit<Command, 'mayReplace'>): Promise<string> => {
  const { database, dataDir } = config
  const { about } = await ('url' in database
    ? backUpPostgres(database.url, file)
    : backUpEmbedded(dataDir, file))
  return `Backed up to ${file}: ${about.bytes} bytes, as of ${about.madeAt}.`
}
