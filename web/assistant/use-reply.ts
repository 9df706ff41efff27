/** The reply of a chat, live: written in this page, or in another tab. */

import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { readStreamed, type Streamed } from '../../db/device/streamed.ts'
import type { ChatId, MessageId } from '../../db/protocol/ids.ts'
import { useHome, useLive } from '../session/use-home.ts'
import { useHasAssistant } from './capability.ts'
import { repliesOf } from './home-replies.ts'
import type { Replies } from './replies.ts'
import type { Reply } from './reply.ts'

/** The same as long as the chat is. */
interface Acts {
  readonly ask: (parentId: MessageId) => void
  readonly stop: () => void
  /** It is seen as a message, or needs no more words. */
  readonly settle: () => void
  /** The reply that was just written to this message, until the screen has it; else the message. */
  readonly leafAfter: (parentId: MessageId | null) => MessageId | null
}

/** The text of one of this page is to be had from `useReplyText`. */
export interface ChatReply extends Acts {
  /** Somebody is signed in, and this server answers. */
  readonly isPossible: boolean
  /** `elsewhere`: another tab writes it, and can stop it. */
  readonly reply: Reply | ({ readonly kind: 'elsewhere' } & Streamed) | null
}

const watchNothing = () => () => undefined

export const useReply = (chatId: ChatId): ChatReply => {
  const replies = repliesOf(useHome())
  const isThere = useHasAssistant()
  const own = useSyncExternalStore(
    replies?.watch ?? watchNothing,
    () => replies?.headOf(chatId) ?? null,
  )
  const isOwn = own !== null
  const kept = useLive(
    async (database) => (isOwn ? null : ((await readStreamed(database, chatId)) ?? null)),
    [chatId, isOwn],
  )
  const elsewhere = isOwn ? null : (kept ?? null)
  const isElsewhere = elsewhere !== null
  useEffect(() => {
    // Should that page end in the middle, this one makes the message.
    if (isElsewhere) void replies?.mind(chatId)
  }, [chatId, isElsewhere, replies])
  const reply = useMemo(
    () => (elsewhere === null ? own : { kind: 'elsewhere' as const, ...elsewhere }),
    [elsewhere, own],
  )
  const acts = useMemo(() => actsOf(replies, chatId), [chatId, replies])
  return {
    isPossible: replies !== null && isThere,
    reply,
    ...acts,
  }
}

/** The text of a reply of this page, as it grows: once before each picture. */
export const useReplyText = (chatId: ChatId): string => {
  const replies = repliesOf(useHome())
  return useSyncExternalStore(replies?.watch ?? watchNothing, () => replies?.of(chatId)?.text ?? '')
}

const actsOf = (replies: Replies | null, chatId: ChatId): Acts => ({
  ask: (parentId) => void replies?.ask({ chatId, parentId }),
  stop: () => replies?.stop(chatId),
  settle: () => replies?.settle(chatId),
  leafAfter: (parentId) => {
    const reply = replies?.of(chatId)
    return reply?.kind === 'landed' && reply.parentId === parentId ? reply.messageId : parentId
  },
})
