/** A process that can be killed between two storage operations, or find no room or no database there. */

import { Dexie } from 'dexie'
import type { DBCore, DBCoreMutateRequest, DBCoreTable, DBCoreTransaction, Middleware } from 'dexie'

/** How much room a device has, for all that runs on it. */
export interface Storage {
  /** Writes left before it is full; null: there is room. */
  left: number | null
  /** Full for what is large, the blocks of messages, and not for the rest. */
  isTight: boolean
}

export interface Life {
  readonly storage: Storage
  isDead: boolean
  /** Storage operations left before it dies; null: it lives on. */
  left: number | null
  /** Storage operations left before its database is closed, as a newer page would have it. */
  closesIn: number | null
  onClose: () => void
  readonly open: Set<DBCoreTransaction>
  readonly onDeath: Set<() => void>
  /** Told before each change of what is stored. */
  readonly onChange: () => void
}

export const newLife = (storage: Storage, onChange: () => void): Life => ({
  storage,
  onChange,
  isDead: false,
  left: null,
  closesIn: null,
  onClose: () => undefined,
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

/**
 * Hears of an abort for as long as the process lives. Node keeps a signal that is listened to, and all
 * that its listener knows: a whole world, for ever.
 */
export const hearAbort = (life: Life, signal: AbortSignal, tell: () => void): void => {
  signal.addEventListener('abort', tell)
  life.onDeath.add(() => signal.removeEventListener('abort', tell))
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
    if (isOver(life, 'closesIn')) life.onClose()
    if (isOver(life, 'left')) kill(life)
    return life.isDead ? never() : work()
  }
  return {
    ...table,
    mutate: (request) => {
      life.onChange()
      return step(() =>
        isFull(life.storage, table.name, request) ? noRoom() : table.mutate(request),
      )
    },
    get: (request) => step(() => table.get(request)),
    getMany: (request) => step(() => table.getMany(request)),
    query: (request) => step(() => table.query(request)),
    openCursor: (request) => step(() => table.openCursor(request)),
    count: (request) => step(() => table.count(request)),
  }
}

/** Counts one operation; true at the one that was chosen. */
const isOver = (life: Life, counter: 'left' | 'closesIn'): boolean => {
  const left = life[counter]
  if (left === null || life.isDead) return false
  life[counter] = left > 1 ? left - 1 : null
  return left <= 1
}

/** What is deleted needs no room. */
const isFull = (storage: Storage, table: string, { type }: DBCoreMutateRequest): boolean => {
  if (type === 'delete' || type === 'deleteRange') return false
  if (storage.isTight && table === 'blocks') return true
  if (storage.left === null) return false
  storage.left = Math.max(0, storage.left - 1)
  return storage.left === 0
}

/** Of Dexie's own kind: another one in between would let the transaction commit. */
const noRoom = (): Promise<never> =>
  Dexie.Promise.reject(new DOMException('no room', 'QuotaExceededError'))
