/** How many of a chat's messages this device knows: what a deletion of the chat says it has seen. */

import type { ChatDatabase } from './database.ts'
import type { Desk } from './desk.ts'
import { isCreating } from './fold.ts'
import type { OutboxEntry } from './records.ts'
import { splitRowKey } from './row-target.ts'

/**
 * Messages in blocks, and those on their way to one. A refused message is not counted: the server
 * does not have it, and counting it would hide one that another device wrote (law D1).
 */
export const countSeen = async (
  db: ChatDatabase,
  desk: Pick<Desk, 'extras'>,
  chatIds: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  if (chatIds.length === 0) return new Map()
  // One question for all of them: somebody may delete thousands at once.
  const overlay = await db.messages
    .where('chatId')
    .anyOf([...chatIds])
    .toArray()
  const counts = new Map(
    chatIds.map((chatId) => [chatId, desk.extras.get(chatId)?.messageCount ?? 0]),
  )
  for (const { chatId, position, state } of overlay)
    if (position === null && state !== 'parked') counts.set(chatId, (counts.get(chatId) ?? 0) + 1)
  return counts
}

/**
 * The deletions among those that wait which had counted a message that is parked now, without it: the
 * server will not have it, and would take another one in its place for seen. Pure.
 */
export const recounted = (
  parked: readonly OutboxEntry[],
  waiting: readonly OutboxEntry[],
): readonly OutboxEntry[] => {
  const messages = parked.filter(isNewMessage)
  return waiting.flatMap((entry): readonly OutboxEntry[] => {
    const { body } = entry
    if (body.kind !== 'chat.set' || body.field !== 'deleted') return []
    const counted = messages.filter((message) => isBefore(message, entry)).length
    if (body.seenMessages === undefined || counted === 0) return []
    const seenMessages = Math.max(0, body.seenMessages - counted)
    return [{ ...entry, body: { ...body, seenMessages } }]
  })
}

const isNewMessage = (entry: OutboxEntry): boolean =>
  isCreating(entry) && splitRowKey(entry.rowKey).entity === 'message'

/**
 * By number: one that is sent once more was written before what it is then sent behind. Held ones have
 * none, and get theirs in the order in which they were written.
 */
const isBefore = (message: OutboxEntry, { chatId, seq, order, state }: OutboxEntry): boolean => {
  if (message.chatId !== chatId) return false
  if (state === 'held') return message.order < order
  return message.seq !== null && seq !== null && message.seq < seq
}
