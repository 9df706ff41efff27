/** Who all the people are: for comparing them with the sign-in service, and for nothing else. */

import { sql } from 'kysely'
import { type UserId, userIdSchema } from '../protocol/ids.ts'
import type { Database } from './database.ts'

/**
 * As the role that owns the tables, which alone may, and says so in its transaction. Whoever was
 * deleted is not among them, though their ended sessions still are there.
 */
export const listPeople = (database: Database): Promise<readonly UserId[]> =>
  database.withoutLimits((db) =>
    db.transaction().execute(async (trx) => {
      await sql`select set_config('app.lists_people', 'yes', true)`.execute(trx)
      const { rows } = await sql<{ user_id: string }>`
        select user_id from sync_status union select user_id from devices
        union select user_id from attachments
        union select user_id from device_sessions where revoked_at is null
        order by user_id`.execute(trx)
      return rows.map((row) => userIdSchema.parse(row.user_id))
    }),
  )
