/** One run: rounds of changes out and rows in, for as long as something is left and there is time. */

import { meetFault } from './meet-fault.ts'
import { takeReply } from './pull.ts'
import { readOutgoing, toRequest, type Outgoing } from './push.ts'
import { unavailable } from './replies.ts'
import type { RoundEnd, Run, RunEnd } from './run.ts'
import { post } from './transport.ts'

export const runSync = async (run: Run): Promise<RunEnd> => {
  for (;;) {
    if (run.signal.aborted) return { kind: 'interrupted' }
    const end = await playRound(run)
    if (end.kind !== 'again') return end
    if (run.deps.now() >= run.endsAt) return { kind: 'more' }
  }
}

/**
 * Reads what waits and where the device is, sends, and takes the answer in one transaction. No
 * transaction is open while the request is out, and nothing leaves the outbox but by the answer (N2).
 */
const playRound = async (run: Run): Promise<RoundEnd> => {
  const outgoing = await readOutgoing(run)
  if (outgoing.changes.length === 0 && !run.wantsPage) return conclude(run)
  showStart(run, outgoing)

  const request = toRequest(outgoing, run.deps.now())
  const sent = await post(run.deps, request, run.signal)
  run.measure.countRequest(sent.bytesUp, sent.bytesDown)
  return sent.kind === 'fault'
    ? meetFault(run, outgoing, sent.fault)
    : takeReply(run, outgoing, sent.reply)
}

const showStart = (run: Run, { changes, direction, pending }: Outgoing): void => {
  const { progress, trigger } = run
  const toSend = Math.max(progress.toSend, progress.sent + pending)
  if (direction !== 'download') run.progress = { ...progress, toSend }
  run.announcer.step(
    { kind: changes.length > 0 ? 'push' : 'pull' },
    { run: { trigger, direction: run.direction }, progress: run.progress },
  )
}

/** Nothing is left that could be done now. */
const conclude = (run: Run): RunEnd => {
  if (run.isFull) return { kind: 'failed', fault: unavailable('device_full') }
  return run.held === null ? { kind: 'done' } : { kind: 'held', fault: run.held }
}
