/** Where attacks are made: the app on a database of its own, whose every row is watched. */

import { inject } from 'vitest'
import { faultReplySchema } from '../../db/protocol/fault-reply.ts'
import { parseWith } from '../../db/protocol/parse.ts'
import { openApp, type Reply, type TestApp, type TestAppSettings } from '../world/app.ts'
import { testDatabase } from '../world/test-database.ts'
import { type Fingerprint, openFingerprint } from './fingerprint.ts'

export interface Stage extends Fingerprint {
  readonly world: TestApp
}

export const openStage = async (settings: Partial<TestAppSettings> = {}): Promise<Stage> => {
  const database = await testDatabase()
  const env = { DATABASE_URL: database.url, REDIS_URL: inject('redisUrl'), ...settings.env }
  const world = await openApp({ ...settings, env })
  const fingerprint = await openFingerprint(database.url)
  return {
    ...fingerprint,
    world,
    close: async () => {
      await fingerprint.close()
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
