/** The way to a message as the beginning of a chat of its own, linked to where it came from; pure. */

import type { ChangeDraft } from '../../db/device/change-draft.ts'
import { copyOfMessage } from '../../db/device/copy-message.ts'
import type { MessageView } from '../../db/device/messages.ts'
import type { ChatId, FolderId, MessageId } from '../../db/protocol/ids.ts'

interface BranchChat {
  readonly chatId: ChatId
  readonly title: string
  /** The last of them is where the new chat branches off. */
  readonly path: readonly MessageView[]
  readonly now: number
  /** Left out: in none. */
  readonly folderId?: FolderId | null
  readonly newId: () => MessageId
}

/** Everything or nothing: the chat and its copies are written together. */
export const branchChat = ({ chatId, title, path, now, folderId, newId }: BranchChat) => {
  const drafts: ChangeDraft[] = []
  const last = path.at(-1)
  if (last === undefined) return drafts
  const place = folderId === undefined ? {} : { folderId }
  const origin = { parentChatId: last.chatId, branchFromMessageId: last.id, ...place }
  drafts.push({ kind: 'chat.create', chat: { id: chatId, title, timestamp: now, ...origin } })
  let parentId: MessageId | null = null
  for (const message of path) {
    const id = newId()
    drafts.push({
      kind: 'message.append',
      message: copyOfMessage(message, { id, chatId, parentId }),
    })
    parentId = id
  }
  return drafts
}
