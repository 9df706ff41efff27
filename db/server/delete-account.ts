/** Ends an account: everything of a person is deleted, and nothing is ever taken in their name again. */

import { sql } from 'kysely'
import type { UserId } from '../protocol/ids.ts'
import { APP_ROLE } from './app-role.ts'
import type { Database } from './database.ts'
import type { EndedSession } from './end-sessions.ts'

/**
 * One transaction, as long as it takes: it waits for every transaction under way in this name, and all
 * that come later are refused (see `isAccountDeleted`). Any number of times has the effect of once;
 * each answers the sign-ins that there were.
 */
export const deleteAccount = (
  database: Database,
  { userId, now }: { readonly userId: UserId; readonly now: number },
): Promise<readonly EndedSession[]> =>
  database.withoutLimits((db) =>
    db.transaction().execute(async (trx) => {
      await sql`select set_config('role', ${APP_ROLE}, true),
        set_config('app.user_id', ${userId}, true)`.execute(trx)
      const { rows } = await sql<EndedSession>`
        select ended_hash as "tokenHash", ended_device as "deviceId"
        from delete_account(${new Date(now)})`.execute(trx)
      return rows
    }),
  )
