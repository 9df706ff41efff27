/** Everything a device holds, read at once; the forms in which histories look at it. */

import type {
  AttachmentRecord,
  ChatRecord,
  ConflictRecord,
  FolderRecord,
  MessageRecord,
  OutboxEntry,
  ShadowRecord,
  SyncState,
} from '../../../db/device/records.ts'
import { keptRow } from '../../../db/device/shown.ts'
import type { MessageRow } from '../../../db/protocol/message.ts'
import type { Row } from '../../../db/protocol/row.ts'
import { type DiskPlace, recordsIn } from './disk.ts'

export interface Tables {
  readonly chats: readonly ChatRecord[]
  readonly folders: readonly FolderRecord[]
  readonly conflicts: readonly ConflictRecord[]
  readonly stored: readonly MessageRow[]
  readonly overlay: readonly MessageRecord[]
  /** By order. */
  readonly outbox: readonly OutboxEntry[]
  readonly shadow: readonly ShadowRecord[]
  readonly attachments: readonly AttachmentRecord[]
  readonly sync: SyncState | undefined
}

/** Only between two steps: nothing may be under way on this disk. */
export const readTables = (place: DiskPlace): Tables => ({
  chats: recordsIn(place, 'chats'),
  folders: recordsIn(place, 'folders'),
  conflicts: recordsIn(place, 'conflicts'),
  stored: recordsIn(place, 'blocks').flatMap((block) => block.messages),
  overlay: recordsIn(place, 'messages'),
  outbox: recordsIn(place, 'outbox').toSorted((a, b) => a.order - b.order),
  shadow: recordsIn(place, 'shadow'),
  attachments: recordsIn(place, 'attachments'),
  sync: recordsIn(place, 'sync')[0],
})

export type VisibleMessage = Omit<MessageRow, 'position'> & { readonly position: number | null }

/** Messages as the screen has them: those with unanswered changes over those of the blocks. */
export const visibleMessages = ({ stored, overlay }: Tables): readonly VisibleMessage[] => {
  const changed = new Map(overlay.map((message) => [message.id, message]))
  const placed = stored.map((message) => changed.get(message.id) ?? message)
  const ids = new Set(stored.map((message) => message.id))
  const waiting = overlay.filter((message) => !ids.has(message.id))
  return [...placed, ...waiting.toSorted((a, b) => a.order - b.order)]
}

/** The rows a device holds as the server sent them, by what names them; nothing may wait. */
export const heldRows = ({
  chats,
  folders,
  conflicts,
  stored,
}: Pick<Tables, 'chats' | 'folders' | 'conflicts' | 'stored'>): readonly Row[] => [
  ...chats.map(keptRow),
  ...folders.map(keptRow),
  ...conflicts.map(keptRow),
  ...stored,
]

/** As a first sync would leave out: what is over and done, of which not every device need know. */
export const lasting = (rows: readonly Row[]): readonly string[] => {
  const isOver = (row: Row): boolean => {
    switch (row.entity) {
      case 'chat':
        return row.isPurged
      case 'folder':
        return row.isPurged === true
      case 'conflict':
        return row.resolvedAt !== null
      case 'message':
        return false
    }
  }
  return rows
    .filter((row) => !isOver(row))
    .map((row) => JSON.stringify(sorted(row)))
    .toSorted()
}

/** Fields in one order, in every depth. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .map(([name, part]) => [name, sorted(part)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
}
