/** The sync row: who this device is to the server, where it has read up to, and how syncing goes. */

import type { ChatDatabase } from './database.ts'
import type { SyncState } from './records.ts'

/** What the engine notes about syncing itself; the rest belongs to write, receive and fork. */
export type SyncNote = Partial<
  Pick<
    SyncState,
    'lastFullSyncAt' | 'lastFault' | 'lastReason' | 'retryAt' | 'failures' | 'isPaused' | 'verified'
  >
>

/** The sync row; every database has had one since it was made. */
export const readSync = async (db: ChatDatabase): Promise<SyncState> => {
  const sync = await db.sync.get('sync')
  if (sync === undefined) throw new Error('the database has no sync row')
  return sync
}

export const noteSync = async (db: ChatDatabase, note: SyncNote): Promise<void> => {
  await db.sync.update('sync', note)
}
