/** What all histories of a test file share: the real app on a real database, and a keeper of backups. */

import { createHash } from 'node:crypto'
import pg from 'pg'
import { createApp } from '../../../api/app.ts'
import { type Config, readConfig } from '../../../api/config.ts'
import { createLog } from '../../../api/log.ts'
import { openDeps } from '../../../api/open-deps.ts'
import { ORIGIN } from '../app.ts'
import { createTokenMaker } from '../tokens.ts'

export interface Stage {
  /** The server's clock and chance: the history under way sets them. */
  now: number
  tokens: number
  /** Whether it syncs at all. */
  isOn: boolean
  worlds: number
  sessions: number
  readonly send: (path: string, init: RequestInit) => Promise<Response>
  /** A cookie of a device that is signed in. */
  readonly signIn: (userId: string, deviceId: string) => Promise<string>
  /** Another device ends the sessions of this one; the status of the answer. */
  readonly revoke: (cookie: string, deviceId: string) => Promise<number>
  readonly ask: (sql: string, values: readonly unknown[]) => Promise<readonly pg.QueryResultRow[]>
  readonly save: (userId: string) => Promise<void>
  readonly restore: (userId: string) => Promise<void>
  readonly close: () => Promise<void>
}

const TABLES = [
  'sync_status',
  'chats',
  'messages',
  'folders',
  'conflicts',
  'sync_tokens',
  'devices',
  'applied_changes',
  'attachments',
  'attachment_chunks',
]

/** As the exchange of a token does it, in one statement. */
const SIGN_IN = `with device as (
    insert into devices (user_id, device_id, name, platform, app_version, last_seen_at, created_at)
    values ($1, $2, $2, 'test', '1', $4, $4)
    on conflict (user_id, device_id) do update set revoked_at = null)
  insert into device_sessions (token_hash, user_id, device_id, created_at, seen_at, expires_at, ends_at)
  values ($3, $1, $2, $4, $4, $4::timestamptz + interval '10 years', $4::timestamptz + interval '10 years')`

export const openStage = async (databaseUrl: string): Promise<Stage> => {
  const read = readConfig({ ...createTokenMaker().env, DATABASE_URL: databaseUrl })
  if (read.kind === 'nonsense') throw new Error(read.sentence)
  const log = createLog('fatal', { write: () => undefined })
  const opened = await openDeps({ config: read.config, log, version: '0.0.0', distFolder: null })
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query('create schema backup')
  for (const table of TABLES)
    await client.query(`create table backup.${table} as table public.${table} with no data`)
  const copy = async (userId: string, from: string, to: string): Promise<void> => {
    const whose = `user_id = ${pg.escapeLiteral(userId)}`
    const steps = TABLES.map(
      (table) => `delete from ${to}.${table} where ${whose};
        insert into ${to}.${table} select * from ${from}.${table} where ${whose};`,
    )
    await client.query(
      `begin; set local session_replication_role = replica; ${steps.join('')} commit`,
    )
  }
  const stage: Stage = {
    now: 0,
    tokens: 0,
    isOn: true,
    worlds: 0,
    sessions: 0,
    send: async (path, init) => app.request(`${ORIGIN}${path}`, init),
    signIn: async (userId, deviceId) => {
      const token = createHash('sha256')
        .update(`${userId}.${(stage.sessions += 1)}`)
        .digest('base64url')
      const tokenHash = createHash('sha256').update(token).digest('hex')
      await client.query(SIGN_IN, [userId, deviceId, tokenHash, new Date(stage.now)])
      return `__Host-chat-sync=${token}`
    },
    revoke: async (cookie, deviceId) => {
      const headers = {
        cookie,
        origin: ORIGIN,
        'sec-fetch-site': 'same-origin',
        'x-sync-client': '1',
      }
      const path = `/api/devices/${encodeURIComponent(deviceId)}`
      return (await app.request(`${ORIGIN}${path}`, { method: 'DELETE', headers })).status
    },
    ask: async (sql, values) => (await client.query(sql, [...values])).rows,
    save: (userId) => copy(userId, 'public', 'backup'),
    restore: (userId) => copy(userId, 'backup', 'public'),
    close: async () => {
      await client.end()
      await opened.close()
    },
  }
  const config: Config = {
    ...opened.deps.config,
    get syncEnabled() {
      return stage.isOn
    },
  }
  const app = createApp({
    ...opened.deps,
    config,
    now: () => stage.now,
    newToken: () => `token-${(stage.tokens += 1)}`,
  })
  return stage
}
