/** What waits, what is refused and what was changed in two places of each chat, for the list of chats. */

import type { ChatId } from '../protocol/ids.ts'
import type { ChatDatabase } from './database.ts'
import { entriesIn } from './outbox.ts'
import type { ConflictRecord } from './records.ts'

export interface ChatCount {
  readonly waiting: number
  readonly parked: number
  /** Open conflicts about the chat itself. */
  readonly conflicts: number
}

/** Up to so many entries are read one by one; beyond, each chat is asked for its own. */
const FEW_ENTRIES = 40
/** With more than this many to choose from, nobody looks for them in the list. */
const FEW_CONFLICTS = 200

/**
 * Waiting and parked entries and open conflicts of each of these chats; chats without any are left out.
 * One transaction, and hardly a request while little is unsent: this runs again after every write.
 */
export const countByChat = async (
  db: ChatDatabase,
  chatIds: readonly ChatId[],
): Promise<ReadonlyMap<string, ChatCount>> =>
  db.transaction('r', db.outbox, db.conflicts, async () => {
    const [keys, open] = await Promise.all([
      db.outbox.orderBy('[chatId+state]').limit(FEW_ENTRIES).keys(),
      db.conflicts.where('isOpen').equals(1).limit(FEW_CONFLICTS).toArray(),
    ])
    const wanted = new Set<string>(chatIds)
    const counts = keys.length < FEW_ENTRIES ? tally(keys, wanted) : await askEach(db, chatIds)
    return withConflicts(counts, open, wanted)
  })

const NONE: ChatCount = { waiting: 0, parked: 0, conflicts: 0 }

const withConflicts = (
  counts: ReadonlyMap<string, ChatCount>,
  open: readonly ConflictRecord[],
  wanted: ReadonlySet<string>,
): ReadonlyMap<string, ChatCount> => {
  const all = new Map(counts)
  for (const { entityId } of open) {
    const count = all.get(entityId) ?? NONE
    if (wanted.has(entityId)) all.set(entityId, { ...count, conflicts: count.conflicts + 1 })
  }
  return all
}

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
      return [chatId, { ...NONE, waiting, parked }] as const
    }),
  )
  return new Map(counts.filter(([, { waiting, parked }]) => waiting + parked > 0))
}
