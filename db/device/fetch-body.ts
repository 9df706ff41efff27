/** The text of a chat comes back: page by page, guarded row by row, and simply here with the last of them. */

import type { ChatRows } from '../protocol/chat-rows.ts'
import type { ChatId } from '../protocol/ids.ts'
import { blocksOf } from './blocks.ts'
import type { ChatDatabase } from './database.ts'
import type { BodyRecord, Fetching, SyncState } from './records.ts'
import { refold } from './refold.ts'
import { attempt, type StorageFault } from './storage-fault.ts'
import { readSync } from './sync-state.ts'
import { takeRows } from './take-rows.ts'

/** Where the next request begins; `here`: there is nothing to ask for. */
export type FetchPlace =
  | { readonly kind: 'here' }
  | { readonly kind: 'next'; readonly fetching: Fetching; readonly sync: SyncState }

/**
 * From now on everything of the chat that arrives is stored, so that nothing falls between its pages
 * and those of an ordinary sync. Goes on where an earlier fetch was cut.
 */
export const beginFetch = (
  db: ChatDatabase,
  chatId: ChatId,
  asked: Pick<Fetching, 'goal' | 'fetchId'>,
): Promise<FetchPlace | StorageFault> =>
  attempt(db, () =>
    db.transaction('rw', [db.bodies, db.blocks, db.chats, db.sync], async () => {
      const body = await db.bodies.get(chatId)
      if (body === undefined) return { kind: 'here' } as const
      const next = begun(body, asked)
      if (next === null) await db.bodies.delete(chatId)
      else await db.bodies.put(next)
      if (next?.state !== 'fetching') return { kind: 'here' } as const
      // Counted anew from what lies here; until all has come, a deletion claims no more than that.
      if (body.state === 'dropped')
        await db.chats.update(chatId, { messageCount: await countMessages(db, chatId) })
      return { kind: 'next', fetching: next, sync: await readSync(db) } as const
    }),
  )

/** null: simply here. A fetch to stay outdoes one for a visit, never the other way round. */
const begun = (
  body: BodyRecord,
  { goal, fetchId }: Pick<Fetching, 'goal' | 'fetchId'>,
): BodyRecord | null => {
  const { chatId } = body
  if (body.state === 'dropped') return { chatId, state: 'fetching', fetchId, after: null, goal }
  if (body.state === 'visiting') return goal === 'visiting' ? body : null
  return { ...body, goal: goal === 'here' ? goal : body.goal }
}

const countMessages = async (db: ChatDatabase, chatId: ChatId): Promise<number> => {
  const blocks = await blocksOf(db, chatId).toArray()
  return blocks.reduce((count, { messages }) => count + messages.length, 0)
}

/** What a request for a chat's rows brought, and what it had asked with. */
export interface ChatRowsAnswer extends Pick<ChatRows, 'rows' | 'hasMore'> {
  readonly chatId: ChatId
  readonly generation: number
  readonly asked: Pick<Fetching, 'fetchId' | 'after'>
  readonly now: number
}

/**
 * `stale`: an answer from before a fork, or the chat was let go of meanwhile; nothing was taken.
 * `isWhole`: its last page is in, and with it what said that the text is not simply here is gone.
 */
export type TakenChatRows =
  | { readonly kind: 'taken'; readonly isWhole: boolean }
  | { readonly kind: 'stale' }

/** May be done again, and in any order: each row is guarded by its revision, the place by what was asked. */
export const takeChatRows = (
  db: ChatDatabase,
  answer: ChatRowsAnswer,
): Promise<TakenChatRows | StorageFault> =>
  attempt(db, () => db.transaction('rw', db.tables, async () => take(db, answer)))

const take = async (db: ChatDatabase, answer: ChatRowsAnswer): Promise<TakenChatRows> => {
  const { chatId, rows, generation, asked } = answer
  const [sync, body] = await Promise.all([readSync(db), db.bodies.get(chatId)])
  const isAskedFor = body?.state === 'fetching' && body.fetchId === asked.fetchId
  if (sync.generation !== generation || !isAskedFor) return { kind: 'stale' }
  const taken = await takeRows(db, rows, false)
  await refold(db, {
    deviceId: sync.deviceId,
    rowKeys: taken.touched,
    completeAt: null,
    arrived: taken.arrived,
  })
  // Another tab's page was first: the rows are safe to take, the place is no longer this one's.
  return body.after === asked.after ? goOn(db, body, answer) : { kind: 'taken', isWhole: false }
}

const goOn = async (
  db: ChatDatabase,
  body: Extract<BodyRecord, { state: 'fetching' }>,
  { rows, hasMore, now }: ChatRowsAnswer,
): Promise<TakenChatRows> => {
  const { chatId, goal } = body
  const isErased = (await db.bodies.get(chatId)) === undefined
  if (hasMore && !isErased)
    await db.bodies.put({ ...body, after: lastPosition(rows) ?? body.after })
  else if (goal === 'here' || isErased) await db.bodies.delete(chatId)
  else await db.bodies.put({ chatId, state: 'visiting', since: now })
  return { kind: 'taken', isWhole: !hasMore || isErased }
}

const lastPosition = (rows: ChatRows['rows']): number | null => {
  const last = rows.at(-1)
  return last?.entity === 'message' ? last.position : null
}
