/** What happened, as one line in the log: sign-ins, sign-outs, revocations, with the code of their reason. */

import type { AppContext, AppEnv } from './deps.ts'
import type { Metrics } from './metrics.ts'

/** By route: how its line begins. What is not here is told only where it failed, at `debug`. */
const EVENTS: Readonly<Record<string, string>> = {
  'POST /api/session': 'sign-in',
  'DELETE /api/session': 'sign-out',
  'DELETE /api/devices': 'sign-out everywhere',
  'DELETE /api/devices/:deviceId': 'revocation of a device',
  'POST /api/devices/pair': 'one-time code',
  'POST /api/webhooks/clerk': 'webhook',
}

/** As much of a session's hash as tells one from the other; it opens nothing. */
const HASH_SHOWN = 12

/** A person, a device and a session as the log names them. */
export const whoIs = (who: AppEnv['Variables']['caller']) => ({
  userId: who?.userId,
  deviceId: who?.deviceId,
  session: who?.tokenHash?.slice(0, HASH_SHOWN),
})

/** After the answer: `sign-in done`, or `sign-in refused: signed_out`. */
export const tellEvent = (metrics: Metrics, c: AppContext, route: string): void => {
  const event = EVENTS[route]
  const failure = c.get('fault')
  const log = c.get('log')
  if (failure !== undefined) metrics.faults.inc({ code: failure, route })
  if (event === undefined) {
    // A sync tells its own end.
    if (failure !== undefined && route !== 'POST /api/sync')
      log.debug({ route, status: c.res.status }, `answered ${failure}`)
    return
  }
  metrics.events.inc({ event, outcome: failure === undefined ? 'done' : 'refused' })
  const about = { ...whoIs(c.get('signedIn') ?? c.get('caller')), ...targetOf(c, failure) }
  if (failure === undefined) log.info(about, `${event} done`)
  else log.warn({ ...about, reason: c.get('reason') }, `${event} refused: ${failure}`)
}

/** The device that was ended, by its id; one that does not exist may be any text. */
const targetOf = (c: AppContext, failure: string | undefined) =>
  failure === undefined && c.req.routePath.endsWith('/:deviceId')
    ? { target: c.req.param('deviceId') }
    : {}
