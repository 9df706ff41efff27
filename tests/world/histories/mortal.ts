/** A process that can be killed between two storage operations: what follows never happens. */

import type { DBCore, DBCoreTable, DBCoreTransaction, Middleware } from 'dexie'

export interface Life {
  isDead: boolean
  /** Storage operations left before it dies; null: it lives on. */
  left: number | null
  readonly open: Set<DBCoreTransaction>
  readonly onDeath: Set<() => void>
  /** Told before each change of what is stored. */
  readonly onChange: () => void
}

export const newLife = (onChange: () => void): Life => ({
  onChange,
  isDead: false,
  left: null,
  open: new Set(),
  onDeath: new Set(),
})

/** What was not committed is undone, as by IndexedDB itself when its process goes. */
export const kill = (life: Life): void => {
  if (life.isDead) return
  life.isDead = true
  for (const transaction of life.open) abort(transaction)
  for (const tell of life.onDeath) tell()
}

const abort = (transaction: DBCoreTransaction): void => {
  try {
    transaction.abort()
  } catch (error) {
    // It had come to its end before.
    if (!(error instanceof Error || error instanceof DOMException)) throw error
  }
}

export const never = <T>(): Promise<T> => new Promise<T>(() => undefined)

/** Counts every operation; at the chosen one its transaction is aborted and nothing ever settles. */
export const mortal = (life: Life): Middleware<DBCore> => ({
  stack: 'dbcore',
  name: 'mortal',
  create: (down) => ({
    ...down,
    transaction: (stores, mode, options) => {
      const transaction =
        options === undefined
          ? down.transaction(stores, mode)
          : down.transaction(stores, mode, options)
      life.open.add(transaction)
      if (life.isDead) abort(transaction)
      return transaction
    },
    table: (name) => mortalTable(life, down.table(name)),
  }),
})

const mortalTable = (life: Life, table: DBCoreTable): DBCoreTable => {
  const step = <T>(work: () => Promise<T>): Promise<T> => {
    if (life.left !== null && !life.isDead) {
      life.left -= 1
      if (life.left <= 0) kill(life)
    }
    return life.isDead ? never() : work()
  }
  return {
    ...table,
    mutate: (request) => {
      life.onChange()
      return step(() => table.mutate(request))
    },
    get: (request) => step(() => table.get(request)),
    getMany: (request) => step(() => table.getMany(request)),
    query: (request) => step(() => table.query(request)),
    openCursor: (request) => step(() => table.openCursor(request)),
    count: (request) => step(() => table.count(request)),
  }
}
