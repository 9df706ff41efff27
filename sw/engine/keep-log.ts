/** What a run leaves in the log: what did not go as it should, in codes, counts and ids, never in words that somebody wrote. */

import type { LogRecord } from '../../db/device/records.ts'
import { addLog } from '../../db/device/runs.ts'
import { attempt } from '../../db/device/storage-fault.ts'
import { CHANGE_FAULTS, type Fault } from '../../db/protocol/fault.ts'
import type { ChangeResult } from '../../db/protocol/round.ts'
import type { EngineDeps } from './deps.ts'
import { reasonOf } from './reason.ts'
import type { Run } from './run.ts'

type Line = Pick<LogRecord, 'level' | 'code' | 'details'>

/** A line that finds no room is let go: sync does not depend on it. */
export const logLine = async (
  { database, now }: Pick<EngineDeps, 'database' | 'now'>,
  line: Line,
): Promise<void> => {
  await attempt(database, () => addLog(database, { at: now(), ...line }))
}

/** A run that did not come to its end; `retryAt` null: the person must act. */
export const logFailure = (run: Run, fault: Fault, retryAt: number | null): Promise<void> =>
  logLine(run.deps, {
    level: 'error',
    code: retryAt === null ? 'run.stopped' : 'run.failed',
    details: {
      fault: fault.code,
      reason: reasonOf(fault),
      trigger: run.trigger,
      direction: run.direction,
      sent: run.progress.sent,
      received: run.progress.received,
      retryInMs: retryAt === null ? null : Math.max(0, retryAt - run.deps.now()),
    },
  })

export const logInterruption = ({ deps, trigger, progress }: Run): Promise<void> =>
  logLine(deps, {
    level: 'note',
    code: 'run.interrupted',
    details: { trigger, sent: progress.sent, received: progress.received },
  })

/** One line for each kind of answer that is not a plain yes. */
export const logResults = async (
  deps: EngineDeps,
  results: readonly ChangeResult[],
): Promise<void> => {
  const groups = new Map<string, { readonly line: Line; count: number }>()
  for (const result of results) {
    const line = lineOf(result)
    if (line === null) continue
    const key = `${line.code} ${result.fault?.code ?? ''}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { line, count: 1 })
    else group.count += 1
  }
  for (const { line, count } of groups.values())
    await logLine(deps, { ...line, details: { ...line.details, count } })
}

const lineOf = ({ outcome, changeId, fault }: ChangeResult): Line | null => {
  if (outcome === 'applied') return null
  if (outcome === 'duplicate') return { level: 'note', code: 'change.known', details: { changeId } }
  if (outcome === 'conflict')
    return { level: 'warning', code: 'change.conflict', details: { changeId } }
  const code = fault?.code ?? 'invalid'
  const isHeld = CHANGE_FAULTS[code].fate === 'hold'
  return {
    level: isHeld ? 'warning' : 'error',
    code: isHeld ? 'change.held' : 'change.refused',
    details: { fault: code, changeId },
  }
}
