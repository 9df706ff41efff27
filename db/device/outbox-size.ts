/** How large what waits is, for saying it before it is sent. */

import { utf8Length } from '../protocol/text.ts'
import type { ChatDatabase } from './database.ts'
import { answeredUpTo, changesAfter } from './numbers.ts'
import { readSync } from './sync-state.ts'

/** `isAll` false: more waits than was measured, and all of it is larger. */
export interface OutboxSize {
  readonly bytes: number
  readonly isAll: boolean
}

/** Enough for what people write by hand; of an import nobody waits for the sum. */
const MEASURED = 200

export const measureOutbox = async (db: ChatDatabase): Promise<OutboxSize> =>
  db.transaction('r', db.sync, db.outbox, async () => {
    const sync = await readSync(db)
    const changes = await changesAfter(db, answeredUpTo(sync), MEASURED)
    const bytes = changes.reduce((sum, change) => sum + utf8Length(JSON.stringify(change)), 0)
    return { bytes, isAll: changes.length < MEASURED }
  })
