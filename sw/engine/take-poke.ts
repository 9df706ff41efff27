/** A poke: its page goes straight in where it fits; otherwise something is to be pulled, or nothing. */

import { countOutbox } from '../../db/device/outbox.ts'
import { receive } from '../../db/device/receive.ts'
import { readSync } from '../../db/device/sync-state.ts'
import type { Poke } from '../../db/protocol/live.ts'
import type { Head, Page } from '../../db/protocol/round.ts'
import type { SyncOutcome } from './outcome.ts'
import type { TurnContext } from './turn.ts'

/**
 * null: pull. A page that starts at this device's cursor needs no lock and no request, for it is
 * guarded as every page is: by the cursor, the generation, and the revision of each row.
 */
export const takePoke = async (context: TurnContext, poke: Poke): Promise<SyncOutcome | null> => {
  context.poked = poke.head
  const sync = await readSync(context.deps.database)
  const { page, head, since } = poke
  if (page === undefined || sync.isPaused) return null
  // Another tab has already taken it.
  if (page.to === sync.cursor && !page.hasMore && isSame(sync.seen, head)) return taken(context, 0)
  if (since === undefined || !isSame(sync.seen, since)) return null
  return takePage(context, { generation: sync.generation, page, head })
}

const takePage = async (
  context: TurnContext,
  brought: { readonly generation: number; readonly page: Page; readonly head: Head },
): Promise<SyncOutcome | null> => {
  const { database, now } = context.deps
  const answer = { ...brought, results: [], serverTime: null, now: now() }
  const received = await receive(database, answer)
  if (received.kind !== 'received' || received.isOutOfSpace) return null
  if (!received.isCursorMoved || brought.page.hasMore) return null
  context.level = brought.head
  return taken(context, received.rows)
}

/**
 * True where this device was told of this very end of history. A server restored from a backup may
 * have come to the same numbers again by another way: only asking it finds that out.
 */
const isSame = (seen: Head | null, end: Head): boolean =>
  end.revision === (seen?.revision ?? 0) && end.token === (seen?.token ?? '')

const taken = async ({ deps }: TurnContext, received: number): Promise<SyncOutcome> => ({
  kind: received > 0 ? 'done' : 'skipped',
  sent: 0,
  received,
  unsent: (await countOutbox(deps.database)).waiting,
})
