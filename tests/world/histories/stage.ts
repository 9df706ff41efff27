/** What all histories of a test file share: the real app on a real database, and a keeper of backups. */

import { createHash } from 'node:crypto'
import pg from 'pg'
import { createApp } from '../../../api/app.ts'
import { readConfig } from '../../../api/config.ts'
import { createLog } from '../../../api/log.ts'
import { openDeps } from '../../../api/open-deps.ts'
import { deviceIdSchema, userIdSchema } from '../../../db/protocol/ids.ts'
import { createSession } from '../../../db/server/device-sessions.ts'
import { ORIGIN } from '../app.ts'
import { createTokenMaker } from '../tokens.ts'

export interface Stage {
  /** The server's clock and chance: the history under way sets them. */
  now: number
  tokens: number
  people: number
  sessions: number
  readonly send: (path: string, init: RequestInit) => Promise<Response>
  /** A cookie of a device that is signed in. */
  readonly signIn: (userId: string, deviceId: string) => Promise<string>
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
]

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
    await client.query(`begin; set local session_replication_role = replica`)
    for (const table of TABLES) {
      await client.query(`delete from ${to}.${table} where user_id = $1`, [userId])
      await client.query(
        `insert into ${to}.${table} select * from ${from}.${table} where user_id = $1`,
        [userId],
      )
    }
    await client.query('commit')
  }
  const stage: Stage = {
    now: 0,
    tokens: 0,
    people: 0,
    sessions: 0,
    send: async (path, init) => app.request(`${ORIGIN}${path}`, init),
    signIn: async (userId, deviceId) => {
      const token = createHash('sha256')
        .update(`${userId}.${(stage.sessions += 1)}`)
        .digest('base64url')
      await createSession(opened.deps.database, {
        userId: userIdSchema.parse(userId),
        deviceId: deviceIdSchema.parse(deviceId),
        tokenHash: createHash('sha256').update(token).digest('hex'),
        clerkSessionId: null,
        name: deviceId,
        platform: 'test',
        appVersion: '1',
        now: stage.now,
      })
      return `__Host-chat-sync=${token}`
    },
    ask: async (sql, values) => (await client.query(sql, [...values])).rows,
    save: (userId) => copy(userId, 'public', 'backup'),
    restore: (userId) => copy(userId, 'backup', 'public'),
    close: async () => {
      await client.end()
      await opened.close()
    },
  }
  const app = createApp({
    ...opened.deps,
    now: () => stage.now,
    newToken: () => `token-${(stage.tokens += 1)}`,
  })
  return stage
}
