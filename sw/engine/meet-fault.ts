/** What a run does about a request that failed: recover and go on, send less, wait, or stop. */

import { recoverFromFork, type ForkCode } from '../../db/device/fork.ts'
import { giveUp } from '../../db/device/park.ts'
import { CHANGE_FAULTS, type Fault, type FaultCode } from '../../db/protocol/fault.ts'
import { afterTimeout, afterTooLarge, FULL_BATCH } from './batch.ts'
import { goOnWithout } from './leave-out.ts'
import type { Outgoing } from './push.ts'
import { isSuspicious } from './poison.ts'
import { logLine } from './keep-log.ts'
import { isTimeout, unavailable } from './replies.ts'
import { MAX_RECOVERIES, type RoundEnd, type Run } from './run.ts'
import { needsPerson } from './schedule.ts'

export const meetFault = async (run: Run, outgoing: Outgoing, met: Fault): Promise<RoundEnd> => {
  if (run.signal.aborted) return { kind: 'interrupted' }
  if (isFork(met.code)) return recover(run, outgoing, { ...met, code: met.code })
  if (needsPerson(met.code)) return { kind: 'refused', fault: met }
  return outgoing.changes.length > 0
    ? meetWithChanges(run, outgoing, met)
    : { kind: 'failed', fault: met }
}

/** It may lie in what was sent: in how much, or in what. */
const meetWithChanges = (
  run: Run,
  outgoing: Outgoing,
  met: Fault,
): RoundEnd | Promise<RoundEnd> => {
  const { changes, sync } = outgoing
  const [first, second] = changes
  if (met.code === 'too_large') return sendLess(run, outgoing, met)
  if (met.code === 'out_of_space') return goOnWithout(run, met, null)
  const isSuspect = isSuspicious(met, sync.failures)
  if (isSuspect && first !== undefined && second === undefined)
    return goOnWithout(run, met, first.changeId)
  if (isSuspect || isTimeout(met)) run.batch = afterTimeout(run.batch, changes.length)
  return { kind: 'failed', fault: met }
}

const isFork = (code: FaultCode): code is ForkCode =>
  code === 'history_forked' || code === 'device_forked' || code === 'sequence_gap'

const recover = async (
  run: Run,
  { sync }: Outgoing,
  met: Fault & { readonly code: ForkCode },
): Promise<RoundEnd> => {
  run.recoveries += 1
  if (run.recoveries > MAX_RECOVERIES) return { kind: 'failed', fault: met }
  run.announcer.step({ kind: 'fork', fault: met })
  const { database, newId } = run.deps
  const fork = { code: met.code, generation: sync.generation }
  const outcome = await recoverFromFork(database, { newId }, fork)
  await logLine(run.deps, {
    level: 'warning',
    code: 'run.recovered',
    details: { fault: met.code, outcome: outcome.kind },
  })
  switch (outcome.kind) {
    case 'recovered':
    case 'stale':
      run.level = null
      run.wantsPage = run.direction !== 'upload'
      return { kind: 'again' }
    case 'no_space':
      return { kind: 'failed', fault: unavailable('device_full') }
    case 'lost':
      return { kind: 'failed', fault: unavailable('device_lost') }
    case 'closed':
      return { kind: 'interrupted' }
  }
}

/** Half as many; a single change that is still too much waits for the person, and the others go on. */
const sendLess = async (run: Run, { changes }: Outgoing, met: Fault): Promise<RoundEnd> => {
  const [first, second] = changes
  // Nothing is smaller: whoever finds this too large takes nothing at all.
  if (first?.kind === 'void' && second === undefined) return { kind: 'failed', fault: met }
  if (first !== undefined && second === undefined) {
    const { sentence } = CHANGE_FAULTS.too_large
    await giveUp(run.deps.database, first.changeId, { code: 'too_large', message: sentence })
    run.batch = FULL_BATCH
    return { kind: 'again' }
  }
  run.batch = afterTooLarge(changes.length)
  return { kind: 'again' }
}
