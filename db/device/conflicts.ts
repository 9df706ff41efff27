/** Values that lost to another device's, kept until the person has looked at them. */

import type { Clock } from '../protocol/clock.ts'
import type { ChatVersion } from '../protocol/history.ts'
import type { ChatId, ConflictId, DeviceId } from '../protocol/ids.ts'
import { backwards } from './backwards.ts'
import { blocksOf } from './blocks.ts'
import type { ChatDatabase } from './database.ts'
import { findAnywhere } from './find-anywhere.ts'
import type { ChatRecord, ConflictRecord, FolderRecord } from './records.ts'
import { fieldOf, type ValuedRow } from './row-field.ts'
import type { ShownMessage } from './shown.ts'

/** A conflict with the name of what it happened to, and what stands there now. */
export interface ConflictLine extends ConflictRecord {
  /** The chat's title, also of a message in it, or the folder's name; null where that is not known. */
  readonly name: string | null
  /** Null of a folder, and of a message that was not looked for. */
  readonly chatId: ChatId | null
  /** Earlier values of the chat that it happened to, as far as they are known. */
  readonly former: readonly ChatVersion[]
  /** May have moved on since the conflict was recorded; `clock` null: as it was created. */
  readonly standing: { readonly value: unknown; readonly clock: Clock | null }
  /** Of a chat that was kept because of messages which its deleter had not seen: who wrote the last. */
  readonly writer: { readonly deviceId: DeviceId; readonly at: number } | null
}

/** Those that wait for the person. */
export const listConflicts = async (
  db: ChatDatabase,
  limit: number,
): Promise<readonly ConflictLine[]> =>
  linesOf(db, await db.conflicts.where('isOpen').equals(1).limit(limit).toArray())

/** Those that somebody answered since that moment, newest first. */
export const listAnswered = async (
  db: ChatDatabase,
  { since, limit }: { readonly since: number; readonly limit: number },
): Promise<readonly ConflictLine[]> => {
  const answered = await db.conflicts
    .where('isOpen')
    .equals(0)
    .filter((conflict) => isAnswered(conflict) && (conflict.resolvedAt ?? 0) >= since)
    .toArray()
  const newest = answered.toSorted((a, b) => (b.resolvedAt ?? 0) - (a.resolvedAt ?? 0))
  return linesOf(db, newest.slice(0, limit))
}

/** Of what nobody was asked about the record is answered in the moment in which it is made. */
export const isAnswered = ({ createdAt, resolvedAt }: ConflictRecord): boolean =>
  resolvedAt !== null && resolvedAt !== createdAt

/** All that ever happened to one chat itself; its messages have theirs. */
export const conflictsOf = async (
  db: ChatDatabase,
  chatId: ChatId,
): Promise<readonly ConflictRecord[]> => db.conflicts.where('entityId').equals(chatId).toArray()

/** One of them, its message looked for wherever it lies; undefined where there is no such conflict. */
export const readConflict = async (
  db: ChatDatabase,
  conflictId: ConflictId,
): Promise<ConflictLine | undefined> => {
  const conflict = await db.conflicts.get(conflictId)
  if (conflict === undefined) return undefined
  const isOfMessage = conflict.ofEntity === 'message'
  const message = isOfMessage ? await findAnywhere(db, conflict.entityId) : undefined
  const [line] = await linesOf(db, [conflict], message)
  return line
}

/** The rows of all at once; of messages those that have unsent changes, and `message`. */
const linesOf = async (
  db: ChatDatabase,
  conflicts: readonly ConflictRecord[],
  message?: ShownMessage,
): Promise<readonly ConflictLine[]> => {
  const ids = conflicts.map((conflict) => conflict.entityId)
  const [chats, folders, overlay] = await Promise.all([
    db.chats.bulkGet(ids),
    db.folders.bulkGet(ids),
    db.messages.bulkGet(ids),
  ])
  const around = await db.chats.bulkGet(
    overlay.map((changed) => changed?.chatId ?? message?.chatId ?? ''),
  )
  const writers = await Promise.all(conflicts.map((conflict) => writerOf(db, conflict)))
  return conflicts.map((conflict, at): ConflictLine => {
    const writer = writers[at] ?? null
    const row = chats[at] ?? folders[at] ?? overlay[at] ?? message
    const named = chats[at] ?? around[at] ?? folders[at]
    return { ...conflict, ...calledAfter(named), standing: standingOf(conflict, row), writer }
  })
}

const calledAfter = (
  row: ChatRecord | FolderRecord | undefined,
): Pick<ConflictLine, 'name' | 'chatId' | 'former'> =>
  row?.entity === 'chat'
    ? { name: row.title, chatId: row.id, former: row.history ?? [] }
    : { name: row?.name ?? null, chatId: null, former: [] }

const writerOf = async (
  db: ChatDatabase,
  { ofEntity, entityId, field, kept, lost }: ConflictRecord,
): Promise<ConflictLine['writer']> => {
  if (ofEntity !== 'chat' || field !== 'deleted' || kept.clock !== null) return null
  const block = await backwards(blocksOf(db, entityId)).first()
  const deleterId = lost.clock?.deviceId
  const unseen = block?.messages.findLast(
    ({ deviceId }) => deviceId !== null && deviceId !== deleterId,
  )
  const deviceId = unseen?.deviceId ?? null
  return unseen === undefined || deviceId === null ? null : { deviceId, at: unseen.createdAt }
}

const standingOf = (
  { field, kept }: ConflictRecord,
  row: ValuedRow | undefined,
): ConflictLine['standing'] =>
  row === undefined ? kept : { value: fieldOf(row, field), clock: row.clocks[field] ?? null }
