/** A page that came with a poke into the tables, if it goes on from where this device is: one transaction. */

import type { Head, Page } from '../protocol/round.ts'
import type { ChatDatabase } from './database.ts'
import { takeInto, type Received } from './receive.ts'
import type { SyncState } from './records.ts'
import { attempt, type StorageFault } from './storage-fault.ts'
import { readSync } from './sync-state.ts'

export interface PokedPage {
  /** The end of history from which the page goes on, and where it leads. */
  readonly since: Head
  readonly head: Head
  readonly page: Page
  readonly now: number
}

/** `known`: another tab has taken it. `elsewhere`: it does not go on from here, or sync is paused. */
export type PokeOutcome = Received | { readonly kind: 'known' | 'elsewhere' } | StorageFault

/**
 * It needs no lock and no request, for it is guarded as every page is: by the cursor and the revision
 * of each row; and by the end of history which this device was told of, token and all.
 */
export const receivePoke = async (db: ChatDatabase, poked: PokedPage): Promise<PokeOutcome> =>
  attempt(db, () => db.transaction('rw', db.tables, async () => takePoked(db, poked)))

const takePoked = async (db: ChatDatabase, poked: PokedPage): Promise<PokeOutcome> => {
  const { since, head, page, now } = poked
  const sync = await readSync(db)
  if (sync.isPaused) return { kind: 'elsewhere' }
  if (page.to === sync.cursor && !page.hasMore && isSame(sync, head)) return { kind: 'known' }
  if (!isSame(sync, since)) return { kind: 'elsewhere' }
  const { generation } = sync
  return takeInto(db, sync, {
    generation,
    page,
    head,
    now,
    results: [],
    sent: [],
    serverTime: null,
  })
}

/**
 * True where this device was told of this very end of history. A server restored from a backup may
 * have come to the same numbers again by another way: only asking it finds that out.
 */
const isSame = ({ seen }: SyncState, end: Head): boolean =>
  end.revision === (seen?.revision ?? 0) && end.token === (seen?.token ?? '')
