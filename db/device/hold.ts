/** Changes of what is only on this device: they keep their order, and have no number until they are let go. */

import type { ChatId } from '../protocol/ids.ts'
import { rowKey } from '../protocol/row-key.ts'
import { chatOfConflict } from './conflict-owner.ts'
import type { ChatDatabase } from './database.ts'
import { deleteMany, getMany } from './in-bulk.ts'
import type { Owner } from './holds.ts'
import type { KeepingRecord } from './keeping.ts'
import { isFolderKept, ownMode, readFolderTree } from './modes.ts'
import type { OutboxEntry } from './records.ts'
import { refold } from './refold.ts'
import { splitRowKey } from './row-target.ts'
import { voidFor } from './set-aside.ts'
import { readSync } from './sync-state.ts'

/**
 * Part of its caller's transaction. What waits of these is held; its numbers are given up. Had one of
 * them reached the server already, its answer may still come. Rows on their way back to a server that
 * lost them were never only here, and go on.
 */
export const holdWaiting = async (db: ChatDatabase, owners: readonly Owner[]): Promise<void> => {
  const waiting = await entriesOf(db, owners, 'waiting')
  const own = waiting.filter((entry) => entry.order > 0)
  await db.outbox.bulkPut(own.flatMap((entry) => [heldForm(entry), voidFor(entry)]))
  await showAgain(db, own)
}

/**
 * Part of its caller's transaction. Whose changes these are, as far as that is only on this device;
 * what lies in a folder that is so, where another device may have moved it, is kept from now on.
 */
export const keptOwners = async (
  db: ChatDatabase,
  entries: readonly OutboxEntry[],
): Promise<readonly Owner[]> => {
  const ids = [...new Set(entries.map(({ chatId, rowKey: key }) => chatId ?? splitRowKey(key).id))]
  const [records, chats] = await Promise.all([getMany(db.keeping, ids), getMany(db.chats, ids)])
  const kept = records.filter((one) => one !== undefined)
  const free = chats.filter((chat) => chat !== undefined && ownMode(chat) === null)
  const tree = await readFolderTree(db, [...ids, ...free.flatMap((chat) => chat?.folderId ?? [])])
  const isInside = (id: string | null | undefined): boolean => id != null && isFolderKept(tree, id)
  const inside = [
    ...free.flatMap((chat) => (chat !== undefined && isInside(chat.folderId) ? chat : [])),
    ...ids.flatMap((id) => tree.folders.get(id) ?? []).filter(({ id }) => isInside(id)),
  ]
  const known = new Set(kept.map(({ id }) => id))
  const news = inside
    .filter(({ id }) => !known.has(id))
    .map(({ id, entity }): KeepingRecord => ({ id, mode: 'device', entity, from: 'folder' }))
  await db.keeping.bulkPut(news)
  return [...kept, ...news]
}

const heldForm = (entry: OutboxEntry): OutboxEntry => {
  const { fault: _, strikes: __, ...rest } = entry
  return { ...rest, seq: null, state: 'held', tries: 0 }
}

/** Part of its caller's transaction. What was held of these waits, in the order in which it was written. */
export const releaseHeld = async (db: ChatDatabase, owners: readonly Owner[]): Promise<void> => {
  const held = await entriesOf(db, owners, 'held')
  if (held.length === 0) return
  const sync = await readSync(db)
  const inOrder = held.toSorted((a, b) => a.order - b.order)
  const entries = Array.from(inOrder, (entry, at): OutboxEntry => {
    return { ...entry, seq: sync.nextSeq + at, state: 'waiting' }
  })
  await db.outbox.bulkPut(entries)
  await db.sync.put({ ...sync, nextSeq: sync.nextSeq + entries.length })
  await showAgain(db, entries)
}

/** Part of its caller's transaction. What was held of these is gone with what its author erased. */
export const eraseHeld = async (db: ChatDatabase, owners: readonly Owner[]): Promise<void> => {
  const held = await entriesOf(db, owners, 'held')
  await deleteMany(
    db.outbox,
    held.map((entry) => entry.changeId),
  )
  await dropFiles(db, held)
  await db.keeping.bulkDelete(owners.map(({ id }) => id))
  await showAgain(db, held)
}

/** Files that no server has and no other change names. */
const dropFiles = async (db: ChatDatabase, gone: readonly OutboxEntry[]): Promise<void> => {
  const named = new Set(gone.flatMap(filesOf))
  if (named.size === 0) return
  await db.outbox.each((entry) => {
    for (const sha256 of filesOf(entry)) named.delete(sha256)
  })
  const files = await getMany(db.attachments, [...named])
  await db.attachments.bulkDelete(files.flatMap((file) => (file?.isSent === 0 ? file.sha256 : [])))
}

const filesOf = ({ body }: OutboxEntry): readonly string[] =>
  body.kind === 'message.append' ? (body.message.attachments ?? []).map(({ sha256 }) => sha256) : []

const showAgain = async (db: ChatDatabase, entries: readonly OutboxEntry[]): Promise<void> => {
  const { deviceId } = await readSync(db)
  const rowKeys = new Set(entries.map((entry) => entry.rowKey))
  await refold(db, { deviceId, rowKeys, completeAt: null })
}

const entriesOf = async (
  db: ChatDatabase,
  owners: readonly Owner[],
  state: 'waiting' | 'held',
): Promise<readonly OutboxEntry[]> => {
  const idsOf = (entity: Owner['entity']): readonly string[] =>
    owners.flatMap((owner) => (owner.entity === entity ? owner.id : []))
  const [ofChats, ofFolders, choices] = await Promise.all([
    db.outbox
      .where('[chatId+state]')
      .anyOf(idsOf('chat').map((id) => [id, state]))
      .toArray(),
    db.outbox
      .where('rowKey')
      .anyOf(idsOf('folder').map((id) => rowKey('folder', id)))
      .filter((entry) => entry.state === state)
      .toArray(),
    choicesOf(db, new Set(owners.map(({ id }) => id)), state),
  ])
  return [...ofChats, ...ofFolders, ...choices]
}

/** Choices in conflicts about these do not say whose they are; from now on those of a chat do. */
const choicesOf = async (
  db: ChatDatabase,
  ids: ReadonlySet<string>,
  state: OutboxEntry['state'],
): Promise<readonly OutboxEntry[]> => {
  const choices = await db.outbox
    .where('rowKey')
    .startsWith(rowKey('conflict', ''))
    .filter((entry) => entry.state === state && entry.chatId === undefined)
    .toArray()
  const found: OutboxEntry[] = []
  for (const entry of choices) {
    const conflict = await db.conflicts.get(splitRowKey(entry.rowKey).id)
    if (conflict === undefined) continue
    const chatId: ChatId | null = await chatOfConflict(db, conflict)
    if (ids.has(chatId ?? conflict.entityId))
      found.push({ ...entry, ...(chatId !== null && { chatId }) })
  }
  return found
}
