/** A reply that is being written: kept from moment to moment, so that a crash costs its last second and no more. */

import type { ChatId } from '../protocol/ids.ts'
import type { ChatDatabase } from './database.ts'
import type { DraftRecord, ReplyPlan } from './records.ts'

/** At most one a chat. */
export interface Streamed extends ReplyPlan {
  readonly chatId: ChatId
  readonly text: string
}

const START = 'streamed '

export const idOfStreamed = (chatId: ChatId): string => START + chatId

export const beginStreamed = async (
  db: ChatDatabase,
  { chatId, text, ...reply }: Streamed,
  now: number,
): Promise<void> => {
  const id = idOfStreamed(chatId)
  await db.drafts.put({ id, chatId, kind: 'streamed', text, updatedAt: now, reply })
}

/** Does nothing once it has become a message: it must not become another. */
export const keepStreamed = async (
  db: ChatDatabase,
  { chatId, text, ...reply }: Streamed,
  now: number,
): Promise<void> => {
  await db.drafts.update(idOfStreamed(chatId), { text, updatedAt: now, reply })
}

/** For live queries. */
export const readStreamed = async (
  db: ChatDatabase,
  chatId: ChatId,
): Promise<Streamed | undefined> => {
  const draft = await db.drafts.get(idOfStreamed(chatId))
  return draft === undefined ? undefined : streamedOf(draft)
}

export const dropStreamed = async (db: ChatDatabase, chatId: ChatId): Promise<void> => {
  await db.drafts.delete(idOfStreamed(chatId))
}

/** The chats in which a reply is being written, or was when a page ended. */
export const listStreamed = async (db: ChatDatabase): Promise<readonly ChatId[]> => {
  const drafts = await db.drafts.where('id').startsWith(START).toArray()
  return drafts.flatMap(({ chatId }) => chatId ?? [])
}

const streamedOf = ({ chatId, text, reply }: DraftRecord): Streamed | undefined =>
  chatId === null || reply === undefined ? undefined : { chatId, text, ...reply }
