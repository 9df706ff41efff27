/** The rows that everything is measured on: chats of 40 messages, 400 bytes a message, from one seed. */

import type { Change } from '../../db/protocol/change.ts'
import type { NewChat } from '../../db/protocol/chat.ts'
import { idOf, uuidV7 } from '../../db/protocol/make-id.ts'
import type { NewMessage } from '../../db/protocol/message.ts'
import { createChance, type Chance } from './chance.ts'
import { chatText } from './chat-text.ts'

export interface FullChat {
  readonly chat: NewChat
  readonly messages: readonly NewMessage[]
}

export interface RowsSettings {
  readonly messages: number
  readonly seed: number
  readonly chatLength?: number
  /** When the first was written, ms. */
  readonly from?: number
}

const CHAT_LENGTH = 40
const QUESTION_BYTES = 120
const ANSWER_BYTES = 680
const TITLE_BYTES = 32
const FROM = Date.UTC(2026, 0, 1)
const MINUTE = 60_000

export const makeChats = (settings: RowsSettings): readonly FullChat[] => {
  const { messages, seed, chatLength = CHAT_LENGTH, from = FROM } = settings
  const chance = createChance(seed)
  const chats: FullChat[] = []
  for (let made = 0; made < messages; made += chatLength)
    chats.push(
      makeChat(chance, { length: Math.min(chatLength, messages - made), at: from + made * MINUTE }),
    )
  return chats
}

const makeChat = (chance: Chance, { length, at }: { length: number; at: number }): FullChat => {
  const newId = (moment: number) => idOf(uuidV7(moment, chance.bytes(10)))
  const chat = { id: newId(at), title: chatText(chance, TITLE_BYTES), timestamp: at }
  const messages: NewMessage[] = []
  for (let made = 0; made < length; made += 1) {
    const isQuestion = made % 2 === 0
    const timestamp = at + made * MINUTE
    messages.push({
      id: newId(timestamp),
      chatId: chat.id,
      parentId: messages.at(-1)?.id ?? null,
      role: isQuestion ? 'user' : 'assistant',
      content: chatText(chance, isQuestion ? QUESTION_BYTES : ANSWER_BYTES),
      timestamp,
      model: isQuestion ? null : 'model-1',
    })
  }
  return { chat, messages }
}

/** The same as a device sends them: each chat before its messages, numbered from `firstSeq`. */
export const changesOf = (chats: readonly FullChat[], seed: number, firstSeq = 1): Change[] => {
  const chance = createChance(seed)
  let seq = firstSeq
  const header = (editedAt: number) => ({
    changeId: idOf(uuidV7(editedAt, chance.bytes(10))),
    seq: seq++,
    editedAt,
  })
  return chats.flatMap(({ chat, messages }) => [
    { ...header(chat.timestamp), kind: 'chat.create' as const, chat },
    ...messages.map((message) => ({
      ...header(message.timestamp),
      kind: 'message.append' as const,
      message,
    })),
  ])
}
