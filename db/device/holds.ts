/** Which acts of a write are only for this device, because their chat or folder is kept here. */

import type { ChatId } from '../protocol/ids.ts'
import { idOf } from '../protocol/make-id.ts'
import type { ChangeDraft } from './change-draft.ts'
import { chatOfConflict } from './conflict-owner.ts'
import type { ChatDatabase } from './database.ts'
import type { Holding } from './desk.ts'
import { getMany } from './in-bulk.ts'
import { NOT_HELD } from './place-acts.ts'
import type { KeepingRecord } from './keeping.ts'
import { type FolderTree, isFolderKept, ownMode, readFolderTree } from './modes.ts'
import type { ChatRecord, ConflictRecord } from './records.ts'

export interface Holds {
  /** One for each act, in their order. */
  readonly each: readonly Holding[]
  /** Chats and folders that are kept from these acts on: made here, or moved to where all is kept. */
  readonly news: readonly KeepingRecord[]
  /** Those of them that are moved: what waits of them is held as well. */
  readonly moved: readonly Owner[]
  /** Kept ones that these acts erase for good: what was held of them goes with them. */
  readonly erased: readonly Owner[]
}

export interface Owner {
  readonly entity: 'chat' | 'folder'
  readonly id: string
}

interface Reading {
  readonly tree: FolderTree
  readonly kept: Set<string>
  readonly chats: ReadonlyMap<string, ChatRecord>
  readonly conflicts: ReadonlyMap<string, ConflictRecord>
  readonly conflictChats: ReadonlyMap<string, ChatId>
  readonly news: KeepingRecord[]
}

/** Part of write's transaction; null, after one small request, where nothing is kept at all. */
export const readHolds = async (
  db: ChatDatabase,
  acts: readonly ChangeDraft[],
): Promise<Holds | null> => {
  if ((await db.keeping.count()) === 0) return null
  const reading = await read(db, acts)
  const erased: Owner[] = []
  const each = acts.map((act) => {
    const held = holdingOf(reading, act)
    const owner = erasedBy(act)
    if (owner === null) return held
    if (held.isHeld) erased.push(owner)
    // Erasing says nothing of what was written here, and what others have of it must go as well.
    return NOT_HELD
  })
  const { news } = reading
  const moving = new Set(acts.flatMap((act) => (isMove(act) ? movedBy(act) : [])))
  return { each, news, moved: news.filter(({ id }) => moving.has(id)), erased }
}

const movedBy = (act: Move): string => (act.kind === 'chat.set' ? act.chatId : act.folderId)

const erasedBy = (act: ChangeDraft): Owner | null => {
  if (act.kind === 'chat.purge') return { entity: 'chat', id: act.chatId }
  return act.kind === 'folder.purge' ? { entity: 'folder', id: act.folderId } : null
}

const read = async (db: ChatDatabase, acts: readonly ChangeDraft[]): Promise<Reading> => {
  const conflictIds = acts.flatMap((act) => (act.kind === 'conflict.resolve' ? act.conflictId : []))
  const found = (await getMany(db.conflicts, conflictIds)).filter((one) => one !== undefined)
  const conflictChats = await chatsOfConflicts(db, found)
  const chatIds = new Set([...acts.flatMap(chatsOf), ...conflictChats.values()])
  const chats = (await getMany(db.chats, [...chatIds])).filter((chat) => chat !== undefined)
  const folderIds = new Set([
    ...acts.flatMap(foldersOf),
    ...chats.flatMap((chat) => chat.folderId ?? []),
    ...found.flatMap((one) => (one.ofEntity === 'folder' ? one.entityId : [])),
  ])
  const [kept, tree] = await Promise.all([
    getMany(db.keeping, [...chatIds]),
    readFolderTree(db, [...folderIds]),
  ])
  return {
    tree,
    kept: new Set(kept.flatMap((one) => one?.id ?? [])),
    chats: new Map(chats.map((chat) => [chat.id, chat])),
    conflicts: new Map(found.map((one) => [one.id, one])),
    conflictChats,
    news: [],
  }
}

const chatsOfConflicts = async (
  db: ChatDatabase,
  conflicts: readonly ConflictRecord[],
): Promise<ReadonlyMap<string, ChatId>> => {
  const chats = new Map<string, ChatId>()
  for (const conflict of conflicts) {
    const chatId = await chatOfConflict(db, conflict)
    if (chatId !== null) chats.set(conflict.id, chatId)
  }
  return chats
}

/** Chats on which it depends whether an act is held. */
const chatsOf = (act: ChangeDraft): readonly string[] => {
  if (act.kind === 'chat.create')
    return [act.chat.id, ...(act.chat.parentChatId ? [act.chat.parentChatId] : [])]
  if (act.kind === 'message.append') return [act.message.chatId]
  return 'chatId' in act ? [act.chatId] : []
}

/** And folders. */
const foldersOf = (act: ChangeDraft): readonly string[] => {
  if (act.kind === 'chat.create') return act.chat.folderId ? [act.chat.folderId] : []
  if (act.kind === 'folder.create')
    return [act.folder.id, ...(act.folder.parentId ? [act.folder.parentId] : [])]
  const own = 'folderId' in act ? [act.folderId] : []
  return isMove(act) && act.value !== null ? [...own, act.value] : own
}

type Move = Extract<ChangeDraft, { readonly field: 'folderId' | 'parentId' }>

const isMove = (act: ChangeDraft): act is Move =>
  (act.kind === 'chat.set' && act.field === 'folderId') ||
  (act.kind === 'folder.set' && act.field === 'parentId')

const holdingOf = (reading: Reading, act: ChangeDraft): Holding => {
  if (act.kind === 'conflict.resolve') return holdingOfChoice(reading, act.conflictId)
  if (act.kind === 'folder.create')
    return keepFolder(reading, act.folder.id, act.folder.parentId ?? null)
  if (act.kind === 'folder.set') return holdingOfFolderSet(reading, act)
  if (act.kind === 'folder.purge') return { isHeld: reading.tree.kept.has(act.folderId) }
  if (act.kind === 'chat.create') return holdingOfNew(reading, act.chat)
  if (act.kind === 'chat.set') return holdingOfChatSet(reading, act)
  const chatId = act.kind === 'message.append' ? act.message.chatId : act.chatId
  return holdingOfChat(reading, chatId)
}

const keep = (reading: Reading, entity: Owner['entity'], id: string): Holding => {
  const kept = entity === 'chat' ? reading.kept : reading.tree.kept
  if (!kept.has(id)) reading.news.push({ id, mode: 'device', entity, from: 'folder' })
  kept.add(id)
  return { isHeld: true }
}

/** What is branched off from a kept chat has its text, and stays here as well. */
const holdingOfNew = (
  reading: Reading,
  chat: Extract<ChangeDraft, { kind: 'chat.create' }>['chat'],
): Holding => {
  const isBranch = chat.parentChatId != null && holdingOfChat(reading, chat.parentChatId).isHeld
  const isIn = chat.folderId != null && isFolderKept(reading.tree, chat.folderId)
  return isBranch || isIn || reading.kept.has(chat.id) ? keep(reading, 'chat', chat.id) : NOT_HELD
}

const holdingOfChat = (reading: Reading, chatId: string): Holding => {
  if (reading.kept.has(chatId)) return { isHeld: true }
  const chat = reading.chats.get(chatId)
  if (chat === undefined || ownMode(chat) !== null || chat.folderId === null) return NOT_HELD
  return isFolderKept(reading.tree, chat.folderId) ? keep(reading, 'chat', chatId) : NOT_HELD
}

/** A chat that is moved to where all is kept stays here from then on; one that leaves is still kept. */
const holdingOfChatSet = (
  reading: Reading,
  act: Extract<ChangeDraft, { kind: 'chat.set' }>,
): Holding => {
  const chat = reading.chats.get(act.chatId)
  // It gets a word of its own, which goes before that of its folder.
  const isFreeing = act.field === 'syncMode' && act.value !== null
  if (isFreeing && !reading.kept.has(act.chatId)) return NOT_HELD
  const isJoining =
    act.field === 'folderId' &&
    act.value !== null &&
    // One that is made by these very acts has no word of its own either.
    (chat === undefined || ownMode(chat) === null) &&
    isFolderKept(reading.tree, act.value)
  return isJoining ? keep(reading, 'chat', act.chatId) : holdingOfChat(reading, act.chatId)
}

const holdingOfFolderSet = (
  reading: Reading,
  act: Extract<ChangeDraft, { kind: 'folder.set' }>,
): Holding => {
  const { tree } = reading
  const folder = tree.folders.get(act.folderId)
  const parentId = act.field === 'parentId' ? act.value : (folder?.parentId ?? null)
  if (tree.kept.has(act.folderId)) return { isHeld: true }
  const isFreeing = act.field === 'syncMode' && act.value !== null
  return isFreeing || (folder !== undefined && ownMode(folder) !== null)
    ? NOT_HELD
    : keepFolder(reading, act.folderId, parentId)
}

const keepFolder = (reading: Reading, id: string, parentId: string | null): Holding =>
  reading.tree.kept.has(id) || (parentId !== null && isFolderKept(reading.tree, parentId))
    ? keep(reading, 'folder', id)
    : NOT_HELD

const holdingOfChoice = (reading: Reading, conflictId: string): Holding => {
  const conflict = reading.conflicts.get(conflictId)
  if (conflict?.ofEntity === 'folder')
    return { isHeld: isFolderKept(reading.tree, conflict.entityId) }
  const chatId = reading.conflictChats.get(conflictId)
  return chatId !== undefined && holdingOfChat(reading, chatId).isHeld
    ? { isHeld: true, chatId: idOf(chatId) }
    : NOT_HELD
}
