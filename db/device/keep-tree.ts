/** All that is in a folder goes with it where the folder is only on this device, but for what has its own word. */

import { Dexie } from 'dexie'
import type { ChatDatabase } from './database.ts'
import type { Owner } from './holds.ts'
import type { KeepingRecord } from './keeping.ts'
import { ownMode } from './modes.ts'

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

/** What is in a folder, at any depth, and is kept because the folder is; without the folder. */
export const keptIn = async (db: ChatDatabase, folderId: string): Promise<readonly Owner[]> => {
  const kept = new Map<string, KeepingRecord>()
  const folderIds = [folderId]
  for (const id of folderIds) {
    const records = await db.keeping.bulkGet([
      ...(await chatIdsIn(db, id)),
      ...(await foldersIn(db, id)).map((folder) => folder.id),
    ])
    for (const record of records) {
      if (record?.from !== 'folder' || kept.has(record.id)) continue
      kept.set(record.id, record)
      if (record.entity === 'folder') folderIds.push(record.id)
    }
  }
  return [...kept.values()]
}

/** What has no word of its own, and is not kept yet. */
const freeIn = async (db: ChatDatabase, folderId: string): Promise<readonly KeepingRecord[]> => {
  const chats = await db.chats.bulkGet([...(await chatIdsIn(db, folderId))])
  const known = chats.filter((chat) => chat !== undefined)
  const records = [...known, ...(await foldersIn(db, folderId))]
  const standing = await db.keeping.bulkGet(records.map(({ id }) => id))
  return records
    .filter((record, at) => standing[at] === undefined && ownMode(record) === null)
    .map(({ id, entity }) => ({ id, mode: 'device', entity, from: 'folder' }))
}

/** All chats of a folder, without those of the folders in it. */
export const chatIdsIn = (db: ChatDatabase, folderId: string): Promise<readonly string[]> =>
  db.chats
    .where('[folderId+shelf+activeAt]')
    .between([folderId, Dexie.minKey], [folderId, Dexie.maxKey])
    .primaryKeys()

const foldersIn = (db: ChatDatabase, folderId: string) =>
  db.folders.filter((folder) => folder.parentId === folderId && folder.id !== folderId).toArray()
