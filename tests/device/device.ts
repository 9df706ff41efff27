/** A device without an engine: a database on a disk of its own, ids and clock that repeat, rows as a server sends them. */

import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { onTestFinished } from 'vitest'
import { type ChatDatabase, openChatDatabase } from '../../db/device/database.ts'
import { listOutbox, peek } from '../../db/device/outbox.ts'
import { type Answer, type Received, receive } from '../../db/device/receive.ts'
import { readSync } from '../../db/device/sync-state.ts'
import { write, type WriteDeps } from '../../db/device/write.ts'
import type { ChangeDraft } from '../../db/device/change-draft.ts'
import type { ChatRow } from '../../db/protocol/chat.ts'
import type { Clock } from '../../db/protocol/clock.ts'
import type { ConflictRow } from '../../db/protocol/conflict.ts'
import type { FolderRow } from '../../db/protocol/folder.ts'
import {
  changeIdSchema,
  chatIdSchema,
  conflictIdSchema,
  deviceIdSchema,
  folderIdSchema,
  messageIdSchema,
  type ChangeId,
  type ChatId,
} from '../../db/protocol/ids.ts'
import type { MessageRow, NewMessage } from '../../db/protocol/message.ts'
import type { ChangeResult, Page } from '../../db/protocol/round.ts'
import type { Row } from '../../db/protocol/row.ts'

export const chatId = (text: string): ChatId => chatIdSchema.parse(text)
export const messageId = (text: string) => messageIdSchema.parse(text)
export const folderId = (text: string) => folderIdSchema.parse(text)
export const conflictId = (text: string) => conflictIdSchema.parse(text)
export const changeId = (text: string): ChangeId => changeIdSchema.parse(text)

export interface TestDevice {
  readonly db: ChatDatabase
  readonly disk: IDBFactory
  readonly deps: WriteDeps
  /** Writes, and gives the change ids; throws where nothing was written. */
  readonly write: (...drafts: readonly ChangeDraft[]) => Promise<readonly ChangeId[]>
  /**
   * Receives an answer; what is left out is as in an answer without changes and rows, to changes that
   * went out under the number that they wait under, or had first.
   */
  readonly receive: (answer: Partial<Answer>) => Promise<Received>
  /** A chat the server has shown, with this many messages, and the cursor at the end of it. */
  readonly holdChat: (id: string, messages?: number) => Promise<ChatId>
}

export interface DeviceSettings {
  readonly name?: string
  readonly disk?: IDBFactory
  readonly prefix?: string
}

export const createDevice = async (settings: DeviceSettings = {}): Promise<TestDevice> => {
  const { name = 'chat_anna', disk = new IDBFactory(), prefix = 'c' } = settings
  let count = 0
  let clock = 1_800_000_000_000
  const deps: WriteDeps = {
    now: () => (clock += 1),
    newId: () => `${prefix}${String((count += 1)).padStart(6, '0')}`,
  }
  const db = await openChatDatabase(name, { newId: deps.newId, indexedDB: disk, IDBKeyRange })
  onTestFinished(() => db.close())
  const firstNumbers = new Map<string, number>()
  const sentOf = async (results: readonly ChangeResult[]): Promise<Answer['sent']> => {
    const entries = await db.outbox.bulkGet(results.map((result) => result.changeId))
    return results.flatMap(({ changeId: id }, at) => {
      const seq = entries[at]?.seq ?? firstNumbers.get(id)
      return seq === undefined ? [] : [{ changeId: id, seq }]
    })
  }
  const receiveAll = async (answer: Partial<Answer>): Promise<Received> => {
    const { generation, seen } = await readSync(db)
    const sent = await sentOf(answer.results ?? [])
    const rest = { results: [], sent, page: null, serverTime: null, now: deps.now() }
    const head = seen ?? { revision: 0, token: 't0' }
    const outcome = await receive(db, { generation, head, ...rest, ...answer })
    if (outcome.kind !== 'received') throw new Error(`not received: ${outcome.kind}`)
    return outcome
  }
  return {
    db,
    disk,
    deps,
    write: async (...drafts) => {
      const outcome = await write(db, deps, drafts)
      if (outcome.kind !== 'written') throw new Error(`not written: ${outcome.kind}`)
      for (const { changeId: id, seq } of outcome.next?.changes ?? []) firstNumbers.set(id, seq)
      return outcome.changeIds
    },
    receive: receiveAll,
    holdChat: async (id, messages = 0) => {
      const { cursor } = await readSync(db)
      const first = Number(cursor ?? 0) + 1
      const rows: readonly Row[] = [
        chatRow(id, first),
        ...Array.from({ length: messages }, (_, at) =>
          messageRow(`${id}-m${at}`, {
            chatId: chatId(id),
            position: at,
            revision: first + 1 + at,
          }),
        ),
      ]
      await receiveAll(pageOf(rows, { from: cursor, to: first + messages }))
      return chatId(id)
    },
  }
}

/** A page with its head; `to` is a revision. */
export const pageOf = (
  rows: readonly Row[],
  place: { readonly from: string | null; readonly to: number; readonly hasMore?: boolean },
): Pick<Answer, 'page' | 'head'> => {
  const { from, to, hasMore = false } = place
  const page: Page = { from, to: String(to), rows: [...rows], hasMore }
  return { page, head: { revision: to, token: `t${to}` } }
}

export const applied = (id: ChangeId, revision: number): ChangeResult => ({
  changeId: id,
  outcome: 'applied',
  revision,
})

export const rejected = (
  id: ChangeId,
  code: NonNullable<ChangeResult['fault']>['code'],
): ChangeResult => ({
  changeId: id,
  outcome: 'rejected',
  revision: 0,
  fault: { code, message: code },
})

export const clockOf = (id: string, at = 1): Clock => ({
  at,
  deviceId: deviceIdSchema.parse('elsewhere'),
  changeId: changeId(id),
  revision: 0,
})

export const chatRow = (id: string, revision: number, more: Partial<ChatRow> = {}): ChatRow => ({
  entity: 'chat',
  id: chatId(id),
  revision,
  title: `Chat ${id}`,
  timestamp: 1000,
  parentChatId: null,
  branchFromMessageId: null,
  folderId: null,
  pinned: false,
  archived: false,
  isDeleted: false,
  deletedAt: null,
  isPurged: false,
  createdAt: 1000,
  updatedAt: 1000,
  clocks: {},
  ...more,
})

export const folderRow = (
  id: string,
  revision: number,
  more: Partial<FolderRow> = {},
): FolderRow => ({
  entity: 'folder',
  id: folderId(id),
  revision,
  name: `Folder ${id}`,
  parentId: null,
  isDeleted: false,
  createdAt: 1000,
  updatedAt: 1000,
  clocks: {},
  ...more,
})

export const messageRow = (
  id: string,
  more: Partial<MessageRow> & Pick<MessageRow, 'chatId' | 'position' | 'revision'>,
): MessageRow => ({
  entity: 'message',
  id: messageId(id),
  parentId: null,
  role: 'user',
  content: `Content of ${id}`,
  timestamp: 2000 + more.position,
  model: null,
  status: 'complete',
  attachments: [],
  metadata: null,
  deviceId: null,
  isDeleted: false,
  createdAt: 2000,
  updatedAt: 2000,
  clocks: {},
  ...more,
})

/** The title of chat `entityId` as two devices set it; theirs is kept. */
export const conflictRow = (
  id: string,
  revision: number,
  more: Partial<ConflictRow> = {},
): ConflictRow => ({
  entity: 'conflict',
  id: conflictId(id),
  revision,
  ofEntity: 'chat',
  entityId: 'chat-1',
  field: 'title',
  kept: { value: 'Theirs', clock: clockOf('theirs') },
  lost: { value: 'Mine', clock: clockOf('mine') },
  lostChangeId: changeId('mine'),
  lostDeviceId: null,
  createdAt: 3000,
  resolvedAt: null,
  choice: null,
  ...more,
})

export const newMessage = (
  id: string,
  ofChat: ChatId,
  more: Partial<NewMessage> = {},
): Extract<ChangeDraft, { kind: 'message.append' }> => ({
  kind: 'message.append',
  message: {
    id: messageId(id),
    chatId: ofChat,
    parentId: null,
    role: 'user',
    content: `Content of ${id}`,
    timestamp: 5000,
    ...more,
  },
})

export const rename = (
  ofChat: ChatId,
  value: string,
): Extract<ChangeDraft, { kind: 'chat.set' }> => ({
  kind: 'chat.set',
  chatId: ofChat,
  field: 'title',
  value,
})

export const titleOf = async (db: ChatDatabase, id: ChatId): Promise<string | undefined> =>
  (await db.chats.get(id))?.title

export const seqs = async (db: ChatDatabase): Promise<readonly number[]> =>
  (await peek(db)).changes.map((change) => change.seq)

export const parkedIds = async (db: ChatDatabase): Promise<readonly string[]> =>
  (await listOutbox(db, { state: 'parked', limit: 1000 })).map((line) => line.changeId)
