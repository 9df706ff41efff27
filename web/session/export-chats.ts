/** All chats of this device as one JSON file, built here, with or without a network. */

import { isTextAway } from '../../db/device/text-away.ts'
import type { ChatDatabase } from '../../db/device/database.ts'
import { eachMessage } from '../../db/device/messages.ts'
import type { ChatRecord, MessageRecord } from '../../db/device/records.ts'

type ExportedMessage = Pick<
  MessageRecord,
  'id' | 'parentId' | 'role' | 'content' | 'timestamp' | 'model' | 'attachments' | 'isDeleted'
>

export interface ExportedChat {
  readonly chat: ChatRecord
  readonly messages: readonly ExportedMessage[]
  /** Its text is not here. */
  readonly isInCloud?: boolean
}

/** The file's content: what a person would want back, without this device's own bookkeeping; pure. */
export const exportDocument = (chats: readonly ExportedChat[], exportedAt: number): string =>
  JSON.stringify(
    {
      format: 'chat-sync',
      version: 1,
      exportedAt: new Date(exportedAt).toISOString(),
      chats: chats
        .filter(({ chat }) => !chat.isPurged)
        .map(({ chat, messages, isInCloud = false }) => ({
          id: chat.id,
          title: chat.title,
          createdAt: chat.createdAt,
          updatedAt: chat.updatedAt,
          pinned: chat.pinned,
          archived: chat.archived,
          isDeleted: chat.isDeleted,
          parentChatId: chat.parentChatId,
          branchFromMessageId: chat.branchFromMessageId,
          isTextInCloud: isInCloud ? true : undefined,
          messages: messages
            .filter(({ isDeleted }) => !isDeleted)
            .map(({ id, parentId, role, content, timestamp, model, attachments }) => ({
              id,
              parentId,
              role,
              content,
              timestamp,
              model,
              attachments,
            })),
        })),
    },
    null,
    2,
  )

export const exportFileName = (exportedAt: number): string =>
  `chats-${new Date(exportedAt).toISOString().slice(0, 10)}.json`

/** Reads every chat of the database and hands the file to the browser's downloads. */
export const exportChats = async (database: ChatDatabase): Promise<void> => {
  const now = Date.now()
  download(exportDocument(await readExport(database), now), exportFileName(now))
}

export const readExport = async (database: ChatDatabase): Promise<readonly ExportedChat[]> => {
  const chats: ExportedChat[] = []
  for (const chat of await database.chats.toArray()) {
    const messages: ExportedMessage[] = []
    await eachMessage(database, chat.id, (some) => messages.push(...some))
    const isInCloud = isTextAway(await database.bodies.get(chat.id))
    chats.push({ chat, messages, isInCloud })
  }
  return chats
}

const download = (text: string, name: string): void => {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The download reads the address after this returns.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
