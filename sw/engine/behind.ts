/** Whether the next request may go out before the answer of this one is taken, and what it says; pure. */

import type { Head, SyncReply } from '../../db/protocol/round.ts'
import type { Outgoing } from './push.ts'

/**
 * Only behind an answer that takes every change of its request as new and erases nothing: whatever
 * else it says may change what is to be sent next, and a repeated change must be known here as
 * answered before the server hears of later ones and forgets it.
 */
export const isPlain = (
  { changes, direction }: Pick<Outgoing, 'changes' | 'direction'>,
  { results, page }: Pick<SyncReply, 'results' | 'page'>,
): boolean => {
  const isErasing = page.rows.some((row) => row.entity === 'chat' && row.isPurged)
  const taken = results.flatMap(({ outcome, changeId }) =>
    outcome === 'applied' || outcome === 'conflict' ? changeId : [],
  )
  const known = new Set<string>(taken)
  return (
    taken.length === results.length &&
    changes.every(({ changeId }) => known.has(changeId)) &&
    (direction === 'upload' || !isErasing) &&
    (changes.length > 0 || page.to !== page.from)
  )
}

/**
 * The request behind this one, as it would be read once the answer is taken; null where nothing would
 * be left to do, or somebody else has moved on meanwhile.
 */
export const followed = (
  outgoing: Outgoing,
  { page, head }: SyncReply,
  behind: Outgoing,
): Outgoing | null => {
  const { sync } = behind
  const isShown = outgoing.direction !== 'upload'
  const hasMore = behind.changes.length > 0 || (isShown && page.hasMore)
  const isSame =
    sync.generation === outgoing.sync.generation &&
    behind.direction === outgoing.direction &&
    (!isShown || sync.cursor === page.from)
  if (!hasMore || !isSame) return null
  const cursor = isShown ? page.to : sync.cursor
  return { ...behind, sync: { ...sync, cursor, seen: later(sync.seen, head) } }
}

const later = (seen: Head | null, head: Head): Head =>
  seen === null || head.revision > seen.revision ? head : seen
