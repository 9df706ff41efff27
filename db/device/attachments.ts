/** The bytes of attachments, by their hash: kept until the server has them, and then as a cache. */

import type { ChatDatabase } from './database.ts'
import type { AttachmentRecord } from './records.ts'

export const readAttachment = async (
  db: ChatDatabase,
  sha256: string,
): Promise<AttachmentRecord | undefined> => db.attachments.get(sha256)

/** The server has these bytes now. */
export const markAttachmentSent = async (db: ChatDatabase, sha256: string): Promise<void> => {
  await db.attachments.update(sha256, { isSent: 1 })
}
