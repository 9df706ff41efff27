/** What lies in a device's IndexedDB and on its server, read from inside a page of the app. */

import type { Page } from 'playwright-core'
import type { ChatRow } from '../../db/protocol/chat.ts'
import type { MessageRow } from '../../db/protocol/message.ts'
import type { Row } from '../../db/protocol/row.ts'
import type {
  ConflictRecord,
  MessageBlock,
  MessageRecord,
  OutboxEntry,
  RunRecord,
  SyncState,
} from '../../db/device/records.ts'

export interface Stored {
  readonly chats: readonly ChatRow[]
  readonly blocks: readonly MessageBlock[]
  /** Messages the server has not fully answered for. */
  readonly messages: readonly MessageRecord[]
  readonly conflicts: readonly ConflictRecord[]
  readonly outbox: readonly OutboxEntry[]
  readonly runs: readonly RunRecord[]
  readonly sync: readonly SyncState[]
}

/** The person of local sign-in. */
export const OWNER = 'owner'

/** Everything the tests look at in one person's database on this device. */
export const readStored = (page: Page, userId: string = OWNER): Promise<Stored> =>
  page.evaluate(async (name) => {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name)
      request.addEventListener('success', () => resolve(request.result))
      request.addEventListener('error', () => reject(new Error(`cannot open ${name}`)))
    })
    const names = ['chats', 'blocks', 'messages', 'conflicts', 'outbox', 'runs', 'sync'] as const
    try {
      const transaction = db.transaction(names, 'readonly')
      const read = <T>(store: string) =>
        new Promise<readonly T[]>((resolve, reject) => {
          const request: IDBRequest<T[]> = transaction.objectStore(store).getAll()
          request.addEventListener('success', () => resolve(request.result))
          request.addEventListener('error', () => reject(new Error(`cannot read ${store}`)))
        })
      return {
        chats: await read<ChatRow>('chats'),
        blocks: await read<MessageBlock>('blocks'),
        messages: await read<MessageRecord>('messages'),
        conflicts: await read<ConflictRecord>('conflicts'),
        outbox: await read<OutboxEntry>('outbox'),
        runs: await read<RunRecord>('runs'),
        sync: await read<SyncState>('sync'),
      }
    } finally {
      db.close()
    }
  }, `chat_${userId}`)

/** Messages the device shows, answered or not, in the order of the chat. */
export const messagesOf = (stored: Stored, chatId?: string): readonly MessageRow[] => {
  const unanswered = new Map(stored.messages.map((message) => [message.id, message]))
  const answered = stored.blocks
    .flatMap((block) => block.messages)
    .filter((message) => !unanswered.has(message.id))
  const waiting = stored.messages.map((message) => ({
    ...message,
    position: message.position ?? 1_000_000 + message.order,
  }))
  return [...answered, ...waiting]
    .filter((message) => chatId === undefined || message.chatId === chatId)
    .toSorted((a, b) =>
      a.chatId === b.chatId ? a.position - b.position : a.chatId < b.chatId ? -1 : 1,
    )
}

/** Every row of the signed-in person on the server, read page by page as a new device would. */
export const readServer = (page: Page): Promise<readonly Row[]> =>
  page.evaluate(async () => {
    const rows: Row[] = []
    let cursor: string | null = null
    let hasMore = true
    while (hasMore) {
      const reply: Response = await fetch('/api/sync', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-sync-client': '1' },
        body: JSON.stringify({ direction: 'download', deviceId: 'reader', cursor }),
      })
      if (!reply.ok) throw new Error(`the server answered ${reply.status}`)
      const { page: part }: { page: { rows: Row[]; to: string | null; hasMore: boolean } } =
        await reply.json()
      rows.push(...part.rows)
      cursor = part.to
      hasMore = part.hasMore
    }
    return rows
  })

interface Thing {
  readonly id: string
  readonly revision: number
}

const byId = (a: Thing, b: Thing): number => (a.id < b.id ? -1 : 1)

/** The same value with the keys of every object in one order. */
const sameForm = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sameForm)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sameForm(inner)]))
}

const CHAT_FIELDS = new Set(
  'entity id revision title timestamp parentChatId branchFromMessageId folderId pinned archived isDeleted deletedAt isPurged createdAt updatedAt clocks'.split(
    ' ',
  ),
)

const bareChat = (chat: ChatRow): unknown =>
  sameForm(Object.fromEntries(Object.entries(chat).filter(([key]) => CHAT_FIELDS.has(key))))

/** What a device holds as one text, byte for byte comparable with another's and with the server's. */
export const canonicalStored = (stored: Stored): string =>
  JSON.stringify({
    chats: stored.chats.toSorted(byId).map(bareChat),
    messages: messagesOf(stored).toSorted(byId).map(sameForm),
  })

/** The same of the server's rows; a row that came twice counts once, in its newest form. */
export const canonicalServer = (rows: readonly Row[]): string => {
  const newest = new Map<string, Row>()
  for (const row of rows) {
    const key = `${row.entity}:${row.id}`
    if ((newest.get(key)?.revision ?? -1) < row.revision) newest.set(key, row)
  }
  const chats: ChatRow[] = []
  const messages: MessageRow[] = []
  for (const row of newest.values()) {
    if (row.entity === 'chat') chats.push(row)
    if (row.entity === 'message') messages.push(row)
  }
  return JSON.stringify({
    chats: chats.toSorted(byId).map(bareChat),
    messages: messages.toSorted(byId).map(sameForm),
  })
}
