/** A page's messages into their blocks: one read and one write a block, whatever their number and order. */

import type { ChatId } from '../protocol/ids.ts'
import type { MessageRow } from '../protocol/message.ts'
import { blockIndex, mergeBlock } from './blocks.ts'
import type { ChatDatabase } from './database.ts'
import { getMany, keysAmong } from './in-bulk.ts'
import type { MessageBlock } from './records.ts'

export interface ArrivedMessages {
  readonly news: number
  /** What each chat gained: positions it did not have, and its latest timestamp. */
  readonly byChat: ReadonlyMap<ChatId, { readonly added: number; readonly latestAt: number }>
  /** The rows that now stand in blocks of those messages that have unanswered changes. */
  readonly overlaid: ReadonlyMap<string, MessageRow>
}

interface BlockRows {
  readonly chatId: ChatId
  readonly index: number
  readonly rows: MessageRow[]
}

/** Part of receive's transaction. */
export const takeMessages = async (
  db: ChatDatabase,
  messages: readonly MessageRow[],
): Promise<ArrivedMessages> => {
  const groups = groupByBlock(messages)
  const known = await getMany(
    db.blocks,
    groups.map(({ chatId, index }): [string, number] => [chatId, index]),
  )
  const ids = messages.map((message) => message.id)
  const changed = new Set(await keysAmong(db.messages, ids))
  const puts: MessageBlock[] = []
  const overlaid = new Map<string, MessageRow>()
  const byChat = new Map<ChatId, { added: number; latestAt: number }>()
  let total = 0
  for (const [at, { chatId, index, rows }] of groups.entries()) {
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
  await db.blocks.bulkPut(puts)
  return { news: total, byChat, overlaid }
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
