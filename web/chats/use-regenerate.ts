/** Asking for another reply in place of one; null where nobody answers now. */

import { useMemo } from 'react'
import { chooseBranch, type MessageView } from '../../db/device/messages.ts'
import type { ChatId } from '../../db/protocol/ids.ts'
import type { ChatReply } from '../assistant/use-reply.ts'
import { useHome } from '../session/use-home.ts'
import { useIsOnline } from '../sync/use-sync-facts.ts'

/** The new one is the newest under the same message: from the beginning that is the branch on the screen. */
export const useRegenerate = (chatId: ChatId, { ask, isPossible }: ChatReply) => {
  const { database } = useHome()
  const isOnline = useIsOnline()
  const isAble = isPossible && isOnline
  return useMemo(
    () =>
      !isAble
        ? null
        : ({ parentId }: MessageView): void => {
            if (parentId === null) return
            void chooseBranch(database, chatId, parentId)
            ask(parentId)
          },
    [ask, chatId, database, isAble],
  )
}
