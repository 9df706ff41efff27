/** Whether a server can have a chat or folder: told by what it has shown and what went out to it. */

import type { Change } from '../protocol/change.ts'
import { rowKey } from '../protocol/row-key.ts'
import type { ChatDatabase } from './database.ts'
import type { Owner } from './holds.ts'
import type { OutboxEntry, SyncState } from './records.ts'
import { attempt } from './storage-fault.ts'
import { readSync } from './sync-state.ts'

/** `unknown`: it went out, and nobody has said whether it arrived. */
export type AtServer = 'none' | 'some' | 'unknown'

/** Needs `shadow`, `outbox` and `sync` in a transaction. */
export const isAtServer = async (db: ChatDatabase, { entity, id }: Owner): Promise<AtServer> => {
  const key = rowKey(entity, id)
  if ((await db.shadow.get(key))?.row !== null) return 'some'
  const [sync, entries] = await Promise.all([
    readSync(db),
    db.outbox.where('rowKey').equals(key).toArray(),
  ])
  // Answered: its row is to come. On its way back: some server had it, and has it again.
  if (entries.some(({ state, order }) => state === 'answered' || order < 0)) return 'some'
  return entries.some((entry) => isUnheard(entry, sync)) ? 'unknown' : 'none'
}

/** What is held waits for no answer: a full sync that ended since then has shown what there is. */
const isUnheard = ({ state, sentAfter }: OutboxEntry, { lastFullSyncAt }: SyncState): boolean =>
  sentAfter !== undefined && (state === 'waiting' || sentAfter === lastFullSyncAt)

/**
 * Beside a request: what these changes make may be on the server from now on. It stores nothing where
 * there is no room, which keeps nothing from being sent.
 */
export const noteSent = async (
  db: ChatDatabase,
  { changes, sync }: { readonly changes: readonly Change[]; readonly sync: SyncState },
): Promise<void> => {
  const made = changes.flatMap(({ kind, changeId }) =>
    kind === 'chat.create' || kind === 'folder.create' ? changeId : [],
  )
  if (made.length === 0) return
  await attempt(db, async () => {
    await db.outbox.where('changeId').anyOf(made).modify({ sentAfter: sync.lastFullSyncAt })
    return { kind: 'noted' } as const
  })
}
