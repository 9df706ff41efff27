/** The active branch of a chat, live: its end first, then all of it. */

import { useEffect, useRef, useState } from 'react'
import { chooseBranch, readWindow, type ChatWindow } from '../../db/device/messages.ts'
import type { ChatId, MessageId } from '../../db/protocol/ids.ts'
import { useHome, useLive } from '../session/use-home.ts'
import { indexOfMessage, type ReadPlace } from './feed-place.ts'

/** Enough for the first screen; the rest of the branch follows at once, before anyone can scroll there. */
const FIRST_WINDOW = 60
const WHOLE_BRANCH = 1_000_000

interface Wanted {
  readonly targetId: MessageId | undefined
  readonly place: ReadPlace | null
}

interface Branch {
  readonly window: ChatWindow | undefined
  readonly isPrepended: boolean
}

export const useBranch = (chatId: ChatId, { targetId, place }: Wanted): Branch => {
  const { database } = useHome()
  const isEndWanted = targetId === undefined && place?.top === undefined
  const [limit, setLimit] = useState(isEndWanted ? FIRST_WINDOW : WHOLE_BRANCH)
  const read = useLive((from) => readWindow(from, { chatId, limit }), [chatId, limit])
  const chosen = useRef<MessageId>(undefined)
  if (read?.hasEarlier === true && limit !== WHOLE_BRANCH) setLimit(WHOLE_BRANCH)
  const window = read !== undefined && isEnough(read, place) ? read : undefined
  useEffect(() => {
    if (window === undefined || targetId === undefined || chosen.current === targetId) return
    chosen.current = targetId
    if (indexOfMessage(window.messages, targetId) < 0) void chooseBranch(database, chatId, targetId)
  }, [database, chatId, targetId, window])
  return { window, isPrepended: useIsPrepended(window) }
}

/** Where the last message that was seen is further back, what is new cannot be told yet. */
const isEnough = ({ hasEarlier, messages }: ChatWindow, place: ReadPlace | null): boolean =>
  !hasEarlier || place === null || indexOfMessage(messages, place.seenId) >= 0

/** True where the same end has a new beginning: the reader's place must stay where it is. */
const useIsPrepended = (window: ChatWindow | undefined): boolean => {
  const [seen, setSeen] = useState(window)
  const [isPrepended, setIsPrepended] = useState(false)
  if (window !== seen) {
    setSeen(window)
    setIsPrepended(
      seen !== undefined &&
        seen.messages[0]?.id !== window?.messages[0]?.id &&
        seen.messages.at(-1)?.id === window?.messages.at(-1)?.id,
    )
  }
  return isPrepended
}
