/** Expected failures of the browser's storage as values: no room, a database that is closed here, one that does not answer. */

import { Dexie } from 'dexie'

/** `closed`: for good, by a newer page or by signing out. `lost`: its connection ended unasked, again and again. */
export type StorageFault =
  | { readonly kind: 'no_space' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'lost' }

/** A connection that ended comes back at once; the last try is made after a moment, on a new one. */
const TRIES = 3
const MOMENT_MS = 100

/**
 * Runs a transaction; what it throws is a value where storage is full or taken away, else thrown on.
 * One that was cut off because its connection ended is run again: it stored nothing, or all of it,
 * and `work` must be such that doing it once more then adds nothing.
 */
export const attempt = async <T>(
  db: Dexie | readonly Dexie[],
  work: () => PromiseLike<T>,
): Promise<T | StorageFault> => {
  const databases = db instanceof Dexie ? [db] : db
  for (let tries = 1; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      const kind = faultKind(databases, error)
      if (kind === null) throw error
      if (kind === 'lost' && tries < TRIES) await comeBack(databases, tries)
      else if (kind === 'lost' && isPerhapsBug(error)) throw error
      else return { kind }
    }
  }
}

export const isStorageFault = (outcome: { readonly kind: string }): outcome is StorageFault =>
  outcome.kind === 'no_space' || outcome.kind === 'closed' || outcome.kind === 'lost'

/** Whether the connection to the database ended under what threw this. */
export const isLost = (db: Dexie, error: unknown): boolean => faultKind([db], error) === 'lost'

/** Dexie opens the database again with the next question, once it knows that the connection is gone. */
const comeBack = async (databases: readonly Dexie[], tries: number): Promise<void> => {
  if (tries === 1) return
  await new Promise((resolve) => {
    setTimeout(resolve, MOMENT_MS)
  })
  for (const db of databases) if (!db.hasBeenClosed()) db.close({ disableAutoOpen: false })
}

/** What a transaction throws whose connection ended, by the moment and the browser. */
const LOST: ReadonlySet<string> = new Set([
  'AbortError',
  'UnknownError',
  'InvalidStateError',
  'DatabaseClosedError',
  'OpenFailedError',
])
/** The same two come of a transaction that something foreign was awaited in. */
const PERHAPS_BUG: ReadonlySet<string> = new Set([
  'PrematureCommitError',
  'TransactionInactiveError',
])

const isPerhapsBug = (error: unknown): boolean =>
  error instanceof Error && PERHAPS_BUG.has(error.name)

const faultKind = (databases: readonly Dexie[], error: unknown): StorageFault['kind'] | null => {
  if (!(error instanceof Error || error instanceof DOMException)) return null
  if (error.name === 'QuotaExceededError') return 'no_space'
  const isClosed =
    error.name === 'DatabaseClosedError' && databases.some((db) => db.hasBeenClosed())
  if (isClosed) return 'closed'
  const kind = causesOf(error)
    .map((cause) => faultKind(databases, cause))
    .find((found) => found !== null)
  return kind ?? (LOST.has(error.name) || PERHAPS_BUG.has(error.name) ? 'lost' : null)
}

/** An aborted transaction carries its cause in `inner`; a bulk write in `failures`. */
const causesOf = (error: Error | DOMException): readonly unknown[] => [
  ...(error instanceof Dexie.BulkError ? error.failures : []),
  ...('inner' in error && error.inner !== error ? [error.inner] : []),
]
