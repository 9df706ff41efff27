/** The repository's own files, for the rules about the code itself. */

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../world/folders.ts'

/** The folders that are built and run; tests/ looks at them from outside. */
export const ROOMS: readonly string[] = [
  'db/protocol',
  'db/device',
  'db/server',
  'sw',
  'api',
  'web',
]

const TEXT = /\.(ts|tsx|css|html|json|md|yml|svg)$|(^|\/)(Dockerfile|Caddyfile|run|\.[a-z]+)$/

/** Every file that is or would be committed, as paths from the root with forward slashes. */
export const listFiles = (): readonly string[] =>
  execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(ROOT, path)))
    .filter((path) => statSync(join(ROOT, path)).isFile())
    .toSorted()

export const readText = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

export const isText = (path: string): boolean => TEXT.test(path)

export const isTypeScript = (path: string): boolean => /\.tsx?$/.test(path)

/** The room a file belongs to; undefined for tests and for what lies at the top. */
export const roomOf = (path: string): string | undefined =>
  ROOMS.find((room) => path.startsWith(`${room}/`))
