/** All that is in a folder goes with it where the folder is only on this device, but for what has its own word. */

import { Dexie } from 'dexie'
import type { ChatDatabase } from './database.ts'
import type { Owner } from './holds.ts'
import type { KeepingRecord } from './keeping.ts'
import { ownMode } from './modes.ts'
import type { ChatRecord, FolderRecord } from './records.ts'

/** Part of its caller's transaction: marks what is in these folders; resolves to them and all of that. */
export const keepTrees = async (
  db: ChatDatabase,
  owners: readonly Owner[],
): Promise<readonly Owner[]> => {
  const kept: Owner[] = [...owners]
  for (const { entity, id } of kept) {
    if (entity !== 'folder') continue
    const free = await freeIn(db, id)
    await db.keeping.bulkPut([...free])
    kept.push(...free)
  }
  return kept
}

/**
 * What is in a folder, at any depth, and is kept because the folder is; without the folder. A folder
 * that another device moved into it has no record, and what is written in it is held all the same.
 */
export const keptIn = async (db: ChatDatabase, folderId: string): Promise<readonly Owner[]> => {
  const chats: Owner[] = []
  const folderIds = new Set([folderId])
  for (const id of folderIds) {
    const [ofChats, folders] = await Promise.all([
      db.keeping.bulkGet([...(await chatIdsIn(db, id))]),
      foldersIn(db, id),
    ])
    chats.push(...ofChats.flatMap((record) => (record?.from === 'folder' ? record : [])))
    const ofFolders = await db.keeping.bulkGet(folders.map((folder) => folder.id))
    for (const [at, folder] of folders.entries()) {
      const from = ofFolders[at]?.from
      if (from === 'folder' || (from === undefined && ownMode(folder) === null))
        folderIds.add(folder.id)
    }
  }
  folderIds.delete(folderId)
  return [...chats, ...Array.from(folderIds, (id) => ({ entity: 'folder', id }) as const)]
}

/** What has no word of its own, and is not kept yet; without chats that are on their way out. */
const freeIn = async (db: ChatDatabase, folderId: string): Promise<readonly KeepingRecord[]> => {
  const chats = await db.chats.bulkGet([...(await chatIdsIn(db, folderId))])
  const known = chats.filter((chat) => chat !== undefined)
  const staying = await stayTest(
    db,
    known.filter(({ isDeleted }) => isDeleted),
  )
  const living = known.filter(({ id, isDeleted }) => !isDeleted || staying.has(id))
  const records = [...living, ...(await foldersIn(db, folderId))]
  const standing = await db.keeping.bulkGet(records.map(({ id }) => id))
  return records
    .filter((record, at) => standing[at] === undefined && ownMode(record) === null)
    .map(({ id, entity }) => ({ id, mode: 'device', entity, from: 'folder' }))
}

/** Of these deleted chats, those with words that were never sent: held deletions reach nobody. */
const stayTest = async (
  db: ChatDatabase,
  deleted: readonly ChatRecord[],
): Promise<ReadonlySet<string | undefined>> => {
  const waiting = await db.outbox
    .where('[chatId+state]')
    .anyOf(deleted.flatMap(({ id, isPurged }) => (isPurged ? [] : [[id, 'waiting']])))
    .toArray()
  const worded = waiting.filter(({ body }) => !('field' in body && body.field === 'deleted'))
  return new Set(worded.map(({ chatId }) => chatId))
}

export interface Under {
  /** Those that are listed, archived ones too. */
  readonly chats: readonly ChatRecord[]
  /** How many folders lie in it. */
  readonly folders: number
  /** How many of the chats do not go by its word: they have one of their own, or their folder has. */
  readonly apart: number
}

/** What is in a folder and in the folders in it, as a person sees it: without what is deleted. */
export const chatsUnder = async (db: ChatDatabase, folderId: string): Promise<Under> => {
  const apart = new Set<string>()
  const folders = [{ id: folderId, isApart: false }]
  const chats: ChatRecord[] = []
  for (const { id, isApart } of folders) {
    const [found, inside] = await Promise.all([
      db.chats.bulkGet([...(await chatIdsIn(db, id))]),
      foldersIn(db, id),
    ])
    const listed = found.filter((chat) => chat !== undefined).filter(({ isDeleted }) => !isDeleted)
    const living = inside.filter((one) => !one.isDeleted && !folders.some((f) => f.id === one.id))
    const word = await wordTest(db, [...listed, ...living])
    for (const chat of listed) if (isApart || word.has(chat.id)) apart.add(chat.id)
    for (const one of living) folders.push({ id: one.id, isApart: isApart || word.has(one.id) })
    chats.push(...listed)
  }
  return { chats, folders: folders.length - 1, apart: apart.size }
}

/** Of these, those that a person has chosen something for. */
const wordTest = async (
  db: ChatDatabase,
  records: readonly (ChatRecord | FolderRecord)[],
): Promise<ReadonlySet<string>> => {
  const kept = await db.keeping.bulkGet(records.map(({ id }) => id))
  const chosen = records.filter(
    (record, at) => kept[at]?.from === 'person' || ownMode(record) !== null,
  )
  return new Set(chosen.map(({ id }) => id))
}

/** All chats of a folder, without those of the folders in it. */
const chatIdsIn = (db: ChatDatabase, folderId: string): Promise<readonly string[]> =>
  db.chats
    .where('[folderId+shelf+activeAt]')
    .between([folderId, Dexie.minKey], [folderId, Dexie.maxKey])
    .primaryKeys()

const foldersIn = (db: ChatDatabase, folderId: string) =>
  db.folders.filter((folder) => folder.parentId === folderId && folder.id !== folderId).toArray()
