/** A page's messages into their blocks: one read and one write a block, whatever their number and order. */

import type { ChatId } from '../protocol/ids.ts'
import type { MessageRow } from '../protocol/message.ts'
import { blockIndex, mergeBlock } from './blocks.ts'
import type { ChatDatabase } from './database.ts'
import { getMany, keysAmong } from './in-bulk.ts'
import type { MessageBlock } from './records.ts'

export interface ArrivedMessages {
  /** Blocks with what arrived, to be put. */
  readonly blocks: readonly MessageBlock[]
  readonly news: number
  /** What each chat gained: positions it did not have, and its latest timestamp. */
  readonly byChat: ReadonlyMap<ChatId, { readonly added: number; readonly latestAt: number }>
  /** The rows that now stand in blocks of those messages that have unanswered changes. */
  readonly overlaid: ReadonlyMap<string, MessageRow>
}

/** What is read before a page's messages are taken. */
export interface BlockReading {
  readonly groups: readonly BlockRows[]
  readonly known: readonly (MessageBlock | undefined)[]
  /** Ids of those messages that have unanswered changes. */
  readonly changed: ReadonlySet<string>
}

interface BlockRows {
  readonly chatId: ChatId
  readonly index: number
  readonly rows: MessageRow[]
}

/** Part of receive's transaction. */
export const readBlocks = async (
  db: ChatDatabase,
  messages: readonly MessageRow[],
): Promise<BlockReading> => {
  const groups = groupByBlock(messages)
  const places = groups.map(({ chatId, index }): [string, number] => [chatId, index])
  const ids = messages.map((message) => message.id)
  const [known, changed] = await Promise.all([
    getMany(db.blocks, places),
    keysAmong(db.messages, ids),
  ])
  return { groups, known, changed: new Set(changed) }
}

/** Pure. Messages of chats that are not wanted are passed over. */
export const mergeMessages = (
  { groups, known, changed }: BlockReading,
  isWanted: (chatId: ChatId) => boolean,
): ArrivedMessages => {
  const puts: MessageBlock[] = []
  const overlaid = new Map<string, MessageRow>()
  const byChat = new Map<ChatId, { added: number; latestAt: number }>()
  let total = 0
  for (const [at, { chatId, index, rows }] of groups.entries()) {
    if (!isWanted(chatId)) continue
    const merged = mergeBlock(known[at] ?? { chatId, index, messages: [] }, rows)
    if (changed.size > 0) keepChanged(overlaid, changed, merged.block)
    if (merged.news === 0) continue
    puts.push(merged.block)
    total += merged.news
    const gained = byChat.get(chatId) ?? { added: 0, latestAt: -Infinity }
    byChat.set(chatId, {
      added: gained.added + merged.added,
      latestAt: rows.reduce((latest, row) => Math.max(latest, row.timestamp), gained.latestAt),
    })
  }
  return { blocks: puts, news: total, byChat, overlaid }
}

const keepChanged = (
  overlaid: Map<string, MessageRow>,
  changed: ReadonlySet<string>,
  { messages }: MessageBlock,
): void => {
  for (const message of messages) if (changed.has(message.id)) overlaid.set(message.id, message)
}

const groupByBlock = (messages: readonly MessageRow[]): readonly BlockRows[] => {
  const groups = new Map<string, BlockRows>()
  for (const message of messages) {
    const index = blockIndex(message.position)
    const key = `${message.chatId}:${index}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { chatId: message.chatId, index, rows: [message] })
    else group.rows.push(message)
  }
  return [...groups.values()]
}
