/** A poke: its page goes straight in where it fits; otherwise something is to be pulled, or nothing. */

import { countOutbox } from '../../db/device/outbox.ts'
import { receive } from '../../db/device/receive.ts'
import { readSync } from '../../db/device/sync-state.ts'
import type { Poke } from '../../db/protocol/live.ts'
import type { SyncOutcome } from './outcome.ts'
import type { TurnContext } from './turn.ts'

/**
 * null: pull. A page that starts at this device's cursor needs no lock and no request, for it is
 * guarded as every page is: by the cursor, the generation, and the revision of each row.
 */
export const takePoke = async (context: TurnContext, poke: Poke): Promise<SyncOutcome | null> => {
  const { deps } = context
  const { database, now } = deps
  context.poked = poke.head
  const sync = await readSync(database)
  const { page, head } = poke
  if (page === undefined || sync.isPaused) return null
  // Another tab has already taken it.
  if (page.to === sync.cursor && !page.hasMore) return taken(context, 0)
  const { generation } = sync
  const answer = { generation, results: [], page, head, serverTime: null, now: now() }
  const received = await receive(database, answer)
  if (received.kind !== 'received' || received.isOutOfSpace) return null
  if (!received.isCursorMoved || page.hasMore) return null
  context.level = head
  return taken(context, received.rows)
}

const taken = async ({ deps }: TurnContext, received: number): Promise<SyncOutcome> => ({
  kind: received > 0 ? 'done' : 'skipped',
  sent: 0,
  received,
  unsent: (await countOutbox(deps.database)).waiting,
})
