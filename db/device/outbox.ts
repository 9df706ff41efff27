/** The changes that the server has not answered for: what to send next, how many, and in words. */

import { Dexie } from 'dexie'
import type { Change, ChangeBody } from '../protocol/change.ts'
import type { ChangeFault } from '../protocol/fault.ts'
import type { ChangeId, ChatId } from '../protocol/ids.ts'
import { MAX_BODY_BYTES, MAX_CHANGES } from '../protocol/limits.ts'
import type { Row } from '../protocol/row.ts'
import { utf8Length } from '../protocol/text.ts'
import type { ChatDatabase } from './database.ts'
import type { OutboxEntry, SyncState } from './records.ts'
import { answeredUpTo, changesAfter, countAfter, NOT_KNOWN } from './numbers.ts'
import { splitRowKey } from './row-target.ts'
import { readSync } from './sync-state.ts'

/** How much one request may hold. */
export interface BatchLimits {
  readonly maxChanges: number
  readonly maxBytes: number
  /** Only changes behind this number: those up to it are on their way already. */
  readonly after: number
}

/** What one request is made of, read in one transaction. */
export interface Batch {
  readonly sync: SyncState
  /** Oldest first, numbered without a gap; at least one where anything waits, however large. */
  readonly changes: readonly Change[]
  /** Changes of a person that wait, these included; tells the server what is still unsent. */
  readonly pending: number
  /** True when more waits than this batch holds. */
  readonly hasMore: boolean
}

/** `restoring`: how many of all these bring rows back to a server that lost them. */
export interface OutboxCount {
  readonly waiting: number
  readonly answered: number
  readonly parked: number
  readonly restoring: number
}

/** An entry as a list can say it: what kind of act, on what, and why it is stuck. */
export interface OutboxLine {
  readonly changeId: ChangeId
  readonly state: OutboxEntry['state']
  readonly kind: OutboxEntry['body']['kind']
  readonly field: string | null
  readonly chatId: ChatId | null
  /** The title of its chat or the name of its folder, where there is one. */
  readonly name: string | null
  /** The first 140 characters of the text it carries. */
  readonly excerpt: string | null
  readonly value: string | boolean | null
  readonly editedAt: number
  readonly fault: ChangeFault | null
  /** The message it is about, where it is about one. */
  readonly messageId: string | null
  /** How often the server has asked to keep it for later. */
  readonly tries: number
  /** False for a row on its way back to a server that lost it: nobody wrote that now. */
  readonly isOwn: boolean
}

/** Entries read at first: a batch of large ones must not be read far beyond its bytes. */
const FIRST_STRIDE = 50
/** What a request says beside its changes. */
const ENVELOPE_BYTES = 2048
const EXCERPT_LENGTH = 140

/**
 * The next changes to send, with the sync row they belong to. By default as much as fits a body that
 * is not compressed; an entry that is larger than the limit by itself travels alone.
 */
export const peek = async (
  db: ChatDatabase,
  {
    maxChanges = MAX_CHANGES,
    maxBytes = MAX_BODY_BYTES - ENVELOPE_BYTES,
    after = NOT_KNOWN,
  }: Partial<BatchLimits> = {},
): Promise<Batch> =>
  db.transaction('r', db.sync, db.outbox, async () => {
    const sync = await readSync(db)
    const from = Math.max(after, answeredUpTo(sync))
    const fill = createFill(maxChanges, maxBytes)
    for (let stride = FIRST_STRIDE; ; stride *= 2) {
      // One beyond the last that could go: to know whether there is one.
      const wanted = Math.min(stride, maxChanges + 1 - fill.changes.length)
      const read = await changesAfter(db, fill.changes.at(-1)?.seq ?? from, wanted)
      const hasMore = !read.every(fill.take)
      if (hasMore || read.length < wanted)
        return { sync, changes: fill.changes, pending: await countAfter(db, sync, from), hasMore }
    }
  })

/** Takes changes for as long as they fit: the first always, others by size and without a gap. */
const createFill = (maxChanges: number, maxBytes: number) => {
  const changes: Change[] = []
  let bytes = 0
  const take = (change: Change): boolean => {
    const last = changes.at(-1)
    bytes += utf8Length(JSON.stringify(change)) + 1
    const fits = last === undefined || (bytes <= maxBytes && change.seq === last.seq + 1)
    if (!fits || changes.length >= maxChanges) return false
    changes.push(change)
    return true
  }
  return { changes, take }
}

/** A person's act is a change or two; of more, `peek` finds out how many fit a request. */
const FEW_CHANGES = 8

/** What `peek` would read where these new entries are all that waits; null: let it look. */
export const batchOfNew = (sync: SyncState, entries: readonly OutboxEntry[]): Batch | null => {
  const changes = entries.flatMap(({ changeId, seq, editedAt, body }) =>
    seq === null ? [] : [{ changeId, seq, editedAt, ...body }],
  )
  if (changes.length === 0 || changes.length > FEW_CHANGES) return null
  const bytes = utf8Length(JSON.stringify(changes))
  if (changes.length > 1 && bytes > MAX_BODY_BYTES - ENVELOPE_BYTES) return null
  return { sync, changes, pending: changes.length, hasMore: false }
}

/** Entries in one state, by order. */
export const entriesIn = (db: ChatDatabase, state: OutboxEntry['state']) =>
  db.outbox.where('[state+order]').between([state, Dexie.minKey], [state, Dexie.maxKey])

const countState = async (db: ChatDatabase, state: OutboxEntry['state']): Promise<number> =>
  entriesIn(db, state).count()

/** How much is unsent, on the way and refused; live, and cheap at any size. */
export const countOutbox = async (db: ChatDatabase): Promise<OutboxCount> =>
  db.transaction('r', db.sync, db.outbox, async () => {
    const sync = await readSync(db)
    const [waiting, answered, parked, restoring] = await Promise.all([
      countAfter(db, sync, answeredUpTo(sync)),
      countState(db, 'answered'),
      countState(db, 'parked'),
      db.outbox.where('order').below(0).count(),
    ])
    return { waiting, answered, parked, restoring }
  })

/** The change a person wrote first among those that wait: when, and what it is held for, if it is. */
export const oldestWaiting = async (
  db: ChatDatabase,
): Promise<Pick<OutboxEntry, 'editedAt' | 'fault'> | null> =>
  // What a recovery sends again carries the times of its rows; nobody has waited since then.
  (await db.outbox
    .where('[state+order]')
    .between(['waiting', 0], ['waiting', Dexie.maxKey])
    .first()) ?? null

/** The oldest `limit` entries in one state, in the order they were written. */
export const listOutbox = async (
  db: ChatDatabase,
  { state, limit }: { readonly state: 'waiting' | 'parked'; readonly limit: number },
): Promise<readonly OutboxLine[]> => {
  const entries = await entriesIn(db, state).limit(limit).toArray()
  const chatIds = entries.map((entry) => entry.chatId ?? '')
  const rowIds = entries.map((entry) => splitRowKey(entry.rowKey).id)
  const [chats, folders] = await Promise.all([
    db.chats.bulkGet(chatIds),
    db.folders.bulkGet(rowIds),
  ])
  return entries.map((entry, at) => lineOf(entry, chats[at]?.title ?? folders[at]?.name ?? null))
}

const lineOf = (entry: OutboxEntry, name: string | null): OutboxLine => ({
  changeId: entry.changeId,
  state: entry.state,
  kind: entry.body.kind,
  chatId: entry.chatId ?? null,
  name,
  editedAt: entry.editedAt,
  fault: entry.fault ?? null,
  field: 'field' in entry.body ? entry.body.field : null,
  value: valueOf(entry.body),
  excerpt: textOf(entry.body)?.slice(0, EXCERPT_LENGTH) ?? null,
  messageId: messageOf(entry),
  tries: entry.tries,
  isOwn: entry.order > 0,
})

const messageOf = ({ rowKey: key }: OutboxEntry): string | null => {
  const { entity, id } = splitRowKey(key)
  return entity === 'message' ? id : null
}

/** What a field was set to, or which side of a conflict was chosen; of a long text its beginning. */
const valueOf = (body: ChangeBody): string | boolean | null => {
  if (body.kind === 'conflict.resolve') return body.choice
  if (!('value' in body)) return null
  return typeof body.value === 'string' ? body.value.slice(0, EXCERPT_LENGTH) : body.value
}

/** The words a person would know the change by. */
const textOf = (body: ChangeBody): string | null => {
  if (body.kind === 'message.append') return body.message.content
  if (body.kind === 'chat.create') return body.chat.title
  if (body.kind === 'folder.create') return body.folder.name
  if (body.kind === 'restore') return textOfRow(body.row)
  return body.kind === 'message.set' && body.field === 'content' ? body.value : null
}

const textOfRow = (row: Row): string | null => {
  switch (row.entity) {
    case 'chat':
      return row.title
    case 'message':
      return row.content
    case 'folder':
      return row.name
    case 'conflict':
      return null
  }
}
