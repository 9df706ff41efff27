/** The message that a reply becomes when it ends, or is cut. Pure. */

import type { MessageStatus } from '../protocol/message.ts'
import type { ChangeDraft } from './change-draft.ts'
import { idOfStreamed, type Streamed } from './streamed.ts'

/** What was kept of it goes in the same transaction. */
export const messageOfStreamed = (
  { chatId, messageId, parentId, text, model, startedAt }: Streamed,
  status: Extract<MessageStatus, 'complete' | 'interrupted'>,
): ChangeDraft => ({
  kind: 'message.append',
  message: {
    id: messageId,
    chatId,
    parentId,
    role: 'assistant',
    content: text,
    timestamp: startedAt,
    model,
    status,
  },
  fromDraft: idOfStreamed(chatId),
})
