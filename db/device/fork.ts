/** Recovery where the server's history and the device's no longer fit: a new identity, everything sent anew. */

import type { FaultCode } from '../protocol/fault.ts'
import { idOf } from '../protocol/make-id.ts'
import { fetchAnew } from './bodies.ts'
import type { ChatDatabase } from './database.ts'
import type { OutboxEntry } from './records.ts'
import { isUnnumbered, layOutAnew } from './recovery.ts'
import { attempt } from './storage-fault.ts'
import { readSync } from './sync-state.ts'
import type { WriteDeps } from './write.ts'

const HISTORY_LOST = {
  cursor: null,
  completeTo: undefined,
  seen: null,
  left: null,
  filesAfter: '',
  verified: undefined,
} as const

export type ForkCode = Extract<FaultCode, 'history_forked' | 'device_forked' | 'sequence_gap'>

/** `restoring`: rows that now go back to the server. `stale`: somebody recovered already. */
export type ForkOutcome =
  | { readonly kind: 'recovered'; readonly restoring: number }
  | { readonly kind: 'stale' }
  | { readonly kind: 'no_space' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'lost' }

/**
 * Recovers from the fault that a request of `generation` met; one transaction.
 * `device_forked`, `sequence_gap`: new device id, numbers from 1, the same changes in the same order.
 * `history_forked`: besides, everything known becomes a `restore`, answers no longer count, and files
 * that the server had may be gone.
 */
export const recoverFromFork = async (
  db: ChatDatabase,
  deps: Pick<WriteDeps, 'newId'>,
  fork: { readonly code: ForkCode; readonly generation: number },
): Promise<ForkOutcome> =>
  attempt(db, () =>
    db.transaction('rw', db.tables, async (): Promise<ForkOutcome> => {
      const sync = await readSync(db)
      if (sync.generation !== fork.generation) return { kind: 'stale' }
      const unanswered = await unansweredAgain(db)
      const isHistoryLost = fork.code === 'history_forked'
      const entries = isHistoryLost ? await layOutAnew(db, deps, unanswered) : unanswered
      if (isHistoryLost) await fetchAnew(db)
      const unnumbered = await db.outbox.filter(isUnnumbered).toArray()
      await db.outbox.clear()
      await db.outbox.bulkAdd([...unnumbered, ...numbered(entries)])
      await db.sync.put({
        ...sync,
        deviceId: idOf(deps.newId()),
        retires: sync.deviceId,
        generation: sync.generation + 1,
        nextSeq: entries.length + 1,
        answeredUpTo: { generation: sync.generation + 1, seq: 0 },
        ...(isHistoryLost && HISTORY_LOST),
      })
      return { kind: 'recovered', restoring: entries.filter((entry) => entry.order < 0).length }
    }),
  )

/**
 * All that waits or was answered, by order: what the server said to a former identity is not counted
 * on, and a change it has indeed is answered as a duplicate. Numbers given up belong to the former.
 */
const unansweredAgain = async (db: ChatDatabase): Promise<readonly OutboxEntry[]> => {
  const entries = await db.outbox.orderBy('order').toArray()
  return entries
    .filter((entry) => entry.state === 'waiting' || entry.state === 'answered')
    .map(waitingAgain)
}

const waitingAgain = (entry: OutboxEntry): OutboxEntry => {
  const { answeredAt: _, ...rest } = entry
  return { ...rest, state: 'waiting' }
}

const numbered = (entries: readonly OutboxEntry[]): readonly OutboxEntry[] =>
  entries.map((entry, at) => ({ ...entry, seq: at + 1 }))
