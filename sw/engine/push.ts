/** What goes out in a round: the oldest changes that wait, and where this device is. */

import { peek, type Batch } from '../../db/device/outbox.ts'
import type { Direction, SyncRequest } from '../../db/protocol/round.ts'
import { PROTOCOL_VERSION } from '../../db/protocol/version.ts'
import type { Run } from './run.ts'

/** One request before it is sent; what the answer is held against. */
export interface Outgoing extends Batch {
  readonly direction: Direction
}

/** Changes and sync row are read in one transaction: the numbers fit the device id they go with. */
export const readOutgoing = async (run: Run): Promise<Outgoing> => {
  const { known } = run
  run.known = null
  if (known !== null && known.changes.length <= run.batch.size)
    return { ...known, direction: directionOf(run) }
  return read(run, {})
}

/** What comes behind a request that is out. */
export const readBehind = (run: Run, { changes }: Outgoing): Promise<Outgoing> => {
  const last = changes.at(-1)
  return read(run, last === undefined ? {} : { after: last.seq })
}

const read = async (run: Run, where: { readonly after?: number }): Promise<Outgoing> => {
  const { database } = run.deps
  const direction = directionOf(run)
  if (direction !== 'download' && maySend(run))
    return { ...(await peek(database, { maxChanges: run.batch.size, ...where })), direction }
  return { ...(await peek(database, { maxChanges: 1 })), changes: [], hasMore: false, direction }
}

const maySend = ({ held, refused }: Run): boolean => held === null && refused === null

/** No changes once the server takes none, no page where the device has no room for one. */
const directionOf = (run: Run): Direction => {
  if (!maySend(run) && run.direction === 'full') return 'download'
  return run.isFull ? 'upload' : run.direction
}

export const toRequest = (
  { direction, sync, changes, pending }: Outgoing,
  sentAt: number,
): SyncRequest => ({
  protocol: PROTOCOL_VERSION,
  direction,
  deviceId: sync.deviceId,
  ...(sync.retires === undefined ? {} : { retires: sync.retires }),
  sentAt,
  seen: sync.seen,
  cursor: sync.cursor,
  pending,
  ...(changes.length === 0 ? {} : { changes: [...changes] }),
})
