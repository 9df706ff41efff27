/** How long processors work on a thing: less moved by what else the machine does than its time. */

import { readdirSync, readFileSync } from 'node:fs'
import type { Pool } from 'pg'

/** Milliseconds that some processes have been computing, so far. */
export type Computing = () => number

/** The kernel counts in hundredths of a second. */
const MS_A_TICK = 10

const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // A process that ended meanwhile; its parent has its time.
    return ''
  }
}

/** What stands behind the name, which may hold anything. */
const fieldsOf = (pid: number): readonly number[] =>
  (readText(`/proc/${pid}/stat`).split(') ').at(-1) ?? '').split(' ').map(Number)

const PARENT = 1
/** Its own time and that of children that have ended. */
const TIMES = [11, 12, 13, 14]

const childrenOf = (pid: number): readonly number[] =>
  readText(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number)

const ticksOf = (pid: number): number => {
  const fields = fieldsOf(pid)
  const own = TIMES.reduce((sum, at) => sum + (fields[at] ?? 0), 0)
  return childrenOf(pid).reduce((sum, child) => sum + ticksOf(child), own)
}

/** These processes with all that they started. */
export const computingOf =
  (...pids: readonly number[]): Computing =>
  () =>
    pids.reduce((sum, pid) => sum + ticksOf(pid), 0) * MS_A_TICK

/** This process, and others; its own children are not counted. */
export const withThis = (others: Computing): Computing => {
  return () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000 + others()
  }
}

/** The process that every connection of this database is a child of. */
export const postmasterOf = async (plain: Pool): Promise<number> => {
  const { rows } = await plain.query<{ pid: number }>('select pg_backend_pid() as pid')
  return fieldsOf(rows[0]?.pid ?? 0)[PARENT] ?? 0
}

/** The browser that was started on this profile. */
export const browserOf = (profile: string): number => {
  const wanted = `--user-data-dir=${profile}`
  const running = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const found = running.filter((pid) =>
    readText(`/proc/${pid}/cmdline`).split('\0').includes(wanted),
  )
  return Math.min(...found.map(Number))
}

/** What it gave, and what it took. */
export const taking = async <T>(
  computing: Computing,
  work: () => Promise<T>,
): Promise<{ readonly given: T; readonly computedMs: number }> => {
  const before = computing()
  const given = await work()
  return { given, computedMs: computing() - before }
}
