/** The bytes of attachments, by their hash: kept until the server has them, and then as a cache. */

import type { ChatDatabase } from './database.ts'
import type { AttachmentRecord } from './records.ts'

export const readAttachment = async (
  db: ChatDatabase,
  sha256: string,
): Promise<AttachmentRecord | undefined> => db.attachments.get(sha256)

/** Keeps bytes; those that wait to be sent are not replaced by a cached copy. */
export const saveAttachment = async (
  db: ChatDatabase,
  attachment: AttachmentRecord,
): Promise<void> => {
  await db.transaction('rw', db.attachments, async () => {
    const known = await db.attachments.get(attachment.sha256)
    if (known === undefined) await db.attachments.add(attachment)
  })
}

/** The server has these bytes now. */
export const markAttachmentSent = async (db: ChatDatabase, sha256: string): Promise<void> => {
  await db.attachments.update(sha256, { isSent: 1 })
}
