/** What a judged batch leaves to be written, as one JSON text for each table. Pure. */

import type { Judged } from './judge/judge-batch.ts'
import type { ChatState } from './judge/loaded.ts'
import type { NewMessageRow } from './judge/working.ts'
import type { AfterReading } from './page-after.ts'

export interface Rows {
  readonly chats: string
  readonly folders: string
  readonly newMessages: string
  readonly patchedMessages: string
  readonly newConflicts: string
  readonly resolvedConflicts: string
  readonly ledger: string
  readonly purged: readonly string[]
  readonly purgedFolders: readonly string[]
}

export const rowsOf = ({ working, ledger }: Pick<Judged, 'working' | 'ledger'>): Rows => ({
  chats: JSON.stringify(
    pick(working.chats, working.writtenChats).toSorted(byRevision).map(chatAsTold),
  ),
  folders: JSON.stringify(pick(working.folders, working.writtenFolders)),
  newMessages: JSON.stringify(
    [...working.newMessages.values()].toSorted(byRevision).map(messageAsTold),
  ),
  patchedMessages: JSON.stringify(pick(working.messages, working.patchedMessages)),
  newConflicts: JSON.stringify([...working.newConflicts.values()]),
  resolvedConflicts: JSON.stringify(pick(working.conflicts, working.resolvedConflicts)),
  ledger: JSON.stringify(
    ledger.map(({ seq, changeId, revision, outcome }) => ({ seq, changeId, revision, outcome })),
  ),
  purged: [...working.purged],
  purgedFolders: [...working.purgedFolders],
})

interface Numbered {
  readonly revision: number
}

const byRevision = (a: Numbered, b: Numbered): number => a.revision - b.revision

const pick = <T>(rowById: ReadonlyMap<string, T>, ids: ReadonlySet<string>): readonly T[] =>
  [...ids].flatMap((id) => {
    const row = rowById.get(id)
    return row === undefined ? [] : [row]
  })

/** In the order of the wire's columns, so that the rows may be the answer as well. */
const chatAsTold = (row: ChatState): object => ({
  entity: 'chat',
  id: row.id,
  revision: row.revision,
  title: row.title,
  timestamp: row.timestamp,
  parentChatId: row.parentChatId,
  branchFromMessageId: row.branchFromMessageId,
  folderId: row.folderId,
  pinned: row.pinned,
  archived: row.archived,
  isDeleted: row.isDeleted,
  deletedAt: row.deletedAt,
  isPurged: row.isPurged,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
  clocks: row.clocks,
  syncMode: row.syncMode,
  history: row.history,
  ...(row.trashedAt === null ? {} : { trashedAt: row.trashedAt }),
})

const messageAsTold = (row: NewMessageRow): object => ({
  entity: 'message',
  id: row.id,
  revision: row.revision,
  chatId: row.chatId,
  parentId: row.parentId,
  role: row.role,
  content: row.content,
  timestamp: row.timestamp,
  position: row.position,
  model: row.model,
  status: row.status,
  attachments: row.attachments,
  metadata: row.metadata,
  deviceId: row.deviceId,
  isDeleted: row.isDeleted,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
  clocks: row.clocks,
})

/**
 * Whether the rows as they are sent to be written are, letter for letter, what a page tells of them:
 * PostgreSQL writes JSON that it keeps as jsonb in an order and with spaces of its own.
 */
export const isToldAsWritten = ({ working }: Judged): boolean =>
  pick(working.chats, working.writtenChats).every(
    (row) => isPlainRow(row) && row.trashedAt === null && row.history.length === 0,
  ) &&
  [...working.newMessages.values()].every(
    (row) => isPlainRow(row) && row.metadata === null && row.attachments.length === 0,
  )

type Dated = Pick<NewMessageRow, 'timestamp' | 'createdAt' | 'updatedAt' | 'clocks'>

const isPlainRow = ({ timestamp, createdAt, updatedAt, clocks }: Dated): boolean =>
  isEmpty(clocks) && [timestamp, createdAt, updatedAt].every(isKeptExactly)

/** Seconds with a fraction, as moments are handed to PostgreSQL, tell no milliseconds far beyond this. */
const LAST_EXACT_MS = 1e15

const isKeptExactly = (ms: number): boolean => Math.abs(ms) <= LAST_EXACT_MS

const isEmpty = (value: object): boolean => Object.keys(value).length === 0

/** Where they are told so: the page, without another look. */
export const echoOf = ({ working }: Judged, { chats, newMessages }: Rows): AfterReading => ({
  rows: [chats, newMessages]
    .map((list) => list.slice(1, -1))
    .filter((rows) => rows !== '')
    .join(','),
  rowCount: working.writtenChats.size + working.newMessages.size,
  upto: null,
  isCut: false,
})
