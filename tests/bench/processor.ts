/** How much of the processor a thing takes: less moved by what else the machine does than its time. */

import { readFileSync } from 'node:fs'
import type { Pool } from 'pg'

/** Milliseconds that some processes have been computing, so far. */
export type Processor = () => number

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

/** Own time, and that of children that have ended: fields 14 to 17, counted from behind the name. */
const ticksOf = (pid: number, isWithEnded: boolean): number => {
  const fields = readText(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? []
  return fields.slice(11, isWithEnded ? 15 : 13).reduce((sum, field) => sum + Number(field), 0)
}

const childrenOf = (pid: number): readonly number[] =>
  readText(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number)

/** The database's processes, and either this one or another. */
export const processorOf = async (plain: Pool, pid: number | 'this'): Promise<Processor> => {
  const { rows } = await plain.query<{ pid: number }>('select pg_backend_pid() as pid')
  const backend =
    readText(`/proc/${rows[0]?.pid ?? 0}/stat`)
      .split(') ')
      .at(-1)
      ?.split(' ') ?? []
  const postmaster = Number(backend[1])
  return () => {
    const { user, system } = process.cpuUsage()
    const own = pid === 'this' ? (user + system) / 1000 : ticksOf(pid, false) * MS_A_TICK
    const ended = ticksOf(postmaster, true)
    const ticks = childrenOf(postmaster).reduce((sum, child) => sum + ticksOf(child, false), ended)
    return own + ticks * MS_A_TICK
  }
}

/** What it gave, and what it took. */
export const taking = async <T>(
  processor: Processor,
  work: () => Promise<T>,
): Promise<{ readonly given: T; readonly computedMs: number }> => {
  const before = processor()
  const given = await work()
  return { given, computedMs: processor() - before }
}
