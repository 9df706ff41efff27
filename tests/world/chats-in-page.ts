/** Runs inside a page: whole chats with both sides of the talk, written by the app's own pen at given times. */

import { databaseName, openChatDatabase } from '../../db/device/database.ts'
import { newId } from '../../db/device/new-id.ts'
import type { ChatRecord } from '../../db/device/records.ts'
import { chatRecord } from '../../db/device/shown.ts'
import { write } from '../../db/device/write.ts'
import { chatIdSchema, messageIdSchema, userIdSchema } from '../../db/protocol/ids.ts'
import type { ToldChat } from './showcase.ts'

declare global {
  /** Writes the chats, oldest first, and gives their ids; `userId` null: for nobody signed in. */
  var writeChats:
    | ((told: { userId: string | null; chats: readonly ToldChat[] }) => Promise<string[]>)
    | undefined
  /** Lays down so many chats without a word in them, the newest of now, as a server would have sent them. */
  var layChats: ((told: { userId: string | null; count: number }) => Promise<void>) | undefined
}

const openOf = (userId: string | null) =>
  openChatDatabase(databaseName(userId === null ? null : userIdSchema.parse(userId)))

const HOUR_MS = 3_600_000

globalThis.layChats = async ({ userId, count }) => {
  const db = await openOf(userId)
  const now = Date.now()
  await db.chats.bulkAdd(
    Array.from({ length: count }, (_, at) => chatNumber(at, now - at * HOUR_MS)),
  )
  db.close()
}

const chatNumber = (at: number, timestamp: number): ChatRecord =>
  chatRecord(
    {
      entity: 'chat',
      id: chatIdSchema.parse(newId()),
      revision: at + 1,
      title: `Chat number ${at} of a long life`,
      timestamp,
      parentChatId: null,
      branchFromMessageId: null,
      folderId: null,
      pinned: false,
      archived: false,
      isDeleted: false,
      deletedAt: null,
      isPurged: false,
      createdAt: timestamp,
      updatedAt: timestamp,
      clocks: {},
    },
    undefined,
  )

globalThis.writeChats = async ({ userId, chats }) => {
  const db = await openOf(userId)
  const ids: string[] = []
  for (const chat of chats) ids.push(await writeChat(db, chat))
  db.close()
  return ids
}

const writeChat = async (
  db: Awaited<ReturnType<typeof openChatDatabase>>,
  { title, at, turns, isPinned }: ToldChat,
): Promise<string> => {
  const chatId = chatIdSchema.parse(newId())
  const ids = turns.map(() => messageIdSchema.parse(newId()))
  const outcome = await write(db, { now: () => at, newId }, [
    { kind: 'chat.create', chat: { id: chatId, title, timestamp: at } },
    ...turns.map((content, turn) => ({
      kind: 'message.append' as const,
      message: {
        id: ids[turn] ?? messageIdSchema.parse(newId()),
        chatId,
        parentId: ids[turn - 1] ?? null,
        role: turn % 2 === 0 ? ('user' as const) : ('assistant' as const),
        content,
        timestamp: at + turn * 40_000,
      },
    })),
    ...(isPinned === true
      ? [{ kind: 'chat.set' as const, chatId, field: 'pinned' as const, value: true }]
      : []),
  ])
  if (outcome.kind !== 'written') throw new Error(`not written: ${outcome.kind}`)
  return chatId
}
