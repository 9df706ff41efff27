/** Judges a purge: it wins against everything, and only the chat's id stays, so that it cannot return. */

import type { ChatId } from '../../protocol/ids.ts'
import type { ChatState } from './loaded.ts'
import { type Edit, nextRevision, putChat, type Ruling, type Working } from './working.ts'

export const judgePurge = (working: Working, chatId: ChatId, edit: Edit): Ruling => {
  const standing = working.chats.get(chatId)
  if (standing?.isPurged === true)
    return { kind: 'taken', outcome: 'duplicate', revision: standing.revision }
  return { kind: 'taken', outcome: 'applied', revision: purge(working, chatId, edit.at) }
}

/** Erases the chat, known or not, with all that hangs on it; gives its new revision. */
export const purge = (working: Working, chatId: ChatId, at: number): number => {
  const revision = nextRevision(working)
  const standing = working.chats.get(chatId)
  putChat(working, { ...emptied(chatId, at), ...datesOf(standing), revision })
  working.purged.add(chatId)
  const messageIds = [...working.messages.values()]
    .filter((message) => message.chatId === chatId)
    .map((message) => message.id)
  for (const id of messageIds) {
    working.messages.delete(id)
    working.newMessages.delete(id)
    working.patchedMessages.delete(id)
  }
  forgetConflicts(working, new Set<string>([chatId, ...messageIds]))
  return revision
}

const forgetConflicts = (working: Working, entityIds: ReadonlySet<string>): void => {
  for (const [id, conflict] of working.newConflicts)
    if (conflict.ofEntity !== 'folder' && entityIds.has(conflict.entityId))
      working.newConflicts.delete(id)
}

const datesOf = (chat: ChatState | undefined): Partial<ChatState> =>
  chat === undefined ? {} : { createdAt: chat.createdAt, timestamp: chat.timestamp }

const emptied = (id: ChatId, at: number): ChatState => ({
  id,
  revision: 0,
  title: '',
  timestamp: at,
  parentChatId: null,
  branchFromMessageId: null,
  folderId: null,
  pinned: false,
  archived: false,
  isDeleted: true,
  deletedAt: at,
  isPurged: true,
  createdAt: at,
  updatedAt: at,
  clocks: {},
  nextPosition: 0,
})
