/** What a device shows, in one form: two devices that agree give the same text. */

import type { ChatDatabase } from '../../db/device/database.ts'

export interface Canonical {
  readonly chats: readonly unknown[]
  readonly messages: readonly unknown[]
  readonly folders: readonly unknown[]
  readonly conflicts: readonly unknown[]
}

/** Rows by id, messages by chat and position; without what only this device knows. */
export const canonical = async (database: ChatDatabase): Promise<Canonical> => {
  const blocks = await database.blocks.orderBy('[chatId+index]').toArray()
  const overlay = await database.messages.orderBy('id').toArray()
  return {
    chats: (await database.chats.orderBy('id').toArray()).map(asSent),
    messages: [...blocks.flatMap((block) => block.messages), ...overlay],
    folders: await database.folders.orderBy('id').toArray(),
    conflicts: (await database.conflicts.orderBy('id').toArray()).map(asSent),
  }
}

const ONLY_HERE = new Set(['activeAt', 'messageCount', 'shelf', 'isOpen'])

const asSent = (record: object): unknown =>
  Object.fromEntries(Object.entries(record).filter(([field]) => !ONLY_HERE.has(field)))

/** The texts of a chat in the order of their arrival, then those that wait. */
export const textsOf = async (
  database: ChatDatabase,
  chatId: string,
): Promise<readonly string[]> => {
  const { messages } = await canonical(database)
  return messages.flatMap((message) =>
    typeof message === 'object' &&
    message !== null &&
    'chatId' in message &&
    message.chatId === chatId &&
    'content' in message
      ? [String(message.content)]
      : [],
  )
}
