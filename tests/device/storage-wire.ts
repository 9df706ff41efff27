/** Counts what a database reads and writes, and cuts it off at a chosen operation. */

import type { DBCore, DBCoreTable } from 'dexie'
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
}

/** Must be laid before the database's first operation after opening. */
export const layWire = (db: ChatDatabase): StorageWire => {
  let read = 0
  let written = 0
  let operations = 0
  let failing = 0
  const step = async <T>(work: () => PromiseLike<T>): Promise<T> => {
    operations += 1
    if (failing > 0) {
      failing -= 1
      if (failing === 0) throw new DOMException('no room', 'QuotaExceededError')
    }
    return work()
  }
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
      step(async () => {
        const answer = await table.query(request)
        read += answer.result.length
        return answer
      }),
    openCursor: (request) =>
      step(async () => {
        const cursor = await table.openCursor(request)
        return cursor === null
          ? null
          : new Proxy(cursor, {
              get: (target, key) => {
                if (key === 'start')
                  return (onNext: () => void) =>
                    target.start(() => {
                      read += 1
                      onNext()
                    })
                const value: unknown = Reflect.get(target, key, target)
                return typeof value === 'function' ? value.bind(target) : value
              },
            })
      }),
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
    },
  }
}
