/** Counts in a page what the page itself reads of the texts of the search: what a worker does, it does not see. */

declare global {
  /** How often it began to. */
  var textReads: number | undefined
}

/** To be run in each page before anything else. */
export const COUNT_TEXT_READS = `
  globalThis.textReads = 0
  const { transaction } = IDBDatabase.prototype
  IDBDatabase.prototype.transaction = function (stores, mode, ...rest) {
    if (mode !== 'readwrite' && [stores].flat().includes('searchBlocks')) textReads += 1
    return transaction.call(this, stores, mode, ...rest)
  }
`
