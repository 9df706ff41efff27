/** Judges a purge: it wins against everything, and only the id stays, so that nothing of it can return. */

import type { ChatId, FolderId } from '../../protocol/ids.ts'
import type { ChatState, FolderState } from './loaded.ts'
import {
  type Edit,
  nextRevision,
  putChat,
  putFolder,
  type Ruling,
  type Working,
} from './working.ts'

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

export const judgeFolderPurge = (working: Working, folderId: FolderId, edit: Edit): Ruling => {
  const standing = working.folders.get(folderId)
  if (standing?.isPurged === true)
    return { kind: 'taken', outcome: 'duplicate', revision: standing.revision }
  return { kind: 'taken', outcome: 'applied', revision: purgeFolder(working, folderId, edit.at) }
}

/** Erases the folder, known or not; what lies in it lies at the root from now on. */
export const purgeFolder = (working: Working, folderId: FolderId, at: number): number => {
  const revision = nextRevision(working)
  const createdAt = working.folders.get(folderId)?.createdAt ?? at
  putFolder(working, { ...emptiedFolder(folderId, at), createdAt, revision })
  working.purgedFolders.add(folderId)
  for (const [id, conflict] of working.newConflicts)
    if (conflict.ofEntity === 'folder' && conflict.entityId === folderId)
      working.newConflicts.delete(id)
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
  syncMode: null,
  history: [],
  trashedAt: null,
  nextPosition: 0,
})

const emptiedFolder = (id: FolderId, at: number): FolderState => ({
  id,
  revision: 0,
  name: '',
  parentId: null,
  isDeleted: true,
  deletedAt: at,
  trashedAt: null,
  isPurged: true,
  createdAt: at,
  updatedAt: at,
  clocks: {},
  syncMode: null,
})
