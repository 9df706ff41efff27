/** A person's acts in this app as drafts of changes; pure. */

import type { ChangeDraft } from '../../db/device/change-draft.ts'
import { EDIT_START } from '../../db/device/drafts.ts'
import type { MessageView } from '../../db/device/messages.ts'
import type { ChatId, FolderId, MessageId } from '../../db/protocol/ids.ts'
import { titleFrom } from './chat-title.ts'

/** The draft of a chat that does not exist yet. */
export const NEW_DRAFT_ID = 'new'

/** The draft of a message that is being edited. */
export const editDraftId = (messageId: MessageId): string => EDIT_START + messageId

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
  act: Omit<MessageAct, 'parentId' | 'draftId'> & { readonly folderId?: FolderId | undefined },
): readonly ChangeDraft[] => [
  {
    kind: 'chat.create',
    chat: {
      id: act.chatId,
      title: titleFrom(act.content),
      timestamp: act.now,
      ...(act.folderId === undefined ? {} : { folderId: act.folderId }),
    },
  },
  sayMessage({ ...act, parentId: null, draftId: NEW_DRAFT_ID }),
]

interface Rewording {
  readonly message: MessageView
  readonly messageId: MessageId
  readonly content: string
  readonly now: number
}

/** A sent message never changes: its new wording stands beside it, with the same files. */
export const rewordMessage = ({ message, messageId, content, now }: Rewording): ChangeDraft => ({
  kind: 'message.append',
  message: {
    id: messageId,
    chatId: message.chatId,
    parentId: message.parentId,
    role: message.role,
    content,
    timestamp: now,
    ...(message.attachments.length === 0 ? {} : { attachments: message.attachments }),
  },
  fromDraft: editDraftId(message.id),
})
