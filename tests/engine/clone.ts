/** A copy of a device's disk, as when a browser profile is copied or rolled back. */

import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { openChatDatabase, type ChatDatabase } from '../../db/device/database.ts'

export const cloneDisk = async (database: ChatDatabase): Promise<IDBFactory> => {
  const disk = new IDBFactory()
  const copy = await openChatDatabase(database.name, { indexedDB: disk, IDBKeyRange })
  for (const table of database.tables) {
    const records: unknown[] = await table.toArray()
    await copy.table(table.name).clear()
    await copy.table(table.name).bulkPut(records)
  }
  copy.close()
  return disk
}
