/** Runs inside a page: lays down a long life of chats as a server would have sent them, without sending anything. */

import { databaseName, openChatDatabase } from '../../db/device/database.ts'
import { newId } from '../../db/device/new-id.ts'
import type { ChatRecord } from '../../db/device/records.ts'
import { chatRecord } from '../../db/device/shown.ts'
import { chatIdSchema, messageIdSchema, userIdSchema } from '../../db/protocol/ids.ts'
import { BLOCK_SIZE } from '../../db/protocol/limits.ts'
import type { MessageRow } from '../../db/protocol/message.ts'

declare global {
  /** Lays down so many chats without a word in them, the newest of now, as a server would have sent them. */
  var layChats: ((told: { userId: string | null; count: number }) => Promise<void>) | undefined
  /** The same with so many messages in each, of some 360 letters; every thousandth has "zanzibar" in it. */
  var layMessages:
    | ((told: { userId: string | null; chats: number; each: number }) => Promise<void>)
    | undefined
}

/** `null`: of nobody signed in. */
export const openOf = (userId: string | null) =>
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

const WORDS =
  'the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which one you were all her she there would their we him been has when who will no more if out so up said what its about than into them can only other time new some could these two may first then do any like my now over such our man me even most made after also did many off before must well back through years much where your way down should because long each just state people those too mr how little good world make very year still see own work men day get here old life both between being under three never know same last another while us might great go come since against right came take used himself few house use place during high without again home around small however found'.split(
    ' ',
  )
const MESSAGE_WORDS = 72
const NEEDLE_EVERY = 1000

const textNumber = (at: number): string => {
  const words = Array.from(
    { length: MESSAGE_WORDS },
    (_, word) => WORDS[(at * 31 + word * (7 + (at % 13))) % WORDS.length],
  )
  return `${at % NEEDLE_EVERY === 0 ? 'Zanzibar ' : ''}${words.join(' ')}`
}

globalThis.layMessages = async ({ userId, chats, each }) => {
  const db = await openOf(userId)
  const now = Date.now()
  for (let at = 0; at < chats; at += 1) {
    const chat = chatNumber(at, now - at * HOUR_MS)
    const ids = Array.from({ length: each }, () => messageIdSchema.parse(newId()))
    const rows = ids.map((id, position) =>
      messageNumber(chat, {
        id,
        parentId: ids[position - 1] ?? null,
        position,
        content: textNumber(at * each + position),
      }),
    )
    await db.transaction('rw', db.chats, db.blocks, async () => {
      await db.chats.add(chat)
      for (let index = 0; index * BLOCK_SIZE < each; index += 1)
        await db.blocks.add({
          chatId: chat.id,
          index,
          messages: rows.slice(index * BLOCK_SIZE, (index + 1) * BLOCK_SIZE),
        })
    })
  }
  db.close()
}

const messageNumber = (
  chat: ChatRecord,
  own: Pick<MessageRow, 'id' | 'parentId' | 'position' | 'content'>,
): MessageRow => ({
  ...own,
  entity: 'message',
  chatId: chat.id,
  role: own.position % 2 === 0 ? 'user' : 'assistant',
  timestamp: chat.timestamp + own.position * 1000,
  model: null,
  status: 'complete',
  attachments: [],
  metadata: null,
  deviceId: null,
  isDeleted: false,
  createdAt: chat.timestamp,
  updatedAt: chat.timestamp,
  clocks: {},
  revision: own.position + 2,
})
