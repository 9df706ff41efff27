/** The text of a chat comes back: page by page, guarded row by row, and simply here with the last of them. */

import type { ChatRows } from '../protocol/chat-rows.ts'
import type { ChatId } from '../protocol/ids.ts'
import { blocksOf } from './blocks.ts'
import { dropBody } from './bodies.ts'
import type { ChatDatabase } from './database.ts'
import { displacedBy, sendBack } from './doubt.ts'
import type { Fetching } from './fetching.ts'
import type { BodyRecord, SyncState } from './records.ts'
import { knownOf } from './known.ts'
import { refold } from './refold.ts'
import { attempt, type StorageFault } from './storage-fault.ts'
import { readSync } from './sync-state.ts'
import { takeRows } from './take-rows.ts'
import type { WriteDeps } from './write.ts'

/** Where the next request begins; `here`: there is nothing to ask for. */
export type FetchPlace =
  | { readonly kind: 'here' }
  | { readonly kind: 'next'; readonly fetching: Fetching; readonly sync: SyncState }

interface Begin {
  readonly fetchId: string
  /** Left out: as it was begun. */
  readonly goal?: 'here' | 'visiting'
}

/**
 * From now on everything of the chat that arrives is stored, so that nothing falls between its pages
 * and those of an ordinary sync. Goes on where an earlier fetch was cut.
 */
export const beginFetch = (
  db: ChatDatabase,
  chatId: ChatId,
  asked: Begin,
): Promise<FetchPlace | StorageFault> =>
  attempt(db, () =>
    db.transaction('rw', [db.bodies, db.blocks, db.chats, db.sync], async () => {
      const body = await db.bodies.get(chatId)
      if (body === undefined) return { kind: 'here' } as const
      const count = (await db.chats.get(chatId))?.messageCount ?? 0
      const next = begun(body, { ...asked, count })
      if (next === null) await db.bodies.delete(chatId)
      else await db.bodies.put(next)
      if (next?.state !== 'fetching') return { kind: 'here' } as const
      return { kind: 'next', fetching: next, sync: await readSync(db) } as const
    }),
  )

/** null: simply here. A fetch to stay outdoes one for a visit, never the other way round. */
const begun = (
  body: BodyRecord,
  { goal, fetchId, count }: Begin & { readonly count: number },
): BodyRecord | null => {
  if (body.state === 'dropped') {
    // What was known stays known, should nothing come of it.
    const known = knownOf(body, count) ?? []
    const { chatId } = body
    return { chatId, state: 'fetching', fetchId, after: null, goal: goal ?? 'here', known }
  }
  if (body.state === 'visiting') return goal === 'here' ? null : body
  return goal !== undefined && body.goal !== 'here' ? { ...body, goal } : body
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
  /** The server has no such chat. */
  readonly isGone?: true
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
  deps: Pick<WriteDeps, 'newId'>,
  answer: ChatRowsAnswer,
): Promise<TakenChatRows | StorageFault> =>
  attempt(db, () => db.transaction('rw', db.tables, async () => take(db, deps, answer)))

const take = async (
  db: ChatDatabase,
  deps: Pick<WriteDeps, 'newId'>,
  answer: ChatRowsAnswer,
): Promise<TakenChatRows> => {
  const { chatId, rows, generation, asked } = answer
  const [sync, body] = await Promise.all([readSync(db), db.bodies.get(chatId)])
  const isAskedFor = body?.state === 'fetching' && body.fetchId === asked.fetchId
  if (sync.generation !== generation || !isAskedFor) return { kind: 'stale' }
  await noteDisplaced(db, body, rows)
  const taken = await takeRows(db, rows, false)
  await refold(db, {
    deviceId: sync.deviceId,
    rowKeys: taken.touched,
    completeAt: null,
    arrived: taken.arrived,
  })
  // Another tab's page was first: the rows are safe to take, the place is no longer this one's.
  return body.after === asked.after ? goOn(db, deps, answer) : { kind: 'taken', isWhole: false }
}

type FetchingBody = Extract<BodyRecord, { state: 'fetching' }>

const noteDisplaced = async (
  db: ChatDatabase,
  body: FetchingBody,
  rows: ChatRows['rows'],
): Promise<void> => {
  if (body.doubted === undefined) return
  const displaced = await displacedBy(db, rows)
  if (displaced.length > 0)
    await db.bodies.put({ ...body, doubted: [...body.doubted, ...displaced] })
}

const goOn = async (
  db: ChatDatabase,
  deps: Pick<WriteDeps, 'newId'>,
  { chatId, rows, hasMore, now, isGone }: ChatRowsAnswer,
): Promise<TakenChatRows> => {
  // As taking the rows has left it.
  const fetching = await db.bodies.get(chatId)
  // Erased for good: nothing is said of it any more.
  if (fetching?.state !== 'fetching') return { kind: 'taken', isWhole: true }
  if (hasMore) {
    await db.bodies.put({ ...fetching, after: lastPosition(rows) ?? fetching.after })
    return { kind: 'taken', isWhole: false }
  }
  const { doubted } = fetching
  if (doubted !== undefined)
    await sendBack(db, deps, { chatId, doubted, isChatLacking: isGone === true })
  await settle(db, fetching, now)
  return { kind: 'taken', isWhole: true }
}

const settle = async (
  db: ChatDatabase,
  { chatId, goal, known, former }: FetchingBody,
  now: number,
): Promise<void> => {
  // All is here to be counted.
  if (known !== undefined)
    await db.chats.update(chatId, { messageCount: await countMessages(db, chatId) })
  await db.bodies.delete(chatId)
  if (goal === 'dropped') {
    const { droppedAt = now, ...why } = former ?? {}
    await dropBody(db, { chatId, now: droppedAt, ...why })
  } else if (goal === 'visiting') await db.bodies.put({ chatId, state: 'visiting', since: now })
}

const lastPosition = (rows: ChatRows['rows']): number | null => {
  const last = rows.at(-1)
  return last?.entity === 'message' ? last.position : null
}
