/** PostgreSQL's own programs: where they are, and one run of one of them. */

import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { DatabaseRefusal } from '../../db/server/database.ts'

const NEEDED = ['pg_dump', 'pg_restore', 'psql'] as const
type Program = (typeof NEEDED)[number]

/** Folders with one folder a version in them, and where the programs are in that. */
const USUAL = [
  { root: '/usr/lib/postgresql', within: 'bin' },
  { root: '/opt/homebrew/opt', within: 'bin' },
  { root: '/usr/local/opt', within: 'bin' },
  { root: '/Applications/Postgres.app/Contents/Versions', within: 'bin' },
  { root: String.raw`C:\Program Files\PostgreSQL`, within: 'bin' },
] as const

const SUFFIX = process.platform === 'win32' ? '.exe' : ''

const hasAll = (folder: string): boolean =>
  NEEDED.every((name) => existsSync(join(folder, `${name}${SUFFIX}`)))

const versionsIn = (root: string): readonly string[] => {
  try {
    return readdirSync(root).toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }))
  } catch {
    return []
  }
}

/** On the PATH, else in the usual folders, the newest version first. */
const findFolder = (): string => {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)
  const usual = USUAL.flatMap(({ root, within }) =>
    versionsIn(root).map((version) => join(root, version, within)),
  )
  const folder = [...onPath, '/usr/local/pgsql/bin', ...usual].find(hasAll)
  if (folder === undefined)
    throw new DatabaseRefusal(
      'pg_dump, pg_restore and psql are needed for this: install the client programs of PostgreSQL, or put their folder on the PATH.',
    )
  return folder
}

/** What every program is told; the password by the environment, since anybody may read a command line. */
const connectionOf = (databaseUrl: string) => {
  const url = new URL(databaseUrl)
  const password = decodeURIComponent(url.password) || url.searchParams.get('password')
  url.password = ''
  url.searchParams.delete('password')
  return {
    words: ['--no-password', `--dbname=${url.href}`],
    env: { PGAPPNAME: 'chat-sync-backup', ...(password ? { PGPASSWORD: password } : {}) },
  }
}

export interface Running {
  readonly child: ChildProcess
  /** Resolves when it has ended well; else throws the first line of what it complained about. */
  readonly ended: Promise<void>
}

/** `databaseUrl` null: it needs no connection. */
export const startProgram = (
  name: Program,
  words: readonly string[],
  databaseUrl: string | null,
): Running => {
  const connection = databaseUrl === null ? { words: [], env: {} } : connectionOf(databaseUrl)
  const child = spawn(join(findFolder(), `${name}${SUFFIX}`), [...words, ...connection.words], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...connection.env },
  })
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => void (complaint += chunk.toString()))
  // Whoever reads its end of the pipe hears of it by `ended`.
  child.stdin.on('error', () => undefined)
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) return resolve()
      const first = complaint.split('\n').find(Boolean) ?? `it ended with ${code}`
      reject(
        new DatabaseRefusal(`${name} could not do it: ${first.replace(/^\w+: (error: )?/, '')}`),
      )
    })
  })
  ended.catch(() => undefined)
  return { child, ended }
}
