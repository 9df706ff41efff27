/** What waits and what is refused of each chat, for the list of chats. */

import type { ChatId } from '../protocol/ids.ts'
import type { ChatDatabase } from './database.ts'
import { entriesIn } from './outbox.ts'

export interface ChatCount {
  readonly waiting: number
  readonly parked: number
}

/** Up to so many entries are read one by one; beyond, each chat is asked for its own. */
const FEW_ENTRIES = 40

/**
 * Waiting and parked entries of each of these chats; chats of which there are none are left out.
 * One transaction, and hardly a request while little is unsent: this runs again after every write.
 */
export const countByChat = async (
  db: ChatDatabase,
  chatIds: readonly ChatId[],
): Promise<ReadonlyMap<string, ChatCount>> =>
  db.transaction('r', db.outbox, async () => {
    const keys = await db.outbox.orderBy('[chatId+state]').limit(FEW_ENTRIES).keys()
    return keys.length < FEW_ENTRIES ? tally(keys, new Set(chatIds)) : askEach(db, chatIds)
  })

const NONE: ChatCount = { waiting: 0, parked: 0 }

/** Keys of the index: chat and state. */
const tally = (keys: readonly unknown[], chatIds: ReadonlySet<string>) => {
  const counts = new Map<string, ChatCount>()
  for (const key of keys) {
    const [chatId, state]: readonly unknown[] = Array.isArray(key) ? key : []
    if (typeof chatId !== 'string' || !chatIds.has(chatId)) continue
    const count = counts.get(chatId) ?? NONE
    if (state === 'waiting') counts.set(chatId, { ...count, waiting: count.waiting + 1 })
    if (state === 'parked') counts.set(chatId, { ...count, parked: count.parked + 1 })
  }
  return counts
}

const askEach = async (db: ChatDatabase, chatIds: readonly ChatId[]) => {
  const isAnyParked = (await entriesIn(db, 'parked').limit(1).primaryKeys()).length > 0
  const countOf = (chatId: ChatId, state: string): PromiseLike<number> =>
    db.outbox.where('[chatId+state]').equals([chatId, state]).count()
  const counts = await Promise.all(
    chatIds.map(async (chatId) => {
      const [waiting, parked] = await Promise.all([
        countOf(chatId, 'waiting'),
        isAnyParked ? countOf(chatId, 'parked') : 0,
      ])
      return [chatId, { waiting, parked }] as const
    }),
  )
  return new Map(counts.filter(([, { waiting, parked }]) => waiting + parked > 0))
}
