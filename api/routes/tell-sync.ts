/** Says in the log how each sync began and ended, and measures it. */

import type { SyncRequest } from '../../db/protocol/round.ts'
import type { RoundReply } from '../../db/server/round.ts'
import type { AppContext, AppDeps } from '../deps.ts'
import type { Metrics } from '../metrics.ts'
import { whoIs } from '../tell-events.ts'

type TellDeps = Pick<AppDeps, 'metrics'>

/** Once it is known who asks for what; what is refused before only ends. */
export const tellStart = (c: AppContext): void => {
  c.get('log').info({ ...aboutSync(c), bytes: c.get('round')?.bytes }, 'sync started')
}

export const tellEnd = ({ metrics }: TellDeps, c: AppContext, durationMs: number): void => {
  const [failure, round] = [c.get('fault'), c.get('round')]
  const direction = round?.direction ?? 'unknown'
  const [bytes, bytesDown] = [round?.bytes ?? 0, c.get('bytesDown') ?? 0]
  const figures = { ...aboutSync(c), durationMs: Math.round(durationMs), bytes, bytesDown }
  if (failure === undefined) c.get('log').info(figures, c.get('message'))
  else c.get('log').warn({ ...figures, reason: c.get('reason') }, `sync failed: ${failure}`)
  metrics.syncs.inc({ direction, outcome: failure === undefined ? 'success' : 'failure' })
  metrics.syncSeconds.observe({ direction }, durationMs / 1000)
  if (round !== undefined) metrics.requestBytes.observe(bytes)
  if (failure === undefined) metrics.responseBytes.observe(bytesDown)
}

/** What went up and down in it, and what the device told of its outbox. */
export const measureRound = (
  metrics: Metrics,
  userId: string,
  { request, reply }: { readonly request: SyncRequest; readonly reply: RoundReply },
): void => {
  const { changes = [], deviceId, retires, pending, sentAt } = request
  for (const { outcome, fault } of reply.results) {
    metrics.changes.inc({ outcome })
    if (fault !== undefined) metrics.refusedChanges.inc({ code: fault.code })
  }
  metrics.rows.observe(reply.page.rowCount)
  if (pending !== undefined && deviceId !== undefined) {
    metrics.pending.observe(pending)
    metrics.waiting.hear({ userId, deviceId }, pending - reply.results.length)
  }
  if (retires !== undefined) metrics.waiting.hear({ userId, deviceId: retires }, 0)
  const oldest = changes.reduce((least, { editedAt }) => Math.min(least, editedAt), Infinity)
  // Both are of the device's clock, so a wrong one does not matter.
  if (sentAt !== undefined && changes.length > 0)
    metrics.outboxAge.observe(Math.max(0, sentAt - oldest) / 1000)
}

const aboutSync = (c: AppContext) => {
  const { direction, deviceId } = c.get('round') ?? {}
  const who = whoIs(c.get('caller'))
  return { ...who, deviceId: deviceId ?? who.deviceId, direction: direction ?? 'unknown' }
}
