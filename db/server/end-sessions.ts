/** Ends sign-ins of a person: all of them, or those of one sign-in at Clerk. */

import type { ExpressionBuilder } from 'kysely'
import type { UserId } from '../protocol/ids.ts'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'
import { asUser } from './with-user.ts'

/** A sign-in that ended, to be dropped from caches and told to its device. */
export interface EndedSession {
  readonly tokenHash: string
  readonly deviceId: string
}

const COLUMNS = ['token_hash as tokenHash', 'device_id as deviceId'] as const

/** Every device with its sessions, in one transaction; but for the session `keep`, where there is one. */
export const endSessions = (
  database: Database,
  input: { readonly userId: UserId; readonly keep: string | null; readonly now: number },
): Promise<readonly EndedSession[]> =>
  asUser(database, input.userId, async (trx) => {
    const revoked = { revoked_at: new Date(input.now) }
    const ended = await trx
      .updateTable('device_sessions')
      .set(revoked)
      .where('user_id', '=', input.userId)
      .where('token_hash', '<>', input.keep ?? '')
      .where('revoked_at', 'is', null)
      .returning(COLUMNS)
      .execute()
    await trx
      .updateTable('devices')
      .set(revoked)
      .where('user_id', '=', input.userId)
      .where('revoked_at', 'is', null)
      .where((row) => row.not(row.exists(keptOf(row, input))))
      .execute()
    return ended
  })

type Rows = ExpressionBuilder<Schema, 'devices'>

const keptOf = (row: Rows, kept: { readonly userId: UserId; readonly keep: string | null }) =>
  row
    .selectFrom('device_sessions')
    .select('device_sessions.token_hash')
    .where('device_sessions.user_id', '=', kept.userId)
    .where('device_sessions.token_hash', '=', kept.keep ?? '')
    .whereRef('device_sessions.device_id', '=', 'devices.device_id')

/** The sessions that came of one sign-in; their devices stay in the list. */
export const endClerkSession = (
  database: Database,
  input: { readonly userId: UserId; readonly clerkSessionId: string; readonly now: number },
): Promise<readonly EndedSession[]> =>
  asUser(database, input.userId, (trx) =>
    trx
      .updateTable('device_sessions')
      .set({ revoked_at: new Date(input.now) })
      .where('user_id', '=', input.userId)
      .where('clerk_session_id', '=', input.clerkSessionId)
      .where('revoked_at', 'is', null)
      .returning(COLUMNS)
      .execute(),
  )
