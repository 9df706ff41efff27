/** Whether the database answers a query within two seconds. */

import { type Kysely, sql } from 'kysely'
import type { Schema } from './schema.ts'

const LIMIT_MS = 2000

export const isReady = async (db: Kysely<Schema>): Promise<boolean> => {
  const asked = sql`select 1`.execute(db).then(
    () => true,
    () => false,
  )
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, LIMIT_MS, false)
  })
  try {
    return await Promise.race([asked, late])
  } finally {
    clearTimeout(timer)
  }
}
