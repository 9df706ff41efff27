/** Reads what leads to a message, for whoever is to answer it. */

import type { ChatDatabase } from '../../db/device/database.ts'
import { readWindow } from '../../db/device/messages.ts'
import type { Streamed } from '../../db/device/streamed.ts'
import type { AskedMessage } from '../../db/protocol/assistant.ts'
import { MAX_ASKED_MESSAGES } from '../../db/protocol/limits.ts'
import { pathTo } from './path.ts'

const WHOLE_BRANCH = 1_000_000

/** The branch that is on the screen is mostly the one; what is answered may stand far back on another. */
export const readPath = async (
  database: ChatDatabase,
  { chatId, parentId }: Streamed,
): Promise<readonly AskedMessage[]> => {
  const query = { chatId, through: parentId }
  const near = await readWindow(database, { ...query, limit: MAX_ASKED_MESSAGES })
  const path = pathTo(near.messages, parentId)
  if (path.length > 0 || !near.hasEarlier) return path
  return pathTo((await readWindow(database, { ...query, limit: WHOLE_BRANCH })).messages, parentId)
}
