/** One run of the server: takes its port, opens what it needs, and closes both again. */

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
  /** Signs the first browser in; null with Clerk, or while the code could not be kept. */
  readonly signInLink: string | null
  readonly close: () => Promise<void>
}

/** The one person of a machine with local sign-in. */
const OWNER = userIdSchema.parse('owner')

/**
 * Listens first, so that a port that is taken is known before a database is touched, and answers
 * `unavailable` until the app is there.
 */
export const run = async (settings: DepsSettings): Promise<Run> => {
  let answer: Fetch = answerStarting
  const listening = await listen((request, env) => answer(request, env), settings.config)
  const config = settleOrigin(settings.config, listening.port)
  try {
    const { deps, close } = await openDeps({ ...settings, config })
    const app = createApp(deps)
    answer = (request, env) => app.fetch(request, env)
    return {
      port: listening.port,
      signInLink: await makeSignInLink(deps),
      close: async () => {
        await listening.close()
        await close()
      },
    }
  } catch (error) {
    await listening.close()
    throw error
  }
}

const answerStarting: Fetch = () =>
  Response.json(
    { protocol: PROTOCOL_VERSION, fault: fault('unavailable', { retryAfterMs: 1000 }) },
    { status: FAULTS.unavailable.status, headers: { 'retry-after': '1' } },
  )

const makeSignInLink = async ({ config, pairing }: AppDeps): Promise<string | null> => {
  const code = await pairing?.newCode(OWNER, START_TTL_MS)
  return typeof code === 'string' ? `${config.appOrigin}/sign-in#code=${code}` : null
}
