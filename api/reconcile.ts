/** `npm run reconcile`: compares our people with Clerk's; once a day, beside the server. */

import { destination } from 'pino'
import { DatabaseRefusal } from '../db/server/database.ts'
import { openDatabase } from '../db/server/connect.ts'
import { isUnavailable } from '../db/server/unavailable.ts'
import { readConfig, type Config } from './config.ts'
import { createClerkPeople } from './identity/clerk-people.ts'
import type { ClerkSettings } from './identity/clerk-settings.ts'
import { reconcile, type Reconciled } from './identity/reconcile.ts'
import { createLog } from './log.ts'
import { openStores } from './stores.ts'

const STDERR = 2

const refuse = (sentence: string): never => {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

/** Where it is not understood what failed, nothing was changed all the same. */
const explain = (error: unknown): string => {
  if (error instanceof DatabaseRefusal) return error.message
  if (isUnavailable(error))
    return 'The database does not answer; what was not done is done next time.'
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  if (status === 401 || status === 403)
    return 'Clerk refuses CLERK_SECRET_KEY; nothing was changed.'
  if (error instanceof Error && 'clerkError' in error)
    return 'Clerk does not answer as it should; nothing was changed.'
  throw error
}

const run = async (config: Config, auth: ClerkSettings, secretKey: string): Promise<Reconciled> => {
  const log = createLog(config.logLevel, destination(STDERR))
  const database = await openDatabase(config.database, log)
  const stores = await openStores(config.redis, { log, now: Date.now, onFailure: () => undefined })
  try {
    const clerk = createClerkPeople({ secretKey, apiUrl: auth.apiUrl })
    return await reconcile({ ...stores, database, now: Date.now }, clerk, auth.jwtKeys)
  } finally {
    // News that was not sent yet goes before this question does.
    await stores.keyValue.ready()
    await stores.pokes.close()
    await stores.keyValue.close()
    await database.close()
  }
}

const main = async (): Promise<void> => {
  const read = readConfig(process.env)
  if (read.kind === 'nonsense') return refuse(read.sentence)
  const { auth } = read.config
  if (auth.kind === 'local' || auth.secretKey === null)
    return refuse('CLERK_SECRET_KEY must be set to ask Clerk about its people.')
  try {
    const outcome = await run(read.config, auth, auth.secretKey)
    if (outcome.kind === 'other-instance')
      return refuse(
        'CLERK_SECRET_KEY is of another Clerk instance than CLERK_JWT_KEY; nothing was changed.',
      )
    const { asked, deleted, banned } = outcome
    process.stdout.write(`people ${asked}, deleted ${deleted}, banned ${banned}\n`)
  } catch (error) {
    refuse(explain(error))
  }
}

await main()
