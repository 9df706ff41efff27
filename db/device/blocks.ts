/** Blocks of messages: where a position lies, how rows get into their block, how one message is found. */

import { Dexie } from 'dexie'
import { BLOCK_SIZE } from '../protocol/limits.ts'
import type { MessageRow } from '../protocol/message.ts'
import { backwards } from './backwards.ts'
import type { ChatDatabase } from './database.ts'
import type { MessageBlock } from './records.ts'

export const blockIndex = (position: number): number => Math.floor(position / BLOCK_SIZE)

/** All blocks of a chat, by index. */
export const blocksOf = (db: ChatDatabase, chatId: string) =>
  db.blocks
    .where('[chatId+index]')
    .between([chatId, Dexie.minKey], [chatId, Dexie.maxKey], true, true)

export interface MergedBlock {
  readonly block: MessageBlock
  /** Rows that were newer than what lay there; none: the block needs no writing. */
  readonly news: number
  /** Positions that were empty before. */
  readonly added: number
}

/**
 * Rows of one block into it. A row not newer than the one known at its position or by its id is
 * ignored; a message lies at one position only, also where the server gave it a new one. Pure.
 */
export const mergeBlock = (known: MessageBlock, rows: readonly MessageRow[]): MergedBlock => {
  const byPosition = new Map(known.messages.map((message) => [message.position, message]))
  const positionById = new Map(known.messages.map((message) => [message.id, message.position]))
  let news = 0
  for (const row of rows) {
    const former = byPosition.get(positionById.get(row.id) ?? row.position)
    const occupant = byPosition.get(row.position)
    const newest = Math.max(former?.revision ?? -1, occupant?.revision ?? -1)
    if (row.revision > newest) {
      if (former !== undefined) byPosition.delete(former.position)
      byPosition.set(row.position, row)
      if (occupant !== undefined) positionById.delete(occupant.id)
      positionById.set(row.id, row.position)
      news += 1
    }
  }
  const messages = [...byPosition.values()].toSorted((a, b) => a.position - b.position)
  return { block: { ...known, messages }, news, added: messages.length - known.messages.length }
}

/** A message by its id: in the block its position names, else from the newest block backwards. */
export const findMessage = async (
  db: ChatDatabase,
  where: {
    readonly chatId: string
    readonly messageId: string
    readonly position?: number | null
  },
): Promise<MessageRow | undefined> => {
  const isIt = (message: MessageRow): boolean => message.id === where.messageId
  if (typeof where.position === 'number') {
    const block = await db.blocks.get([where.chatId, blockIndex(where.position)])
    const found = block?.messages.find(isIt)
    if (found !== undefined) return found
  }
  const block = await backwards(blocksOf(db, where.chatId))
    .filter((candidate) => candidate.messages.some(isIt))
    .first()
  return block?.messages.find(isIt)
}
