/** A message once more under another id, as it was written; pure. */

import type { ChatId, MessageId } from '../protocol/ids.ts'
import type { NewMessage } from '../protocol/message.ts'
import type { ShownMessage } from './shown.ts'

export interface CopyPlace {
  readonly id: MessageId
  readonly chatId: ChatId
  readonly parentId: MessageId | null
}

type Copied = Pick<
  ShownMessage,
  'role' | 'content' | 'timestamp' | 'model' | 'status' | 'attachments' | 'metadata'
>

/** A reply that was still coming is kept as far as it came. */
export const copyOfMessage = (message: Copied, place: CopyPlace): NewMessage => ({
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
