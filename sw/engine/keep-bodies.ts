/** Text goes and comes back as the modes of chats and folders want it: after each full sync of anybody. */

import { liveQuery } from 'dexie'
import type { ChatDatabase } from '../../db/device/database.ts'
import { settleBodies } from '../../db/device/settle-bodies.ts'
import { readSync } from '../../db/device/sync-state.ts'
import type { ChatId } from '../../db/protocol/ids.ts'
import type { SyncMode } from '../../db/protocol/sync-mode.ts'
import { alone, BODIES, QUIET } from './alone.ts'
import type { EngineDeps } from './deps.ts'
import type { FetchAsk, FetchOutcome } from './fetch-chat.ts'
import { verify } from './verify.ts'

type Fetch = (asked: FetchAsk) => Promise<FetchOutcome>

/** One tab at a time; what could not be brought back is asked for after the next full sync. */
export const settle = (deps: EngineDeps, fetchChat: Fetch, signal: AbortSignal): Promise<void> =>
  alone(deps, { lock: BODIES, signal }, async () => {
    for (const chatId of await letGo(deps, signal)) {
      if (signal.aborted) return
      const outcome = await fetchChat({ chatId, goal: 'here', signal })
      if (outcome.kind !== 'here' && outcome.kind !== 'gone') return
    }
  })

/** Resolves to what is wanted here. Text that came since the last comparison is compared before it goes. */
const letGo = async (deps: EngineDeps, signal: AbortSignal): Promise<readonly ChatId[]> => {
  const settled = await settleBodies(deps.database, deps.now())
  if (settled.kind !== 'settled') return []
  if (settled.unproven === 0) return settled.wanted
  await alone(deps, { lock: QUIET, signal }, async () => {
    await verify(deps, { extent: 'changed', signal })
  })
  const again = await settleBodies(deps.database, deps.now())
  return again.kind === 'settled' ? again.wanted : []
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
  let last: Cause | null = null
  let latest: Cause | null = null
  let chain = Promise.resolve()
  const look = async (): Promise<void> => {
    const before = last
    const cause = latest
    last = cause
    // A sync of an earlier page says nothing of the server as it is by now: the first look only remembers.
    if (before === null || cause === null || cause.syncedAt === null) return
    if (cause.syncedAt !== before.syncedAt) await afterFullSync()
    else if (cause.modes !== before.modes) await settleNow()
  }
  const next = (cause: Cause): void => {
    latest = cause
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
