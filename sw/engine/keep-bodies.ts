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
import { logLine } from './keep-log.ts'
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

/** For as long as a page is open. What fails at one time is told, and does not end what comes after it. */
export const keepBodies = async (
  deps: Pick<EngineDeps, 'database' | 'now'>,
  work: Work,
  signal: AbortSignal,
): Promise<void> => {
  const { database } = deps
  let last: Cause | null = null
  let latest: Partial<Cause> = {}
  let chain = Promise.resolve()
  const look = async (): Promise<void> => {
    const before = last
    const { syncedAt, modes } = latest
    if (syncedAt === undefined || modes === undefined) return
    last = { syncedAt, modes }
    // A sync of an earlier page says nothing of the server as it is by now: the first look only remembers.
    if (before === null || syncedAt === null) return
    if (syncedAt !== before.syncedAt) await work.afterFullSync()
    else if (modes !== before.modes) await work.settle()
  }
  const tell = (error: unknown): Promise<void> => {
    const details = { error: error instanceof Error ? error.name : 'unknown' }
    return logLine(deps, { level: 'error', code: 'quiet.failed', details })
  }
  const next = (seen: Partial<Cause>): void => {
    latest = { ...latest, ...seen }
    chain = chain.then(look).catch(tell)
  }
  // Apart: the sync row is written with every request, and there may be ten thousand chats.
  const watches = [
    liveQuery(() => readSyncedAt(database)).subscribe(next, () => undefined),
    liveQuery(() => readWords(database)).subscribe(next, () => undefined),
  ]
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
    if (signal.aborted) resolve()
  })
  for (const watch of watches) watch.unsubscribe()
  await chain
}

interface Cause {
  readonly syncedAt: number | null
  readonly modes: string
}

/** When the last full sync ended. */
const readSyncedAt = async (database: ChatDatabase): Promise<Pick<Cause, 'syncedAt'>> => ({
  syncedAt: (await readSync(database)).lastFullSyncAt,
})

/** Every word about where chats are kept. */
const readWords = async (database: ChatDatabase): Promise<Pick<Cause, 'modes'>> => {
  const chatsThatAre = (mode: SyncMode) =>
    database.chats.where('syncMode').equals(mode).primaryKeys()
  const [cloud, everywhere, folders] = await Promise.all([
    chatsThatAre('cloud'),
    chatsThatAre('everywhere'),
    database.folders.toArray(),
  ])
  const ofFolders = folders.flatMap(({ id, parentId, syncMode }) =>
    typeof syncMode === 'string' ? [id, parentId, syncMode] : [],
  )
  return { modes: JSON.stringify([cloud, everywhere, ofFolders]) }
}
