/** A message of which nobody says in which chat it lies: conflicts on messages are rare, so it is looked for. */

import type { ChatDatabase } from './database.ts'
import { shownMessage, type ShownMessage } from './shown.ts'

export const findAnywhere = async (
  db: ChatDatabase,
  messageId: string,
): Promise<ShownMessage | undefined> => {
  const changed = await db.messages.get(messageId)
  if (changed !== undefined) return shownMessage(changed)
  const isIt = (message: { readonly id: string }): boolean => message.id === messageId
  const block = await db.blocks.filter(({ messages }) => messages.some(isIt)).first()
  return block?.messages.find(isIt)
}
