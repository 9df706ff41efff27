/** What comes in with a round: results, rows and cursor, taken in one transaction. */

import { receive, type Received } from '../../db/device/receive.ts'
import { noteSync } from '../../db/device/sync-state.ts'
import type { SyncReply } from '../../db/protocol/round.ts'
import { afterAnswer } from './batch.ts'
import { logResults } from './keep-log.ts'
import type { Outgoing } from './push.ts'
import { unavailable } from './replies.ts'
import { MAX_RECOVERIES, type RoundEnd, type Run } from './run.ts'
import { sendFiles } from './send-files.ts'

export const takeReply = async (
  run: Run,
  outgoing: Outgoing,
  reply: SyncReply,
): Promise<RoundEnd> => {
  const { database, now } = run.deps
  const { results, head, serverTime } = reply
  const page = outgoing.direction === 'upload' ? null : reply.page
  const { generation } = outgoing.sync
  const sent = outgoing.changes
  const taken = { generation, results, sent, page, head, serverTime, now: now() }
  const received = await receive(database, taken)
  switch (received.kind) {
    case 'received':
      return goOn(run, outgoing, { reply, received })
    case 'closed':
      return { kind: 'interrupted' }
    case 'no_space':
      return { kind: 'failed', fault: unavailable('device_full') }
    case 'lost':
      return { kind: 'failed', fault: unavailable('device_lost') }
    case 'stale':
      // Another tab recovered while this answer was on its way.
      run.recoveries += 1
      return run.recoveries > MAX_RECOVERIES
        ? { kind: 'failed', fault: unavailable('unreadable') }
        : { kind: 'again' }
  }
}

const HEALED = { lastFault: null, lastReason: null, retryAt: null, failures: 0 }

interface Taken {
  readonly reply: SyncReply
  readonly received: Received
}

const goOn = async (
  run: Run,
  outgoing: Outgoing,
  { reply, received }: Taken,
): Promise<RoundEnd> => {
  // The server answered: whatever an earlier run met is over, and no tab need wait any longer; but
  // what goes out says nothing of the room for what is to come in.
  if (isStillFull(outgoing)) run.isFull = true
  else if (outgoing.sync.lastFault !== null) await noteSync(run.deps.database, HEALED)
  if (isFutile(outgoing, reply)) return { kind: 'failed', fault: unavailable('unreadable') }
  note(run, received, outgoing.direction === 'upload' ? null : reply)
  await logResults(run.deps, reply.results)
  const { held } = received
  return held?.fault.code === 'needs_attachment' ? sendFiles(run, held) : { kind: 'again' }
}

const isStillFull = ({ direction, sync }: Outgoing): boolean =>
  direction === 'upload' && sync.lastReason === 'device_full'

/** Where the run is after an answer, for its next round and for the screen. */
const note = (run: Run, received: Received, shown: SyncReply | null): void => {
  const sent = received.answered + received.parked
  run.measure.countReply(sent, received.rows)
  if (sent > 0) run.batch = afterAnswer(run.batch)
  if (received.held !== null) run.held = received.held.fault
  run.isAllSent = received.isAllSent
  if (shown !== null) {
    run.isFull = received.isOutOfSpace
    run.wantsPage = shown.page.hasMore && !run.isFull
    if (!shown.page.hasMore && !run.isFull) run.level = shown.head
  }
  run.progress = {
    ...run.progress,
    sent: run.progress.sent + sent,
    received: run.progress.received + received.rows,
    left: shown === null ? run.progress.left : (shown.page.left ?? (run.wantsPage ? null : 0)),
  }
  run.announcer.show(run.progress)
}

/** An answer after which the same request would follow again: it must not, for ever and at once. */
const isFutile = ({ changes }: Outgoing, { results, page }: SyncReply): boolean => {
  if (changes.length === 0) return page.hasMore && page.to === page.from
  const answered = new Set<string>(results.map((result) => result.changeId))
  return !changes.some((change) => answered.has(change.changeId))
}
