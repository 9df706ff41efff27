/** Makes the texts that the search reads where there are none yet, a few blocks at a time. */

import type { ChatDatabase } from './database.ts'
import { getMany } from './in-bulk.ts'
import { searchTextOf } from './search-text.ts'

/** As many as are read without anybody noticing. */
const STRETCH = 12

/**
 * Each stretch is a transaction that no writer of blocks comes between: what is read is what the text
 * is of, and whoever writes later drops it (drop-texts.ts). May end at any moment and begin again.
 */
export const keepTexts = async (db: ChatDatabase, signal: AbortSignal): Promise<void> => {
  const [blocks, texts] = await Promise.all([
    db.blocks.toCollection().primaryKeys(),
    db.searchBlocks.toCollection().primaryKeys(),
  ])
  const made = new Set(texts.map(String))
  const lacking = blocks.filter((key) => !made.has(String(key)))
  for (let at = 0; at < lacking.length && !signal.aborted; at += STRETCH)
    await makeTexts(db, lacking.slice(at, at + STRETCH))
}

const makeTexts = (db: ChatDatabase, keys: readonly [string, number][]): Promise<unknown> =>
  db.transaction('rw', db.blocks, db.searchBlocks, async () => {
    const blocks = await getMany(db.blocks, keys)
    const there = blocks.filter((block) => block !== undefined)
    await db.searchBlocks.bulkPut(there.map(searchTextOf))
  })
