/** Finds the programs that tests drive: PostgreSQL, Redis, Chromium, Firefox. */

import { accessSync, constants, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const OLDEST_POSTGRES = 15
const POSTGRES_ROOT = '/usr/lib/postgresql'

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const onPath = (names: readonly string[]): string | undefined =>
  names
    .flatMap((name) =>
      (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)),
    )
    .find(isProgram)

const foldersIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** The folder with postgres, initdb and pg_ctl: the newest of version 15 or later. */
export const findPostgresFolder = (): string | undefined =>
  foldersIn(POSTGRES_ROOT)
    .map(Number)
    .filter((version) => version >= OLDEST_POSTGRES)
    .toSorted((a, b) => b - a)
    .map((version) => join(POSTGRES_ROOT, String(version), 'bin'))
    .find((folder) => isProgram(join(folder, 'postgres')) && isProgram(join(folder, 'initdb')))

export const findRedis = (): string | undefined => onPath(['redis-server'])

export const findChromium = (): string | undefined =>
  onPath(['chromium', 'chromium-browser', 'google-chrome'])

export const findFirefox = (): string | undefined => onPath(['firefox-esr', 'firefox'])

/** The program's path, or an error that says how to get it. */
export const need = (path: string | undefined, name: string): string => {
  if (path === undefined)
    throw new Error(`${name} is not installed; npm test says how to install it`)
  return path
}
