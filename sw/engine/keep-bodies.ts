/** Text goes and comes back as the modes of chats and folders want it: after each full sync of anybody. */

import { liveQuery } from 'dexie'
import type { ChatDatabase } from '../../db/device/database.ts'
import { settleBodies } from '../../db/device/settle-bodies.ts'
import { attempt } from '../../db/device/storage-fault.ts'
import { readSync } from '../../db/device/sync-state.ts'
import type { SyncMode } from '../../db/protocol/sync-mode.ts'
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

interface Work {
  /** After each full sync of anybody. */
  readonly afterFullSync: () => Promise<void>
  /** At once, where another device says that text is to be elsewhere. */
  readonly settle: () => Promise<void>
}

/** For as long as a page is open. */
export const keepBodies = async (
  { database }: Pick<EngineDeps, 'database'>,
  { afterFullSync, settle: settleNow }: Work,
  signal: AbortSignal,
): Promise<void> => {
  let last: Cause = { syncedAt: null, modes: '' }
  let chain = Promise.resolve()
  const look = async (): Promise<void> => {
    const cause = await attempt(database, () => readCause(database))
    if ('kind' in cause || cause.syncedAt === null) return
    const before = last
    last = cause
    if (cause.syncedAt !== before.syncedAt) await afterFullSync()
    else if (cause.modes !== before.modes) await settleNow()
  }
  const next = (): void => {
    chain = chain.then(look)
  }
  const watch = liveQuery(() => readCause(database)).subscribe(next, () => undefined)
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
    if (signal.aborted) resolve()
  })
  watch.unsubscribe()
  await chain
}

interface Cause {
  readonly syncedAt: number | null
  readonly modes: string
}

/** When the last full sync ended, and every word about where chats are kept. */
const readCause = async (database: ChatDatabase): Promise<Cause> => {
  const chatsThatAre = (mode: SyncMode) =>
    database.chats.where('syncMode').equals(mode).primaryKeys()
  const [sync, cloud, everywhere, folders] = await Promise.all([
    readSync(database),
    chatsThatAre('cloud'),
    chatsThatAre('everywhere'),
    database.folders.toArray(),
  ])
  const ofFolders = folders.flatMap(({ id, parentId, syncMode }) =>
    typeof syncMode === 'string' ? [id, parentId, syncMode] : [],
  )
  return { syncedAt: sync.lastFullSyncAt, modes: JSON.stringify([cloud, everywhere, ofFolders]) }
}
