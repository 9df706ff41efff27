/** The app's only pen: a person's act becomes rows and outbox entries in one transaction. */

import type { Table } from 'dexie'
import type { ChangeDraft } from './change-draft.ts'
import type { ChatDatabase } from './database.ts'
import { NOT_HELD, placeActs, type WriteDeps, type WriteOutcome } from './place-acts.ts'
import { storableDraft } from './storable.ts'
import { attempt, type StorageFault } from './storage-fault.ts'

export type { WriteDeps, WriteOutcome } from './place-acts.ts'

/**
 * Writes one act, or several that belong together: ONE transaction over rows, shadow, outbox and the
 * sync row, all or nothing. Titles are cut and text is made storable here, so that no change is ever
 * refused for its form. The caller lets the sync follow.
 */
export const write = async (
  db: ChatDatabase,
  deps: WriteDeps,
  drafts: ChangeDraft | readonly ChangeDraft[],
): Promise<WriteOutcome> => {
  const acts = (isList(drafts) ? drafts : [drafts]).map(storableDraft)
  const outcome = await store(db, deps, { acts, tables: tablesOf(db, acts), writeIn: ifNoneIsKept })
  if (outcome !== null) return outcome
  // Few people keep anything to one device: what that takes is not part of the first load.
  const { writeActs } = await import('./write-acts.ts')
  return store(db, deps, { acts, tables: db.tables, writeIn: writeActs })
}

interface Work<Outcome> {
  readonly acts: readonly ChangeDraft[]
  readonly tables: readonly Table[]
  readonly writeIn: (
    db: ChatDatabase,
    deps: WriteDeps,
    acts: readonly ChangeDraft[],
  ) => Promise<Outcome>
}

const store = <Outcome extends WriteOutcome | null>(
  db: ChatDatabase,
  deps: WriteDeps,
  { acts, tables, writeIn }: Work<Outcome>,
): Promise<Outcome | StorageFault> =>
  attempt(db, () =>
    db.transaction('rw', [...tables], async ({ idbtrans }) => {
      const outcome = await writeIn(db, deps, acts)
      if (outcome !== null && deps.onStored !== undefined)
        onComplete(idbtrans, () => deps.onStored?.(outcome))
      return outcome
    }),
  )

/** null: something is only on this device, so nothing was done. */
const ifNoneIsKept = async (
  db: ChatDatabase,
  deps: WriteDeps,
  acts: readonly ChangeDraft[],
): Promise<WriteOutcome | null> =>
  (await db.keeping.count()) > 0 ? null : placeActs(db, deps, { acts, holdingAt: () => NOT_HELD })

/** As few as can be: whoever reads another one does not wait. */
const tablesOf = (db: ChatDatabase, acts: readonly ChangeDraft[]): readonly Table[] => {
  const tables: Table[] = [db.chats, db.messages, db.folders, db.conflicts, db.shadow, db.outbox]
  tables.push(db.sync, db.attachments, db.drafts, db.branches, db.keeping)
  if (acts.some((act) => act.kind === 'message.set')) tables.push(db.blocks)
  return tables
}

/** On the way down to the transaction an event has not reached Dexie, whose live queries start with it. */
const onComplete = (transaction: IDBTransaction, act: () => void): void => {
  const { db } = transaction
  const over = new AbortController()
  transaction.addEventListener('abort', () => over.abort(), { signal: over.signal })
  const listen = ({ target }: Event): void => {
    if (target !== transaction) return
    over.abort()
    act()
  }
  db.addEventListener('complete', listen, { capture: true, signal: over.signal })
}

const isList = (drafts: ChangeDraft | readonly ChangeDraft[]): drafts is readonly ChangeDraft[] =>
  Array.isArray(drafts)
