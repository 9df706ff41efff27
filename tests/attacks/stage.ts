/** Where attacks are made: the app on a database of its own, and fingerprints in which every changed row shows. */

import pg from 'pg'
import { inject } from 'vitest'
import { faultReplySchema } from '../../db/protocol/fault-reply.ts'
import { parseWith } from '../../db/protocol/parse.ts'
import { openApp, type Reply, type TestApp, type TestAppSettings } from '../world/app.ts'
import { testDatabase } from '../world/test-database.ts'

export interface Stage {
  readonly world: TestApp
  /** Of all rows of all people. */
  readonly everything: () => Promise<string>
  /** Of all rows of one person. */
  readonly rowsOf: (userId: string) => Promise<string>
  /** People of whom any row is there. */
  readonly people: () => Promise<readonly string[]>
  readonly query: (text: string, values?: readonly unknown[]) => Promise<readonly object[]>
  readonly close: () => Promise<void>
}

/** A query for the names of all tables that hold rows of people: also of those that come later. */
const TABLES = `select table_name as name from information_schema.columns
  where table_schema = 'public' and column_name = 'user_id' order by 1`

const hashOf = (table: string, where: string): string =>
  `select '${table}' as name, count(*) as n, coalesce(sum(hashtextextended(t::text, 0)), 0) as h
   from ${table} t ${where}`

const digest = (tables: readonly string[], where: string): string =>
  `select string_agg(name || ':' || n || ':' || h, ' ' order by name) as rows
   from (${tables.map((table) => hashOf(table, where)).join(' union all ')}) of_each`

const stringsIn = (rows: readonly object[]): readonly string[] =>
  rows.flatMap((row) => Object.values(row)).map(String)

export const openStage = async (settings: Partial<TestAppSettings> = {}): Promise<Stage> => {
  const database = await testDatabase()
  const env = { DATABASE_URL: database.url, REDIS_URL: inject('redisUrl'), ...settings.env }
  const world = await openApp({ ...settings, env })
  const pool = new pg.Pool({ connectionString: database.url, max: 4 })
  const query: Stage['query'] = async (text, values = []) =>
    (await pool.query<object>(text, [...values])).rows
  const tables = stringsIn(await query(TABLES))
  const [all, one] = [digest(tables, ''), digest(tables, 'where user_id = $1')]
  const everyone = tables.map((table) => `select user_id from ${table}`).join(' union ')
  return {
    world,
    query,
    everything: async () => stringsIn(await query(all)).join(''),
    rowsOf: async (userId) => stringsIn(await query(one, [userId])).join(''),
    people: async () => stringsIn(await query(everyone)),
    close: async () => {
      await pool.end()
      await world.close()
      await database.drop()
    },
  }
}

/** What no answer may show: a stack, a statement, a driver's words. */
const INSIDE =
  /\bat \S+ \(|\.(ts|js):\d|node_modules|node:internal|\bselect .* from\b|insert into|pg_|kysely|SQLSTATE|ECONN|syntax error|unexpected token/i

/** Why an answer is none of ours; empty where it is well. */
export const objectionTo = ({ text, status, json }: Pick<Reply, 'text' | 'status' | 'json'>) => {
  if (status < 400) return INSIDE.test(text) ? `shows its inside: ${text.slice(0, 300)}` : ''
  const parsed = parseWith(faultReplySchema, json)
  if (parsed.kind === 'broken') return `no fault of the catalogue: ${status} ${text.slice(0, 300)}`
  return INSIDE.test(text) ? `shows its inside: ${text.slice(0, 300)}` : ''
}
