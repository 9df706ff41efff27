/** A poke: its page goes straight in where it fits; otherwise something is to be pulled, or nothing. */

import { receivePoke } from '../../db/device/receive-poke.ts'
import type { Poke } from '../../db/protocol/live.ts'
import { countUnsent } from './finish-run.ts'
import type { SyncOutcome } from './outcome.ts'
import type { TurnContext } from './turn.ts'

/** null: pull. */
export const takePoke = async (context: TurnContext, poke: Poke): Promise<SyncOutcome | null> => {
  context.poked = poke.head
  const { page, head, since } = poke
  if (page === undefined || since === undefined) return null
  const { database, now } = context.deps
  const received = await receivePoke(database, { page, head, since, now: now() })
  if (received.kind === 'known') return taken(context, 0)
  if (received.kind !== 'received' || !received.isCursorMoved || page.hasMore) return null
  context.level = head
  return taken(context, received.rows)
}

const taken = async ({ deps }: TurnContext, received: number): Promise<SyncOutcome> => ({
  kind: received > 0 ? 'done' : 'skipped',
  sent: 0,
  received,
  unsent: await countUnsent(deps),
})
