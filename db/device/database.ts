/** The Dexie database of one person in one browser: its tables, its version, and how it is opened. */

import { Dexie, type Table } from 'dexie'
import type { DeviceId, UserId } from '../protocol/ids.ts'
import { idOf } from '../protocol/make-id.ts'
import { dropTextsWithBlocks } from './drop-texts.ts'
import { type Losses, watchLosses } from './losses.ts'
import type { KeepingRecord } from './keeping.ts'
import { newId } from './new-id.ts'
import type {
  AttachmentRecord,
  BodyRecord,
  BranchRecord,
  ChatRecord,
  ConflictRecord,
  DraftRecord,
  FolderRecord,
  LogRecord,
  MessageBlock,
  MessageRecord,
  OutboxEntry,
  RunRecord,
  SearchBlockRecord,
  ShadowRecord,
  SyncState,
} from './records.ts'

export interface OpenOptions {
  readonly newId?: () => string
  /** Where IndexedDB is not a global: both or neither. */
  readonly indexedDB?: IDBFactory
  readonly IDBKeyRange?: typeof IDBKeyRange
  /** Another page runs a newer version of the app, or forgets this database: it is closed for good here. */
  readonly onStale?: () => void
  /** An older page keeps the database from opening until it is closed. */
  readonly onBlocked?: () => void
  /** The browser deleted the database under this page; it is there again, and empty. */
  readonly onEmptied?: () => void
}

/** Of the tables below; raised with every change of them. */
const VERSION = 2

/**
 * Tables that the screen reads: `chats`, `blocks` overlaid by `messages`, `folders`, `conflicts`.
 * A lacking key part (a chat in no folder, an entry without a number) leaves a record out of that
 * index, which keeps the index as small as what it is asked for.
 */
const TABLES = {
  chats: 'id, [shelf+activeAt], [folderId+shelf+activeAt], parentChatId',
  blocks: '[chatId+index]',
  messages: 'id, chatId',
  folders: 'id',
  conflicts: 'id, entityId, isOpen',
  shadow: 'rowKey',
  outbox: 'changeId, seq, order, rowKey, [state+order], [chatId+state]',
  attachments: 'sha256, isSent',
  drafts: 'id',
  branches: 'chatId',
  runs: '++id',
  log: '++id',
  searchBlocks: '[chatId+index]',
  sync: 'id',
} as const

/** What version 2 added; of chats, those that say for themselves how they are kept. */
const TABLES_OF_2 = {
  keeping: 'id',
  bodies: 'chatId',
  chats: `${TABLES.chats}, syncMode`,
} as const

/**
 * Opened with strict durability: a write that was shown as saved survives a power cut. Dexie's own
 * cache is off, because it shows a write before it is stored.
 */
export class ChatDatabase extends Dexie {
  declare readonly chats: Table<ChatRecord, string>
  declare readonly blocks: Table<MessageBlock, [string, number]>
  declare readonly messages: Table<MessageRecord, string>
  declare readonly folders: Table<FolderRecord, string>
  declare readonly conflicts: Table<ConflictRecord, string>
  declare readonly shadow: Table<ShadowRecord, string>
  declare readonly outbox: Table<OutboxEntry, string>
  declare readonly attachments: Table<AttachmentRecord, string>
  declare readonly drafts: Table<DraftRecord, string>
  declare readonly branches: Table<BranchRecord, string>
  declare readonly runs: Table<RunRecord, number>
  declare readonly log: Table<LogRecord, number>
  declare readonly searchBlocks: Table<SearchBlockRecord, [string, number]>
  declare readonly sync: Table<SyncState, 'sync'>
  declare readonly keeping: Table<KeepingRecord, string>
  declare readonly bodies: Table<BodyRecord, string>
  /** Connections that ended unasked; the next question opens a new one. */
  readonly losses: Losses

  constructor(name: string, options: OpenOptions = {}) {
    const { indexedDB, IDBKeyRange } = options
    super(name, {
      chromeTransactionDurability: 'strict',
      cache: 'disabled',
      ...(indexedDB && IDBKeyRange ? { indexedDB, IDBKeyRange } : {}),
    })
    this.version(1).stores(TABLES)
    this.version(VERSION).stores(TABLES_OF_2)
    this.losses = watchLosses(this)
    dropTextsWithBlocks(this)
    this.on('populate', () => void this.sync.add(freshSyncState(idOf((options.newId ?? newId)()))))
    // Dexie would open a newer app's tables as well, and write rows of the old form into them.
    this.on('ready', () => refuseNewer(this, options), true)
    this.on('versionchange', () => {
      this.close({ disableAutoOpen: true })
      options.onStale?.()
      return false
    })
    this.on('blocked', () => options.onBlocked?.())
  }
}

/** Between one version and the next there is room for what Dexie repairs by itself. */
const NATIVE_STEP = 10

const refuseNewer = (db: ChatDatabase, { onStale }: OpenOptions): void => {
  const native = db.backendDB()?.version ?? 0
  if (Math.floor(native / NATIVE_STEP) <= VERSION) return
  db.close({ disableAutoOpen: true })
  onStale?.()
  throw new Dexie.DatabaseClosedError('the tables are those of a newer app')
}

/** `chat_<userId>`, or `chat_local` before anyone has signed in. */
export const databaseName = (userId: UserId | null): string =>
  userId === null ? 'chat_local' : `chat_${userId}`

/**
 * Opens a person's database, and makes it with a device id of its own where there is none; throws a
 * `DatabaseClosedError` where it is a newer app's. A local
 * one that was moved into an account, but not deleted before the page ended, is made anew.
 */
export const openChatDatabase = async (
  name: string,
  options: OpenOptions = {},
): Promise<ChatDatabase> => {
  const db = new ChatDatabase(name, options)
  await db.open()
  const sync = await db.sync.get('sync')
  if (sync?.movedTo == null) return tellingEmptied(db, sync?.madeAs, options)
  await db.delete({ disableAutoOpen: true })
  const fresh = new ChatDatabase(name, options)
  await fresh.open()
  const { madeAs } = (await fresh.sync.get('sync')) ?? {}
  return tellingEmptied(fresh, madeAs, options)
}

/** The worker or another page may be the first to make it anew, so that nothing tells this one. */
const tellingEmptied = (
  db: ChatDatabase,
  openedAs: DeviceId | undefined,
  { onEmptied }: OpenOptions,
): ChatDatabase => {
  let madeAs = openedAs
  const look = async (): Promise<void> => {
    const sync = await db.sync.get('sync')
    if (sync === undefined || sync.madeAs === madeAs) return
    madeAs = sync.madeAs
    onEmptied?.()
  }
  // Where the storage does not answer, or is closed for good, the next loss asks again or nobody has to.
  if (onEmptied !== undefined) db.losses.watch(() => void look().catch(() => undefined))
  return db
}

const freshSyncState = (deviceId: DeviceId): SyncState => ({
  id: 'sync',
  madeAs: deviceId,
  deviceId,
  nextSeq: 1,
  answeredUpTo: { generation: 1, seq: 0 },
  nextOrder: 1,
  cursor: null,
  seen: null,
  generation: 1,
  lastFullSyncAt: null,
  lastSentAt: null,
  lastReceivedAt: null,
  lastFault: null,
  retryAt: null,
  failures: 0,
  isPaused: false,
  left: null,
  clockOffsetMs: null,
  adopted: {},
  movedTo: null,
})
