/** Expected failures of the browser's storage as values: no room, or a database that is closed here. */

import { Dexie } from 'dexie'

export type StorageFault = { readonly kind: 'no_space' } | { readonly kind: 'closed' }

/** Runs a transaction; what it throws is a value where storage is full or taken away, else thrown on. */
export const attempt = async <T>(work: () => PromiseLike<T>): Promise<T | StorageFault> => {
  try {
    return await work()
  } catch (error) {
    const kind = faultKind(error)
    if (kind === null) throw error
    return { kind }
  }
}

/** An aborted transaction carries its cause in `inner`; a bulk write in `failures`. */
const faultKind = (error: unknown): StorageFault['kind'] | null => {
  if (!(error instanceof Error || error instanceof DOMException)) return null
  if (error.name === 'QuotaExceededError') return 'no_space'
  if (error.name === 'DatabaseClosedError') return 'closed'
  if (error instanceof Dexie.BulkError) {
    const kind = error.failures.map(faultKind).find((found) => found !== null)
    if (kind != null) return kind
  }
  return 'inner' in error && error.inner !== error ? faultKind(error.inner) : null
}
