/** After the server lost its history: everything this device knows, as changes that bring it back. */

import type { Clock, Clocks } from '../protocol/clock.ts'
import { idOf } from '../protocol/make-id.ts'
import type { MessageRow } from '../protocol/message.ts'
import type { Row } from '../protocol/row.ts'
import { rowKey } from '../protocol/row-key.ts'
import type { ChatDatabase } from './database.ts'
import { putKept } from './desk.ts'
import { applyToKept, shownEntries } from './fold.ts'
import { overlaid } from './overlay.ts'
import { parentsFirst } from './parents-first.ts'
import type { ChatExtras, MessageRecord, OutboxEntry } from './records.ts'
import { groupByRow } from './refold.ts'
import { splitRowKey, targetOf } from './row-target.ts'
import { type KeptRow, keptRow } from './shown.ts'
import { readSync } from './sync-state.ts'
import type { WriteDeps } from './write.ts'

/** Restored rows come before everything a person wrote: below any `order` that writing gives. */
export const FIRST_RESTORE_ORDER = -1_000_000_000_000

/**
 * Part of its caller's transaction. Every row the server ever showed becomes a `restore`, parents
 * first, beside the unfinished ones of an earlier recovery; blocks and shadows are emptied, because
 * nothing in them is true of the new history. Resolves to all entries to send, in order.
 */
export const layOutAnew = async (
  db: ChatDatabase,
  deps: Pick<WriteDeps, 'newId'>,
  unanswered: readonly OutboxEntry[],
): Promise<readonly OutboxEntry[]> => {
  const known = [...(await knownKept(db)), ...(await knownMessages(db))]
  const unfinished = unanswered.filter((entry) => entry.body.kind === 'restore')
  const own = unanswered.filter((entry) => entry.order > 0)
  const fresh = known.flatMap((row) => entriesFor(row, deps))
  const unfinishedPurges = unanswered.filter((entry) => entry.order < 0 && isPurge(entry.body))
  const restoring = parentsFirst([...fresh, ...unfinished, ...unfinishedPurges]).map(atPlace)
  const entries = [...restoring, ...own]
  await showAnew(db, entries)
  return entries
}

/** What stays in the outbox and is not sent: refused, or only on this device. */
export const isUnnumbered = ({ state }: OutboxEntry): boolean =>
  state === 'parked' || state === 'held'

const atPlace = (entry: OutboxEntry, at: number): OutboxEntry => ({
  ...entry,
  order: FIRST_RESTORE_ORDER + at,
})

/** Rows as the server last sent them; a row that only the outbox knows is not among them. */
const knownKept = async (db: ChatDatabase): Promise<readonly KeptRow[]> => {
  const shadows = await db.shadow.toArray()
  const shadowed = new Set(shadows.map((shadow) => shadow.rowKey))
  const records = [
    ...(await db.folders.toArray()),
    ...(await db.chats.toArray()),
    ...(await db.conflicts.toArray()),
  ]
  return [
    ...shadows.flatMap((shadow) => shadow.row ?? []),
    ...records.map(keptRow).filter((row) => !shadowed.has(rowKey(row.entity, row.id))),
  ]
}

const knownMessages = async (db: ChatDatabase): Promise<readonly MessageRow[]> => {
  const blocks = await db.blocks.toArray()
  return blocks.flatMap((block) => block.messages)
}

/** An erased chat or folder is erased once more, should the server have it back. */
export const entriesFor = (row: Row, deps: Pick<WriteDeps, 'newId'>): readonly OutboxEntry[] => {
  const entryOf = (body: OutboxEntry['body']): OutboxEntry => ({
    ...targetOf(body),
    changeId: idOf(deps.newId()),
    seq: null,
    order: 0,
    editedAt: row.entity === 'conflict' ? row.createdAt : row.updatedAt,
    body,
    state: 'waiting',
    tries: 0,
  })
  const restore = entryOf({ kind: 'restore', row: withoutRevisions(row) })
  if (row.entity === 'chat' && row.isPurged)
    return [restore, entryOf({ kind: 'chat.purge', chatId: row.id })]
  return row.entity === 'folder' && row.isPurged === true
    ? [restore, entryOf({ kind: 'folder.purge', folderId: row.id })]
    : [restore]
}

const isPurge = ({ kind }: OutboxEntry['body']): boolean =>
  kind === 'chat.purge' || kind === 'folder.purge'

/** Revisions are the lost history's; the clocks' times and change ids are what is merged by. */
const withoutRevisions = (row: Row): Row =>
  row.entity === 'conflict'
    ? { ...row, revision: 0 }
    : { ...row, revision: 0, clocks: withoutClockRevisions(row.clocks) }

const withoutClockRevisions = (clocks: Clocks): Record<string, Clock> =>
  Object.fromEntries(
    Object.entries(clocks).map(([field, clock]) => [field, { ...clock, revision: 0 }]),
  )

/** Nothing on the screen changes but that every row waits again. */
const showAnew = async (db: ChatDatabase, entries: readonly OutboxEntry[]): Promise<void> => {
  const { deviceId } = await readSync(db)
  const unnumbered = await db.outbox.filter(isUnnumbered).toArray()
  const chats = await db.chats.toArray()
  const extras = new Map<string, ChatExtras>(
    chats.map(({ id, activeAt }) => [id, { activeAt, messageCount: 0 }]),
  )
  const rows: KeptRow[] = []
  const messages: MessageRecord[] = []
  const shadowKeys: string[] = []
  for (const [key, ofRow] of groupByRow([...entries, ...unnumbered])) {
    const { entity } = splitRowKey(key)
    if (entity === 'message') {
      const message = overlaid(null, ofRow, deviceId)
      if (message !== null) messages.push(message)
    } else if (entity !== null) {
      shadowKeys.push(key)
      let row: KeptRow | null = null
      for (const entry of shownEntries(ofRow)) row = applyToKept(row, entry, deviceId)
      if (row !== null) rows.push(row)
    }
  }
  await Promise.all([db.blocks.clear(), db.shadow.clear(), db.messages.clear()])
  await db.shadow.bulkAdd(shadowKeys.map((key) => ({ rowKey: key, row: null })))
  await db.messages.bulkAdd(messages)
  await putKept(db, rows, extras)
}
