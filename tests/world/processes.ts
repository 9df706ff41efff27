/** The processes that a server of a test has started: found, and signalled. */

import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'

export const childrenOf = (pid: number): readonly number[] => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .split(' ')
      .filter((text) => text !== '')
      .map(Number)
  } catch {
    return []
  }
}

/** Its title names the client's address; the other processes have none. */
export const servesConnection = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('127.0.0.1(')
  } catch {
    return false
  }
}

export const signalAll = (server: ChildProcess, name: NodeJS.Signals): void => {
  for (const pid of [server.pid ?? 0, ...childrenOf(server.pid ?? 0)]) signal(pid, name)
}

/** Never 0, which would mean our own group; a process that is gone already is as well. */
export const signal = (pid: number, name: NodeJS.Signals): void => {
  if (pid === 0) return
  try {
    process.kill(pid, name)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
