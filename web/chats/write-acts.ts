/** A person's acts in this app as drafts of changes; pure. */

import type { ChangeDraft } from '../../db/device/change-draft.ts'
import type { ChatId, MessageId } from '../../db/protocol/ids.ts'
import { titleFrom } from './chat-title.ts'

/** The draft of a chat that does not exist yet. */
export const NEW_DRAFT_ID = 'new'

interface MessageAct {
  readonly chatId: ChatId
  readonly messageId: MessageId
  readonly parentId: MessageId | null
  readonly content: string
  readonly now: number
  readonly draftId: string
}

export const sayMessage = (act: MessageAct): ChangeDraft => ({
  kind: 'message.append',
  message: {
    id: act.messageId,
    chatId: act.chatId,
    parentId: act.parentId,
    role: 'user',
    content: act.content,
    timestamp: act.now,
  },
  fromDraft: act.draftId,
})

/** A chat and its first message: they belong together, so they are written together. */
export const startChat = (
  act: Omit<MessageAct, 'parentId' | 'draftId'>,
): readonly ChangeDraft[] => [
  {
    kind: 'chat.create',
    chat: { id: act.chatId, title: titleFrom(act.content), timestamp: act.now },
  },
  sayMessage({ ...act, parentId: null, draftId: NEW_DRAFT_ID }),
]
