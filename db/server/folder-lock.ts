/** One process at a time in the embedded database's folder: a second writer would lose rows silently. */

import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/** `startedAt` is the kernel's start time of the process, where there is /proc: a pid may be used again. */
interface Holder {
  readonly pid: number
  readonly startedAt: string | null
}

export type FolderLock =
  | { readonly kind: 'held'; readonly release: () => void }
  | { readonly kind: 'refused'; readonly pid: number }

/**
 * Takes the lock file by `link`, which is atomic. A lock whose process is gone is taken over; one
 * whose process lives never is, however long it is silent. Files are tried a few times because two
 * processes may find the same dead lock.
 */
export const lockFolder = (path: string): FolderLock => {
  const own = `${path}.${process.pid}.${randomUUID()}`
  const text = JSON.stringify(holderOf(process.pid))
  writeFileSync(own, text, { mode: 0o600 })
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (isLinked(own, path)) return { kind: 'held', release: () => release(path, text) }
      const standing = readText(path)
      const holder = standing === undefined ? undefined : readHolder(standing)
      if (holder !== undefined && isAlive(holder)) return { kind: 'refused', pid: holder.pid }
      if (standing !== undefined) clear(path, standing)
    }
    return { kind: 'refused', pid: 0 }
  } finally {
    rmSync(own, { force: true })
  }
}

const isLinked = (own: string, path: string): boolean => {
  try {
    linkSync(own, path)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  }
}

/** Moves the dead lock aside, and back again should it turn out to be another, newer one. */
const clear = (path: string, expected: string): void => {
  const aside = `${path}.${randomUUID()}`
  try {
    renameSync(path, aside)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return
    throw error
  }
  if (readText(aside) !== expected) isLinked(aside, path)
  rmSync(aside, { force: true })
}

const release = (path: string, text: string): void => {
  if (readText(path) === text) rmSync(path, { force: true })
}

/** Only ESRCH proves that a process is gone; EPERM means that it lives and is someone else's. */
const isAlive = (holder: Holder): boolean => {
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return false
  }
  const now = holderOf(holder.pid).startedAt
  return holder.startedAt === null || now === null || now === holder.startedAt
}

/** proc_pid_stat(5): the name, in brackets, may hold anything; the start time is the 20th field after it. */
const holderOf = (pid: number): Holder => {
  const stat = readText(`/proc/${pid}/stat`)
  const afterName = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { pid, startedAt: afterName?.[19] ?? null }
}

/** Undefined for a lock that is not ours to read: half a file cannot be, since it is linked when whole. */
const readHolder = (text: string): Holder | undefined => {
  try {
    const holder: unknown = JSON.parse(text)
    return isHolder(holder) ? holder : undefined
  } catch {
    return undefined
  }
}

const isHolder = (holder: unknown): holder is Holder =>
  typeof holder === 'object' &&
  holder !== null &&
  'pid' in holder &&
  typeof holder.pid === 'number' &&
  'startedAt' in holder

const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code
