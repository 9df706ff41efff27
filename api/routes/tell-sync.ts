/** Says in the log how each sync began and ended, and measures it. */

import type { AppContext, AppDeps } from '../deps.ts'
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

const aboutSync = (c: AppContext) => {
  const { direction, deviceId } = c.get('round') ?? {}
  const who = whoIs(c.get('caller'))
  return { ...who, deviceId: deviceId ?? who.deviceId, direction: direction ?? 'unknown' }
}
