/** Runs inside a page: the app's own pen, for writing thousands of messages that nobody types. */

import { databaseName, openChatDatabase } from '../../db/device/database.ts'
import { newId } from '../../db/device/new-id.ts'
import { write, type WriteOutcome } from '../../db/device/write.ts'
import { chatIdSchema, messageIdSchema, userIdSchema } from '../../db/protocol/ids.ts'

export interface ManyMessages {
  readonly userId: string
  readonly title: string
  readonly texts: readonly string[]
}

declare global {
  /** One new chat with these messages, each answering the one before. */
  var writeManyMessages: ((many: ManyMessages) => Promise<WriteOutcome>) | undefined
}

globalThis.writeManyMessages = async ({ userId, title, texts }) => {
  const db = await openChatDatabase(databaseName(userIdSchema.parse(userId)))
  const chatId = chatIdSchema.parse(newId())
  const timestamp = Date.now()
  const ids = texts.map(() => messageIdSchema.parse(newId()))
  const appends = texts.map((content, at) => ({
    kind: 'message.append' as const,
    message: {
      id: ids[at] ?? messageIdSchema.parse(newId()),
      chatId,
      parentId: ids[at - 1] ?? null,
      role: 'user' as const,
      content,
      timestamp: timestamp + at,
    },
  }))
  try {
    return await write(db, { now: () => Date.now(), newId }, [
      { kind: 'chat.create', chat: { id: chatId, title, timestamp } },
      ...appends,
    ])
  } finally {
    db.close()
  }
}
