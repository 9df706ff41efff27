/** What the sync pill depends on of all that a device has stored; the rest the browser knows. */

import { countConflicts } from '../../db/device/open-conflicts.ts'
import { countHeldChats } from '../../db/device/chat-modes.ts'
import type { ChatDatabase } from '../../db/device/database.ts'
import { countOutbox, oldestWaiting } from '../../db/device/outbox.ts'
import type { SyncState } from '../../db/device/records.ts'
import { readSync } from '../../db/device/sync-state.ts'
import type { State } from '../../sw/engine/machine.ts'
import { isReason, reasonOf, type Reason } from '../../sw/engine/reason.ts'
import type { SyncFacts } from './pill-state.ts'

type BrowserFacts = 'isSignedIn' | 'isStorageFailing' | 'isOnline' | 'reachableSince' | 'run'

/** What the tables say, for the pill. */
export const readCounts = async (database: ChatDatabase) =>
  database.transaction('r', tablesOf(database), async () => {
    const [sync, outbox, oldest, conflicts, heldChats] = await Promise.all([
      readSync(database),
      countOutbox(database),
      oldestWaiting(database),
      countConflicts(database),
      countHeldChats(database),
    ])
    return { sync, outbox, oldest, conflicts, heldChats }
  })

const tablesOf = ({ sync, outbox, conflicts, keeping }: ChatDatabase) => [
  sync,
  outbox,
  conflicts,
  keeping,
]

/** Why the last try failed, where this device knows it: from the engine, or kept from an earlier page. */
const reasonIn = (state: State, { lastReason }: SyncState): Reason | null => {
  if (state.kind === 'waiting') return reasonOf(state.fault)
  return isReason(lastReason) ? lastReason : null
}

/** What keeps the engine from going on: as it is written down, or as only the engine knows it where nothing can be. */
const faultIn = (sync: SyncState, state: State): SyncFacts['fault'] => {
  const { lastFault, retryAt } = sync
  if (lastFault !== null) return { code: lastFault, retryAt, reason: reasonIn(state, sync) }
  if (state.kind !== 'waiting') return null
  const reason = reasonOf(state.fault)
  if (reason !== 'device_full' && reason !== 'device_lost') return null
  return { code: state.fault.code, retryAt: state.retryAt, reason }
}

/** The same as facts, with what the engine knows of its last failure. */
export const factsIn = (
  { sync, outbox, oldest, conflicts, heldChats }: Awaited<ReturnType<typeof readCounts>>,
  state: State,
): Omit<SyncFacts, BrowserFacts> => ({
  isKnown: true,
  isPaused: sync.isPaused,
  waiting: outbox.waiting,
  oldest: oldestOf(sync, oldest),
  lastSentAt: sync.lastSentAt,
  parked: outbox.parked,
  conflicts,
  localChats: heldChats,
  fault: faultIn(sync, state),
  failures: sync.failures,
  isFirstDownload: sync.lastFullSyncAt === null,
  lastSyncedAt:
    sync.lastFullSyncAt === null
      ? null
      : Math.max(sync.lastFullSyncAt, sync.lastSentAt ?? 0, sync.lastReceivedAt ?? 0),
})

/** What a recovery sends again has waited since the two were last level. */
const oldestOf = (
  { lastFullSyncAt }: SyncState,
  oldest: Awaited<ReturnType<typeof oldestWaiting>>,
): SyncFacts['oldest'] => {
  const since = oldest?.editedAt ?? lastFullSyncAt
  return since === null ? null : { since, held: oldest?.fault ?? null }
}
