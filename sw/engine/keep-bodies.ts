/** Text goes and comes back as the modes of chats and folders want it: after each full sync of anybody. */

import { liveQuery } from 'dexie'
import { settleBodies } from '../../db/device/settle-bodies.ts'
import { attempt } from '../../db/device/storage-fault.ts'
import { readSync } from '../../db/device/sync-state.ts'
import type { EngineDeps } from './deps.ts'
import type { FetchAsk, FetchOutcome } from './fetch-chat.ts'

const LOCK = 'chat-bodies'

type Fetch = (asked: FetchAsk) => Promise<FetchOutcome>

/** One tab at a time; what could not be brought back is asked for after the next full sync. */
export const settle = async (
  { database, locks, now }: EngineDeps,
  fetchChat: Fetch,
  signal: AbortSignal,
): Promise<void> => {
  try {
    await locks.request(LOCK, { signal }, async () => {
      const settled = await settleBodies(database, now())
      if (settled.kind !== 'settled') return
      for (const chatId of settled.wanted) {
        if (signal.aborted) return
        const outcome = await fetchChat({ chatId, goal: 'here', signal })
        if (outcome.kind !== 'here' && outcome.kind !== 'gone') return
      }
    })
  } catch (error) {
    // Whoever gave up while waiting for the lock has nothing to be told.
    if (!signal.aborted) throw error
  }
}

/** For as long as a page is open; `work` is done once after each full sync of anybody. */
export const keepBodies = async (
  { database }: Pick<EngineDeps, 'database'>,
  work: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> => {
  let [last, chain] = [-1, Promise.resolve()]
  const look = async (): Promise<void> => {
    const sync = await attempt(database, () => readSync(database))
    if ('kind' in sync || sync.lastFullSyncAt === null || sync.lastFullSyncAt === last) return
    last = sync.lastFullSyncAt
    await work()
  }
  const next = (): void => {
    chain = chain.then(look)
  }
  const watch = liveQuery(() => database.sync.get('sync')).subscribe(next, () => undefined)
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
    if (signal.aborted) resolve()
  })
  watch.unsubscribe()
  await chain
}
