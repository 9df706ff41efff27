/** The figures of one run: why, which way, how many, how large, how long, and how it ended. */

import { addRun } from '../../db/device/runs.ts'
import type { RunRecord, Trigger } from '../../db/device/records.ts'
import type { Fault } from '../../db/protocol/fault.ts'
import type { Direction } from '../../db/protocol/round.ts'
import type { EngineDeps } from './deps.ts'
import { reasonOf } from './reason.ts'

export interface Measure {
  /** One request more; sizes in bytes. */
  readonly countRequest: (bytesUp: number, bytesDown: number) => void
  /** Changes answered for and rows that were news. */
  readonly countReply: (sent: number, received: number) => void
  /** Keeps the run; one that made no request leaves no trace. */
  readonly keep: (outcome: RunRecord['outcome'], fault?: Fault) => Promise<void>
}

export const createMeasure = (
  { database, now }: Pick<EngineDeps, 'database' | 'now'>,
  run: { readonly trigger: Trigger; readonly direction: Direction },
): Measure => {
  const startedAt = now()
  const counts = { requests: 0, sent: 0, received: 0, bytesSent: 0, bytesReceived: 0 }
  return {
    countRequest: (bytesUp, bytesDown) => {
      counts.requests += 1
      counts.bytesSent += bytesUp
      counts.bytesReceived += bytesDown
    },
    countReply: (sent, received) => {
      counts.sent += sent
      counts.received += received
    },
    keep: async (outcome, fault) => {
      if (counts.requests === 0) return
      // A clock set back during the run would give a negative length.
      const durationMs = Math.max(0, now() - startedAt)
      const ended = { outcome, ...(fault !== undefined && toldOf(fault)) }
      await addRun(database, { ...run, ...counts, startedAt, durationMs, ...ended })
    },
  }
}

const toldOf = (fault: Fault): Pick<RunRecord, 'fault' | 'reason'> => {
  const reason = reasonOf(fault)
  return reason === null ? { fault: fault.code } : { fault: fault.code, reason }
}
