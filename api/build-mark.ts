/** Whether the build in dist/ is whole and not older than any source. */

import { readdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..')
/** Written when everything is built: an interrupted build leaves none. */
export const BUILD_MARK = join(ROOT, 'dist/built')

const SOURCES = ['api', 'db', 'sw', 'web', 'vite.config.ts', 'package-lock.json']

export const isBuildFresh = (): boolean => {
  const built = changedAt(BUILD_MARK)
  return built > 0 && SOURCES.every((source) => newestIn(join(ROOT, source)) <= built)
}

const changedAt = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

const newestIn = (path: string): number => {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined || !stat.isDirectory()) return stat?.mtimeMs ?? 0
  const within = readdirSync(path).map((name) => newestIn(join(path, name)))
  // A folder changes when a file in it goes.
  return Math.max(stat.mtimeMs, ...within)
}
