/** The reply of the chat on the screen: what stands after the messages, and what can be done with it. */

import { useEffect, useMemo, type ReactNode } from 'react'
import type { MessageView } from '../../db/device/messages.ts'
import type { ChatId, MessageId } from '../../db/protocol/ids.ts'
import { useReply, useReplyText, type ChatReply } from '../assistant/use-reply.ts'
import { useIsOnline } from '../sync/use-sync-facts.ts'
import { useNow } from '../ui/use-now.ts'
import { cutAfter, footOf, isRead, type Foot } from './reply-foot.ts'
import { GetReply, NoReply } from './no-reply.tsx'
import { StreamedReply } from './streamed-reply.tsx'
import { useRegenerate } from './use-regenerate.ts'

export interface ReplyFoot {
  /** Undefined while they are read. */
  readonly messages: readonly MessageView[] | undefined
  /** Undefined where nothing stands there. */
  readonly foot: ReactNode | undefined
  /** Null where no reply is being written in this page. */
  readonly stop: (() => void) | null
  /** Null where nobody answers now. */
  readonly regenerate: ((message: MessageView) => void) | null
  /** A message was sent: what was said about the one before is over. */
  readonly settle: () => void
  /** The message that was just written as the reply to this one, if the screen does not know it yet. */
  readonly leafAfter: (parentId: MessageId | null) => MessageId | null
}

const LOOK_EVERY_MS = 5_000

export const useReplyFoot = (
  chatId: ChatId,
  all: readonly MessageView[] | undefined,
): ReplyFoot => {
  const chatReply = useReply(chatId)
  const { reply, settle } = chatReply
  const messages = useMemo(() => all && cutAfter(all, reply), [all, reply])
  const hasLanded = reply?.kind === 'landed' && all !== undefined && isRead(all, reply)
  useEffect(() => {
    if (hasLanded) settle()
  }, [hasLanded, settle])
  const stop = reply?.kind === 'running' ? chatReply.stop : null
  return {
    messages,
    foot: useFoot(chatId, chatReply, all),
    stop,
    regenerate: useRegenerate(chatId, chatReply),
    settle,
    leafAfter: chatReply.leafAfter,
  }
}

const useFoot = (
  chatId: ChatId,
  { reply, isPossible, ask }: ChatReply,
  messages: readonly MessageView[] | undefined,
): ReactNode | undefined => {
  const isOnline = useIsOnline()
  const now = useNow(LOOK_EVERY_MS)
  return useMemo(() => {
    const foot = messages && footOf({ messages, reply, isPossible, now })
    return foot && drawFoot(foot, { chatId, isOnline, ask })
  }, [ask, chatId, isOnline, isPossible, messages, now, reply])
}

interface FootActs extends Pick<ChatReply, 'ask'> {
  readonly chatId: ChatId
  readonly isOnline: boolean
}

const drawFoot = (foot: Foot, { chatId, isOnline, ask }: FootActs): ReactNode => {
  switch (foot.kind) {
    case 'streamed':
      return <OwnReply chatId={chatId} />
    case 'elsewhere':
      return <StreamedReply text={foot.text} isElsewhere />
    case 'none':
      return <NoReply words={foot.words} text={foot.text} onTryAgain={() => ask(foot.parentId)} />
    case 'askable':
      return <GetReply isOnline={isOnline} onAsk={() => ask(foot.parentId)} />
  }
}

const OwnReply = ({ chatId }: { readonly chatId: ChatId }) => (
  <StreamedReply text={useReplyText(chatId)} isElsewhere={false} />
)
