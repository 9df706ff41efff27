/** How many chats are not simply here and in the cloud. */

import { countHeldChats } from './chat-modes.ts'
import type { ChatDatabase } from './database.ts'
import { isTextAway } from './text-away.ts'

/** Chats that are only on this device, and those whose text is only in the cloud. Live. */
export const countModes = async (
  db: ChatDatabase,
): Promise<{ readonly here: number; readonly cloud: number }> =>
  db.transaction('r', db.keeping, db.bodies, async () => {
    const [here, cloud] = await Promise.all([
      countHeldChats(db),
      db.bodies.filter(isTextAway).count(),
    ])
    return { here, cloud }
  })
