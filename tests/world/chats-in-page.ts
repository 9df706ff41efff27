/** Runs inside a page: whole chats with both sides of the talk, written by the app's own pen at given times. */

import type { ChatDatabase } from '../../db/device/database.ts'
import { newId } from '../../db/device/new-id.ts'
import { write } from '../../db/device/write.ts'
import { chatIdSchema, messageIdSchema } from '../../db/protocol/ids.ts'
import { openOf } from './lay-in-page.ts'
import type { ToldChat } from './showcase.ts'

declare global {
  /** Writes the chats, oldest first, and gives their ids; `userId` null: for nobody signed in. */
  var writeChats:
    | ((told: { userId: string | null; chats: readonly ToldChat[] }) => Promise<string[]>)
    | undefined
}

globalThis.writeChats = async ({ userId, chats }) => {
  const db = await openOf(userId)
  const ids: string[] = []
  for (const chat of chats) ids.push(await writeChat(db, chat))
  db.close()
  return ids
}

const writeChat = async (
  db: ChatDatabase,
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
