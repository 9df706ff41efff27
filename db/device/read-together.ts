/** Several reads as of one moment, whose answer does not wait for the browser to say that they are over. */

import { Dexie, type Table } from 'dexie'
import type { ChatDatabase } from './database.ts'

/**
 * A transaction that only reads: what it found is true when it is known. That it has ended is told
 * later, behind whatever else the browser does, and says nothing more.
 */
export const readTogether = <T>(
  db: ChatDatabase,
  tables: readonly Table[],
  read: () => Promise<T>,
): Promise<T> =>
  new Dexie.Promise<T>((resolve, reject) => {
    db.transaction('r', [...tables], async () => resolve(await read())).catch(reject)
  })
