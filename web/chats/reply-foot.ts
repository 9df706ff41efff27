/** What of a chat's messages is shown while a reply is on its way, and what stands after them; pure. */

import type { MessageView } from '../../db/device/messages.ts'
import type { MessageId } from '../../db/protocol/ids.ts'
import type { ChatReply } from '../assistant/use-reply.ts'

export type Foot =
  | { readonly kind: 'streamed' }
  | { readonly kind: 'elsewhere'; readonly text: string }
  | {
      readonly kind: 'none'
      readonly parentId: MessageId
      readonly text: string
      readonly words: string
    }
  | { readonly kind: 'askable'; readonly parentId: MessageId }

type Seen = Pick<MessageView, 'id' | 'role' | 'state' | 'timestamp'>

/** Another device that sent it is likely to be asking at this moment. */
const OTHERS_ASK_MS = 15_000

/** The message after which a reply stands; what follows it on the branch is what the reply is instead of. */
export const cutAfter = <Message extends Seen>(
  messages: readonly Message[],
  reply: ChatReply['reply'],
): readonly Message[] => {
  if (reply === null || reply.kind === 'failed' || isRead(messages, reply)) return messages
  const at = messages.findIndex(({ id }) => id === reply.parentId)
  return at < 0 ? messages : messages.slice(0, at + 1)
}

/** Whether the list has the message that the reply became. */
export const isRead = (messages: readonly Seen[], reply: ChatReply['reply']): boolean =>
  reply !== null && reply.kind !== 'failed' && messages.some(({ id }) => id === reply.messageId)

interface FootFacts extends Pick<ChatReply, 'reply' | 'isPossible'> {
  readonly messages: readonly Seen[]
  readonly now: number
}

/** Undefined: nothing stands there. */
export const footOf = (facts: FootFacts): Foot | undefined => {
  const { messages, reply } = facts
  if (reply?.kind === 'failed') return { ...reply, kind: 'none' }
  if (reply === null || isRead(messages, reply)) return askable(facts)
  return reply.kind === 'elsewhere' ? { kind: 'elsewhere', text: reply.text } : { kind: 'streamed' }
}

const askable = ({ messages, isPossible, now }: FootFacts): Foot | undefined => {
  const last = messages.at(-1)
  if (!isPossible || last?.role !== 'user') return undefined
  const isOwnOrOld = last.state !== 'synced' || Math.abs(now - last.timestamp) > OTHERS_ASK_MS
  return isOwnOrOld ? { kind: 'askable', parentId: last.id } : undefined
}
