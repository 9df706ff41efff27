/** A page's messages into their blocks: one read and one write a block, whatever their number and order. */

import type { ChatId } from '../protocol/ids.ts'
import type { MessageRow } from '../protocol/message.ts'
import { blockIndex, mergeBlock } from './blocks.ts'
import type { ChatDatabase } from './database.ts'
import { getMany, keysAmong } from './in-bulk.ts'
import type { BodyRecord, MessageBlock } from './records.ts'

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
  /** Where text was let go of, what lies here of it is kept true, and nothing comes to it. */
  readonly bodies: ReadonlyMap<string, BodyRecord>
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
  const [known, changed, bodies] = await Promise.all([
    getMany(db.blocks, places),
    keysAmong(db.messages, ids),
    bodiesOf(db, groups),
  ])
  return { groups, known, changed: new Set(changed), bodies }
}

const bodiesOf = async (
  db: ChatDatabase,
  groups: readonly BlockRows[],
): Promise<ReadonlyMap<string, BodyRecord>> => {
  const chatIds = new Set(groups.map(({ chatId }) => chatId))
  const bodies = await getMany(db.bodies, [...chatIds])
  return new Map(bodies.flatMap((body) => (body === undefined ? [] : [[body.chatId, body]])))
}

/** Pure. Messages of chats that are not wanted are passed over. */
export const mergeMessages = (
  reading: BlockReading,
  isWanted: (chatId: ChatId) => boolean,
): ArrivedMessages => {
  const { groups, known, changed } = reading
  const puts: MessageBlock[] = []
  const overlaid = new Map<string, MessageRow>()
  const byChat = new Map<ChatId, { added: number; latestAt: number }>()
  let total = 0
  for (const [at, group] of groups.entries()) {
    const { chatId, rows } = group
    if (!isWanted(chatId)) continue
    const { block, news, added, seen } = mergeGroup(reading, group, known[at])
    if (changed.size > 0) keepChanged(overlaid, changed, seen)
    if (added !== null) puts.push(block)
    if (news === 0) continue
    total += news
    const gained = byChat.get(chatId) ?? { added: 0, latestAt: -Infinity }
    byChat.set(chatId, {
      added: gained.added + (added ?? 0),
      latestAt: rows.reduce((latest, row) => Math.max(latest, row.timestamp), gained.latestAt),
    })
  }
  return { blocks: puts, news: total, byChat, overlaid }
}

interface MergedGroup {
  readonly block: MessageBlock
  readonly news: number
  /** Positions that were empty before; null: the block needs no writing. */
  readonly added: number | null
  /** The latest rows of its messages: a row that is not stored lets its entries go all the same. */
  readonly seen: readonly MessageRow[]
}

const mergeGroup = (
  { bodies, changed }: BlockReading,
  { chatId, index, rows }: BlockRows,
  known: MessageBlock = { chatId, index, messages: [] },
): MergedGroup => {
  const isDropped = bodies.get(chatId)?.state === 'dropped'
  const { block, news, added } = mergeBlock(
    known,
    isDropped ? stillWanted(known, rows, changed) : rows,
  )
  const { messages } = block
  return {
    block,
    news: isDropped ? rows.length : news,
    added: news === 0 ? null : added,
    seen: isDropped ? [...rows, ...messages] : messages,
  }
}

const keepChanged = (
  overlaid: Map<string, MessageRow>,
  changed: ReadonlySet<string>,
  messages: readonly MessageRow[],
): void => {
  for (const message of messages) if (changed.has(message.id)) overlaid.set(message.id, message)
}

/** Rows under unanswered changes, which must not be without a base, and those that a block has kept. */
const stillWanted = (
  { messages }: MessageBlock,
  rows: readonly MessageRow[],
  changed: ReadonlySet<string>,
): readonly MessageRow[] => {
  const ids = new Set(messages.map((message) => message.id))
  return rows.filter((row) => ids.has(row.id) || changed.has(row.id))
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
