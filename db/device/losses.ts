/** Connections that the browser ended unasked: what was under way is told so, and whoever watches asks again. */

import type { DBCore, DBCoreTransaction, Dexie } from 'dexie'

export interface Losses {
  readonly count: () => number
  readonly watch: (listener: () => void) => () => void
}

/**
 * Browsers close a connection when its files are damaged, cleared or too slow. Chromium then forgets
 * to tell the transactions that waited for nothing but their end, and whoever awaits one would wait
 * for ever, the holder of the sync lock too: here each of them hears that it was aborted.
 */
export const watchLosses = (db: Dexie): Losses => {
  const underWay = new Set<EventTarget>()
  const listeners = new Set<() => void>()
  let count = 0
  db.use({
    stack: 'dbcore',
    name: 'losses',
    create: (core): DBCore => ({
      ...core,
      transaction: (tables, mode, options) =>
        follow(core.transaction(tables, mode, options), underWay),
    }),
  })
  db.on('close', () => {
    // What was closed on purpose says so only after this event, and ends what is under way itself.
    queueMicrotask(() => {
      if (db.hasBeenClosed()) return
      for (const transaction of underWay) transaction.dispatchEvent(new Event('abort'))
      count += 1
      for (const listener of listeners) listener()
    })
  })
  return {
    count: () => count,
    watch: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

const follow = (transaction: DBCoreTransaction, underWay: Set<EventTarget>): DBCoreTransaction => {
  if (!(transaction instanceof EventTarget)) return transaction
  const forget = () => underWay.delete(transaction)
  underWay.add(transaction)
  transaction.addEventListener('complete', forget)
  transaction.addEventListener('abort', forget)
  return transaction
}
