/** Runs inside a page: the app's own pen, for writing thousands of messages that nobody types. */

import { databaseName, openChatDatabase } from '../../db/device/database.ts'
import { newId } from '../../db/device/new-id.ts'
import { write, type WriteOutcome } from '../../db/device/write.ts'
import {
  chatIdSchema,
  messageIdSchema,
  userIdSchema,
  type MessageId,
} from '../../db/protocol/ids.ts'

export interface ManyMessages {
  readonly userId: string
  readonly title: string
  readonly texts: readonly string[]
}

export interface Stream {
  readonly userId: string
  readonly title: string
}

declare global {
  /** A chat with message after message, each reported once it is stored, until the page ends. */
  var writeForever: ((stream: Stream) => Promise<void>) | undefined
  /** Told of each of them; does not wait for anybody. */
  var noteWritten: ((text: string) => Promise<void>) | undefined
  /** One new chat with these messages, each answering the one before. */
  var writeManyMessages: ((many: ManyMessages) => Promise<WriteOutcome>) | undefined
}

const deps = { now: () => Date.now(), newId }

globalThis.writeForever = async ({ userId, title }) => {
  const db = await openChatDatabase(databaseName(userIdSchema.parse(userId)))
  const chatId = chatIdSchema.parse(newId())
  await write(db, deps, {
    kind: 'chat.create',
    chat: { id: chatId, title, timestamp: Date.now() },
  })
  for (let at = 0, parentId: MessageId | null = null; ; at += 1) {
    const id = messageIdSchema.parse(newId())
    const content = `${title}, message ${at}`
    const message = { id, chatId, parentId, role: 'user', content, timestamp: Date.now() } as const
    const outcome = await write(db, deps, { kind: 'message.append', message })
    if (outcome.kind === 'written') {
      parentId = id
      void globalThis.noteWritten?.(content)
    }
  }
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
    return await write(db, deps, [
      { kind: 'chat.create', chat: { id: chatId, title, timestamp } },
      ...appends,
    ])
  } finally {
    db.close()
  }
}
