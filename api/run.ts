/** One run of the server: takes its port, opens what it needs, and closes both again. */

import { setTimeout as sleep } from 'node:timers/promises'
import { FAULTS, fault } from '../db/protocol/fault.ts'
import { userIdSchema } from '../db/protocol/ids.ts'
import { PROTOCOL_VERSION } from '../db/protocol/version.ts'
import { createApp } from './app.ts'
import { settleOrigin } from './config.ts'
import type { AppDeps } from './deps.ts'
import { START_TTL_MS } from './identity/pairing.ts'
import { listen, type Fetch } from './listen.ts'
import { openDeps, type DepsSettings } from './open-deps.ts'

export interface Run {
  readonly port: number
  /** Signs the first browser in; null with Clerk, or where the code could not be kept for a while. */
  readonly signInLink: Promise<string | null>
  /** `drainMs`: how long it goes on to answer, no longer ready, before it takes no new connection. */
  readonly close: (drainMs?: number) => Promise<void>
}

/** The one person of a machine with local sign-in. */
const OWNER = userIdSchema.parse('owner')

/** How long a key-value store may take to come up beside us, and how often it is asked. */
const LINK_PATIENCE_MS = 60_000
const LINK_RETRY_MS = 500

/**
 * Listens first, so that a port that is taken is known before a database is touched, and answers
 * `unavailable` until the app is there.
 */
export const run = async (settings: DepsSettings): Promise<Run> => {
  let answer: Fetch = answerStarting
  const stop = new AbortController()
  const listening = await listen((request, env) => answer(request, env), settings.config)
  const config = settleOrigin(settings.config, listening.port)
  try {
    const isStopping = (): boolean => stop.signal.aborted
    const { deps, close } = await openDeps({ ...settings, config, isStopping })
    const app = createApp(deps)
    answer = (request, env) => app.fetch(request, env)
    return {
      port: listening.port,
      signInLink: makeSignInLink(deps, stop.signal),
      close: async (drainMs = 0) => {
        stop.abort()
        await listening.drain(drainMs)
        await listening.close()
        await close()
      },
    }
  } catch (error) {
    await listening.close()
    throw error
  }
}

/** The process lives, however long a migration takes; it is not ready. */
const answerStarting: Fetch = (request) =>
  new URL(request.url).pathname === '/api/health'
    ? Response.json({ protocol: PROTOCOL_VERSION, status: 'live' })
    : Response.json(
        { protocol: PROTOCOL_VERSION, fault: fault('unavailable', { retryAfterMs: 1000 }) },
        { status: FAULTS.unavailable.status, headers: { 'retry-after': '1' } },
      )

/** Tried again for a while: the store that is to keep the code may come up after us. */
const makeSignInLink = async (
  { config, pairing, log }: AppDeps,
  signal: AbortSignal,
): Promise<string | null> => {
  if (pairing === null) return null
  for (const end = Date.now() + LINK_PATIENCE_MS; !signal.aborted && Date.now() < end;) {
    const code = await pairing.newCode(OWNER, START_TTL_MS)
    if (code !== null) return `${config.appOrigin}/sign-in#code=${code}`
    await sleep(LINK_RETRY_MS, null, { ref: false })
  }
  if (!signal.aborted)
    log.warn('there is no sign-in link: the key-value store does not keep its code')
  return null
}
