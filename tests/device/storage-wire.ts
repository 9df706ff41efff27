/** Counts what a database reads and writes, and cuts it off at a chosen operation. */

import { Dexie, type DBCore, type DBCoreCursor, type DBCoreTable } from 'dexie'
import type { ChatDatabase } from '../../db/device/database.ts'

export interface StorageWire {
  /** Records read by key, by index or by cursor, since the last reset. */
  readonly recordsRead: () => number
  /** Records put, added or deleted. */
  readonly recordsWritten: () => number
  /** Requests of any kind. */
  readonly operations: () => number
  readonly reset: () => void
  /** The nth operation from now fails as a full disk does; 0 for never. */
  readonly failAt: (operation: number) => void
  /** The connection ends at the nth operation from now, as often as told. */
  readonly loseAt: (operation: number, times?: number) => void
}

/** Must be laid before the database's first operation after opening. */
export const layWire = (db: ChatDatabase): StorageWire => {
  let read = 0
  let written = 0
  let operations = 0
  let failing = 0
  let isArmed = false
  let losing = 0
  let losses = 0
  // Dexie's own promises throughout: a native one in between would let the transaction commit.
  const step = <T>(work: () => PromiseLike<T>): Promise<T> => {
    operations += 1
    if (losing > 0) losing -= 1
    if (losses > 0 && losing === 0) {
      losses -= 1
      db.close({ disableAutoOpen: false })
      return Dexie.Promise.reject(new DOMException('the connection is closing', 'AbortError'))
    }
    if (failing > 0) failing -= 1
    const isCut = failing === 0 && isArmed
    if (!isCut) return Dexie.Promise.resolve(work())
    isArmed = false
    return Dexie.Promise.reject(new DOMException('no room', 'QuotaExceededError'))
  }
  const countingCursor = (cursor: DBCoreCursor): DBCoreCursor =>
    new Proxy(cursor, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target)
        if (key !== 'start') return typeof value === 'function' ? value.bind(target) : value
        return (onNext: () => void) =>
          target.start(() => {
            read += 1
            onNext()
          })
      },
    })
  const wired = (table: DBCoreTable): DBCoreTable => ({
    ...table,
    get: (request) => {
      read += 1
      return step(() => table.get(request))
    },
    getMany: (request) => {
      read += request.keys.length
      return step(() => table.getMany(request))
    },
    query: (request) =>
      step(() =>
        table.query(request).then((answer) => {
          read += answer.result.length
          return answer
        }),
      ),
    openCursor: (request) =>
      step(() => table.openCursor(request).then((cursor) => cursor && countingCursor(cursor))),
    mutate: (request) => {
      if (request.type === 'delete') written += request.keys.length
      else if (request.type !== 'deleteRange') written += request.values.length
      return step(() => table.mutate(request))
    },
  })
  db.use({
    stack: 'dbcore',
    name: 'wire',
    create: (core): DBCore => ({ ...core, table: (name) => wired(core.table(name)) }),
  })
  return {
    recordsRead: () => read,
    recordsWritten: () => written,
    operations: () => operations,
    reset: () => {
      read = 0
      written = 0
      operations = 0
    },
    failAt: (operation) => {
      failing = operation
      isArmed = operation > 0
    },
    loseAt: (operation, times = 1) => {
      losing = operation
      losses = times
    },
  }
}
