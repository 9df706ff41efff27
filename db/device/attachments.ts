/** The bytes of attachments, by their hash: kept until the server has them, and then as a cache. */

import type { ChatDatabase } from './database.ts'
import type { AttachmentRecord, SyncState } from './records.ts'
import { readSync } from './sync-state.ts'

export const readAttachment = async (
  db: ChatDatabase,
  sha256: string,
): Promise<AttachmentRecord | undefined> => db.attachments.get(sha256)

/** The server has these bytes now. */
export const markAttachmentSent = async (db: ChatDatabase, sha256: string): Promise<void> => {
  await db.attachments.update(sha256, { isSent: 1 })
}

/** The next file that the server had, and may not have any more since it went back in time. */
export const nextDoubted = async (
  db: ChatDatabase,
  sync: Pick<SyncState, 'filesAfter'>,
): Promise<AttachmentRecord | undefined> => doubted(db, sync)?.first()

/** Files that the server does not have, or perhaps not any more. */
export const countUnsentFiles = async (db: ChatDatabase): Promise<number> => {
  const unsent = await db.attachments.where('isSent').equals(0).count()
  return unsent + ((await doubted(db, await readSync(db))?.count()) ?? 0)
}

const doubted = (db: ChatDatabase, { filesAfter }: Pick<SyncState, 'filesAfter'>) =>
  filesAfter === undefined
    ? undefined
    : db.attachments
        .where('sha256')
        .above(filesAfter)
        .filter((file) => file.isSent === 1)

/**
 * The server has the files up to this one; `undefined`: all of them. Says nothing of a server that went
 * back once more since. Resolves to how it stands now.
 */
export const settleFiles = async (
  db: ChatDatabase,
  generation: number,
  upTo: string | undefined,
): Promise<SyncState> =>
  db.transaction('rw', db.sync, async () => {
    const sync = await readSync(db)
    const { filesAfter } = sync
    const isAhead = filesAfter !== undefined && (upTo === undefined || upTo > filesAfter)
    if (sync.generation !== generation || !isAhead) return sync
    const settled = { ...sync, filesAfter: upTo }
    await db.sync.put(settled)
    return settled
  })

/** How many files this device holds, and how large they are together. */
export const countFiles = async (
  db: ChatDatabase,
): Promise<{ readonly count: number; readonly bytes: number }> => {
  let [count, bytes] = [0, 0]
  await db.attachments.each(({ size }) => {
    count += 1
    bytes += size
  })
  return { count, bytes }
}
