/** Asks for a reply to what was just sent; a file of its own, so that the first screen does not hold the rest. */

import type { ChatId, MessageId } from '../../db/protocol/ids.ts'
import type { Home } from '../session/home.ts'

export const answerSent = async (
  home: Home,
  place: { readonly chatId: ChatId; readonly parentId: MessageId },
): Promise<void> => {
  if (home.identity === null || !navigator.onLine) return
  const { answer } = await import('./home-replies.ts')
  await answer(home, place)
}
