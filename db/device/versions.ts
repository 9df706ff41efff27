/** What a chat was: every value of its fields that this device knows of, whatever became of it. */

import type { ChatRow } from '../protocol/chat.ts'
import type { Clock } from '../protocol/clock.ts'
import type { ChatId, ConflictId, DeviceId } from '../protocol/ids.ts'
import { rowKey } from '../protocol/row-key.ts'
import { conflictsOf } from './conflicts.ts'
import type { ChatDatabase } from './database.ts'
import { readTogether } from './read-together.ts'
import type { ChatRecord, ConflictRecord, OutboxEntry } from './records.ts'
import { fieldOf } from './row-field.ts'
import { readSync } from './sync-state.ts'

/** The fields of which a person may want an earlier value back. */
export const VERSION_FIELDS = ['title', 'folderId', 'archived', 'deleted', 'syncMode'] as const
export type VersionedField = (typeof VERSION_FIELDS)[number]

/** `now`: what stands. `former`: what stood once. `lost`: what was written elsewhere and did not stand. */
export interface Version {
  readonly field: VersionedField
  readonly kind: 'now' | 'former' | 'lost'
  readonly value: unknown
  /** Null: as the chat was created. */
  readonly clock: Clock | null
  /** Of a lost one. */
  readonly conflict: { readonly id: ConflictId; readonly isOpen: boolean } | null
}

export interface ChatVersions {
  readonly chat: ChatRecord
  /** Newest first, by the moment in which each was set. */
  readonly versions: readonly Version[]
  /** Of every folder that is named in them, as it is called now. */
  readonly folderNames: ReadonlyMap<string, string>
}

/** Null where there is no such chat. From this device alone: it works without a network. */
export const readVersions = async (
  db: ChatDatabase,
  chatId: ChatId,
): Promise<ChatVersions | null> =>
  readTogether(
    db,
    [db.chats, db.folders, db.conflicts, db.shadow, db.outbox, db.sync],
    async () => {
      const key = rowKey('chat', chatId)
      const [chat, conflicts, shadow, entries, sync] = await Promise.all([
        db.chats.get(chatId),
        conflictsOf(db, chatId),
        db.shadow.get(key),
        db.outbox.where('rowKey').equals(key).toArray(),
        readSync(db),
      ])
      if (chat === undefined) return null
      const behind = shadow?.row?.entity === 'chat' ? shadow.row : null
      const told = { chat, conflicts, behind, entries, deviceId: sync.deviceId }
      const versions = versionsOf(told)
      const folders = await db.folders.bulkGet(
        versions.flatMap(({ field, value }) =>
          field === 'folderId' && typeof value === 'string' ? [value] : [],
        ),
      )
      const named = folders.filter((folder) => folder !== undefined)
      return { chat, versions, folderNames: new Map(named.map(({ id, name }) => [id, name])) }
    },
  )

interface Told {
  readonly chat: ChatRecord
  readonly conflicts: readonly ConflictRecord[]
  /** The server's last row, where this device has changed it since, and those changes. */
  readonly behind: ChatRow | null
  readonly entries: readonly OutboxEntry[]
  readonly deviceId: DeviceId
}

/** Each value once, by the change that set it; pure. */
export const versionsOf = (told: Told): readonly Version[] => {
  const { chat, behind } = told
  const known = new Map<string, Version>()
  const all = [
    ...standing(chat, 'now'),
    ...told.conflicts.flatMap(lostIn),
    ...formerIn(chat),
    ...(behind === null ? [] : [...standing(behind, 'former'), ...formerIn(behind)]),
    ...told.entries.flatMap((entry) => written(entry, told.deviceId)),
  ]
  for (const version of all) {
    const key = `${version.field} ${version.clock?.changeId ?? ''}`
    if (!known.has(key)) known.set(key, version)
  }
  const momentOf = ({ clock }: Version): number => clock?.at ?? -Infinity
  return [...known.values()].toSorted((a, b) => momentOf(b) - momentOf(a))
}

const isVersioned = (field: string): field is VersionedField =>
  VERSION_FIELDS.some((versioned) => versioned === field)

const standing = (row: ChatRow, kind: 'now' | 'former'): readonly Version[] =>
  VERSION_FIELDS.map((field) => ({
    field,
    kind,
    value: fieldOf(row, field) ?? null,
    clock: row.clocks[field] ?? null,
    conflict: null,
  }))

const formerIn = ({ history = [] }: ChatRow): readonly Version[] =>
  history.flatMap(({ field, value, clock }): readonly Version[] =>
    isVersioned(field) ? [{ field, kind: 'former', value, clock, conflict: null }] : [],
  )

const lostIn = ({ id, field, lost, isOpen }: ConflictRecord): readonly Version[] =>
  isVersioned(field)
    ? [{ field, kind: 'lost', ...lost, conflict: { id, isOpen: isOpen === 1 } }]
    : []

/** What was set here and is not answered yet. */
const written = (
  { body, changeId, editedAt }: OutboxEntry,
  deviceId: DeviceId,
): readonly Version[] => {
  if (body.kind !== 'chat.set' || !isVersioned(body.field)) return []
  const clock = { at: editedAt, deviceId, changeId, revision: 0 }
  return [{ field: body.field, kind: 'former', value: body.value, clock, conflict: null }]
}
