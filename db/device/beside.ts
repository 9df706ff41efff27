/** What an answer made so that both values stay: found again, and told apart from what was gone on with. */

import { Dexie } from 'dexie'
import { idOf } from '../protocol/make-id.ts'
import type { ChangeDraft } from './change-draft.ts'
import type { ChatDatabase } from './database.ts'
import { findAnywhere } from './find-anywhere.ts'
import { eachMessage, type Shown } from './messages.ts'
import type { ChatRecord, ConflictRecord, FolderRecord } from './records.ts'

/** Part of its caller's transaction: of deletions of what was made, those that take nothing else along. */
export const untouched = async (
  db: ChatDatabase,
  deletions: readonly ChangeDraft[],
): Promise<readonly ChangeDraft[]> => {
  const kept: ChangeDraft[] = []
  for (const act of deletions) if (await isAsMade(db, act)) kept.push(act)
  return kept
}

const isAsMade = async (db: ChatDatabase, act: ChangeDraft): Promise<boolean> => {
  if (act.kind === 'chat.set') return isChatAsMade(db, await db.chats.get(act.chatId))
  if (act.kind === 'folder.set') return isFolderAsMade(db, await db.folders.get(act.folderId))
  if (act.kind !== 'message.set') return true
  const version = await findAnywhere(db, act.messageId)
  const messages = await messagesOf(db, act.chatId)
  return version?.isDeleted === false && !messages.some(isReplyTo(act.messageId))
}

const isReplyTo =
  (id: string) =>
  ({ parentId, isDeleted }: Shown): boolean =>
    parentId === id && !isDeleted

const isUnset = ({ isDeleted, clocks }: ChatRecord | FolderRecord): boolean =>
  !isDeleted && Object.keys(clocks).length === 0

/** Copied messages are older than the copy; nothing came since, is being typed, or branches off. */
const isChatAsMade = async (db: ChatDatabase, chat: ChatRecord | undefined): Promise<boolean> => {
  if (chat === undefined || !isUnset(chat) || chat.activeAt > chat.timestamp) return false
  const [draft, branches] = await Promise.all([
    db.drafts.get(chat.id),
    db.chats.where('parentChatId').equals(chat.id).count(),
  ])
  return draft === undefined && branches === 0
}

const isFolderAsMade = async (
  db: ChatDatabase,
  folder: FolderRecord | undefined,
): Promise<boolean> => {
  if (folder === undefined || !isUnset(folder)) return false
  const [chats, inside] = await Promise.all([
    db.chats
      .where('[folderId+shelf+activeAt]')
      .between([folder.id, Dexie.minKey], [folder.id, Dexie.maxKey])
      .count(),
    db.folders.filter(({ parentId }) => parentId === folder.id).count(),
  ])
  return chats + inside === 0
}

const messagesOf = async (db: ChatDatabase, chatId: string): Promise<readonly Shown[]> => {
  const messages: Shown[] = []
  await eachMessage(db, idOf(chatId), (some) => void messages.push(...some))
  return messages
}

/**
 * Part of its caller's transaction: deletions of what a conflict's answer made, on whichever device it
 * was given. Nothing links the two but what they are: a branch whose title begins with `titled`, a
 * folder or version that has the value which lost.
 */
export const madeBeside = async (
  db: ChatDatabase,
  conflict: ConflictRecord,
  titled: string,
): Promise<readonly ChangeDraft[]> => {
  const { ofEntity, entityId, field, lost } = conflict
  if (ofEntity === 'chat' && field === 'title') {
    const branches = await db.chats.where('parentChatId').equals(entityId).toArray()
    return branches
      .filter(({ title }) => title.startsWith(titled))
      .map(({ id }) => ({ kind: 'chat.set', chatId: id, field: 'deleted', value: true }))
  }
  if (ofEntity === 'folder' && field === 'name') return foldersBeside(db, conflict)
  return ofEntity === 'message' && field === 'content' && typeof lost.value === 'string'
    ? versionsBeside(db, entityId, lost.value)
    : []
}

const foldersBeside = async (
  db: ChatDatabase,
  { entityId, lost, createdAt }: ConflictRecord,
): Promise<readonly ChangeDraft[]> => {
  const [folder, all] = await Promise.all([db.folders.get(entityId), db.folders.toArray()])
  return all
    .filter((one) => one.id !== entityId && one.createdAt >= createdAt)
    .filter((one) => one.name === lost.value && one.parentId === (folder?.parentId ?? null))
    .map(({ id }) => ({ kind: 'folder.set', folderId: id, field: 'deleted', value: true }))
}

const versionsBeside = async (
  db: ChatDatabase,
  messageId: string,
  content: string,
): Promise<readonly ChangeDraft[]> => {
  const message = await findAnywhere(db, messageId)
  if (message === undefined) return []
  const { chatId, parentId } = message
  return (await messagesOf(db, chatId))
    .filter((one) => one.id !== messageId && one.parentId === parentId && one.content === content)
    .map(({ id }) => ({
      kind: 'message.set',
      chatId,
      messageId: id,
      field: 'deleted',
      value: true,
    }))
}
