/** `GET /api/health`: this process lives. `GET /api/ready`: it can do its work. */

import { fault } from '../../db/protocol/fault.ts'
import type { Answer, AppDeps } from '../deps.ts'
import { replyFault, replyJson } from '../reply.ts'

export const answerHealth: Answer = (c) => replyJson(c, { status: 'live' })

/**
 * Without Redis sync goes on, slower; without the database there is nothing to do. Once a stop has
 * begun what is under way is answered, and whoever balances the load is told to send elsewhere.
 */
export const answerReady =
  ({
    database,
    keyValue,
    isStopping,
  }: Pick<AppDeps, 'database' | 'keyValue' | 'isStopping'>): Answer =>
  async (c) => {
    if (isStopping())
      return replyFault(c, fault('unavailable', { details: { server: 'stopping' } }))
    const [isDatabaseReady, isKeyValueReady] = await Promise.all([
      database.ready(),
      keyValue.ready(),
    ])
    const details = {
      database: isDatabaseReady ? 'ready' : 'down',
      keyValue: isKeyValueReady ? 'ready' : 'down',
    }
    if (!isDatabaseReady || !isKeyValueReady)
      return replyFault(c, fault('unavailable', { details }))
    return replyJson(c, { status: 'ready', ...details })
  }
