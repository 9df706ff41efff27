/** The way to a message as the beginning of a chat of its own, linked to where it came from; pure. */

import type { ChangeDraft } from '../../db/device/change-draft.ts'
import type { MessageView } from '../../db/device/messages.ts'
import type { ChatId, MessageId } from '../../db/protocol/ids.ts'

interface BranchChat {
  readonly chatId: ChatId
  readonly title: string
  /** The last of them is where the new chat branches off. */
  readonly path: readonly MessageView[]
  readonly now: number
  readonly newId: () => MessageId
}

/** Everything or nothing: the chat and its copies are written together. */
export const branchChat = ({ chatId, title, path, now, newId }: BranchChat) => {
  const drafts: ChangeDraft[] = []
  const last = path.at(-1)
  if (last === undefined) return drafts
  const origin = { parentChatId: last.chatId, branchFromMessageId: last.id }
  drafts.push({ kind: 'chat.create', chat: { id: chatId, title, timestamp: now, ...origin } })
  let parentId: MessageId | null = null
  for (const message of path) {
    const id = newId()
    drafts.push({ kind: 'message.append', message: copyOf(message, { id, chatId, parentId }) })
    parentId = id
  }
  return drafts
}

interface Place {
  readonly id: MessageId
  readonly chatId: ChatId
  readonly parentId: MessageId | null
}

/** What was written, as it was written; a reply that was still coming is kept as far as it came. */
const copyOf = (message: MessageView, place: Place) => ({
  ...place,
  role: message.role,
  content: message.content,
  timestamp: message.timestamp,
  ...(message.model === null ? {} : { model: message.model }),
  ...(message.status === 'complete'
    ? {}
    : { status: message.status === 'streaming' ? ('interrupted' as const) : message.status }),
  ...(message.attachments.length === 0 ? {} : { attachments: message.attachments }),
  ...(message.metadata === null ? {} : { metadata: message.metadata }),
})
