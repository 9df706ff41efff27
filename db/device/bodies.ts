/** Chats whose text is not simply here: let go of, on its way back, or here for a visit. */

import { Dexie } from 'dexie'
import type { ChatId } from '../protocol/ids.ts'
import { blocksOf } from './blocks.ts'
import type { ChatDatabase } from './database.ts'
import type { Dropped } from './fetching.ts'
import { withPositions } from './known.ts'
import type { BodyRecord, MessageBlock } from './records.ts'
import { isBeingRighted } from './text-away.ts'
import { attempt, type StorageFault } from './storage-fault.ts'

/**
 * For live queries; undefined: the text is simply here, as is that of a chat which is being brought
 * right: nothing of it leaves the screen.
 */
export const readBody = async (
  db: ChatDatabase,
  chatId: ChatId,
): Promise<BodyRecord | undefined> => {
  const body = await db.bodies.get(chatId)
  return body !== undefined && isBeingRighted(body) ? undefined : body
}

/** Chats that differ from the server's and are being brought right: what was begun is to be gone on with. */
export const listDoubted = async (db: ChatDatabase): Promise<readonly ChatId[]> => {
  const bodies = await db.bodies.toArray()
  return bodies.flatMap((body) =>
    body.state === 'fetching' && body.doubted !== undefined ? body.chatId : [],
  )
}

/**
 * Lets go of these chats' text, all of which the server has. What has unanswered changes stays, with
 * the server's row beneath it; so do drafts and files, and how many messages this device knows
 * (law D1). Rows that arrive later are counted and not stored. May be done again at any time. A chat
 * that is doubted stays: what is in it may be here alone.
 */
export const dropBodies = (
  db: ChatDatabase,
  chatIds: readonly ChatId[],
  now: number,
): Promise<{ readonly kind: 'dropped' } | StorageFault> =>
  attempt(db, () =>
    db.transaction(
      'rw',
      [db.bodies, db.blocks, db.messages, db.searchBlocks, db.chats],
      async () => {
        for (const chatId of chatIds) await dropBody(db, { chatId, now })
        return { kind: 'dropped' as const }
      },
    ),
  )

interface Dropping {
  readonly chatId: ChatId
  readonly now: number
  readonly isForSpace?: true
}

/** Part of its caller's transaction. */
export const dropBody = async (
  db: ChatDatabase,
  { chatId, now, ...why }: Dropping,
): Promise<void> => {
  const changed = new Set(await db.messages.where('chatId').equals(chatId).primaryKeys())
  const body = await db.bodies.get(chatId)
  if (body?.state === 'fetching' && body.doubted !== undefined) return
  // Where nothing waits, no text has to be read to be let go of.
  const kept = changed.size === 0 ? [] : await blocksWith(db, chatId, changed)
  const former =
    body?.state === 'dropped'
      ? body
      : { droppedAt: now, ...why, ...(await known(db, chatId, body)) }
  await Promise.all([
    blocksOf(db, chatId).delete(),
    db.searchBlocks
      .where('[chatId+index]')
      .between([chatId, Dexie.minKey], [chatId, Dexie.maxKey])
      .delete(),
  ])
  await db.blocks.bulkPut([...kept])
  await db.bodies.put({ ...former, chatId, state: 'dropped' })
}

/** Left out where it is as many as the chat says, from the first one on: that is known without. */
const known = async (
  db: ChatDatabase,
  chatId: ChatId,
  body: BodyRecord | undefined,
): Promise<Pick<Dropped, 'known'>> => {
  if (body?.state === 'fetching' && body.known) return { known: body.known }
  const [chat, last] = await Promise.all([db.chats.get(chatId), blocksOf(db, chatId).last()])
  if ((chat?.messageCount ?? 0) === (last?.messages.at(-1)?.position ?? -1) + 1) return {}
  const blocks = await blocksOf(db, chatId).toArray()
  const positions = blocks.flatMap(({ messages }) => messages.map(({ position }) => position))
  return { known: withPositions([], positions) }
}

const blocksWith = async (
  db: ChatDatabase,
  chatId: ChatId,
  changed: ReadonlySet<string>,
): Promise<readonly MessageBlock[]> => {
  const blocks = await blocksOf(db, chatId).toArray()
  return blocks.flatMap((block) => {
    const messages = block.messages.filter((message) => changed.has(message.id))
    return messages.length === 0 ? [] : [{ ...block, messages }]
  })
}

/**
 * Part of its caller's transaction, where a history is lost: what had come of chats that are asked for is
 * not there any more, and at a place that was known may come what never was.
 */
export const fetchAnew = async (db: ChatDatabase): Promise<void> => {
  await db.bodies.toCollection().modify((body: BodyRecord, ref) => {
    if (body.state === 'fetching')
      ref.value = { ...body, after: null, ...(body.known && { known: [] }) }
    if (body.state === 'dropped') ref.value = { ...body, known: [] }
  })
}
