/** A chat that is not the server's, row for row: its rows count as unknown until they have come, and what does not come goes back. */

import type { ChatId } from '../protocol/ids.ts'
import type { MessageRow } from '../protocol/message.ts'
import type { Row } from '../protocol/row.ts'
import { rowKey } from '../protocol/row-key.ts'
import { blocksOf } from './blocks.ts'
import type { ChatDatabase } from './database.ts'
import { serverChat } from './digest.ts'
import { entriesFor, FIRST_RESTORE_ORDER } from './recovery.ts'
import { parentsFirst } from './parents-first.ts'
import type { Fetching } from './fetching.ts'
import { knownOf } from './known.ts'
import type { BodyRecord, MessageBlock, OutboxEntry } from './records.ts'
import { refold } from './refold.ts'
import { attempt, type StorageFault } from './storage-fault.ts'
import { readSync } from './sync-state.ts'
import { readBlocks } from './take-messages.ts'
import type { WriteDeps } from './write.ts'

/** Below every revision a server gives: whatever it sends is news. */
const UNKNOWN = 0

/** Where the device stood when it compared. */
export interface Stand {
  readonly cursor: string | null
  readonly generation: number
}

/**
 * Marks these chats to be fetched once more, their rows being taken for unknown; nothing leaves the
 * screen. `moved`: something came in since they were compared, so that nothing is proven.
 */
export const doubtChats = (
  db: ChatDatabase,
  chatIds: readonly ChatId[],
  { stand, fetchId }: { readonly stand: Stand; readonly fetchId: string },
): Promise<{ readonly kind: 'doubted' | 'moved' } | StorageFault> =>
  attempt(db, () =>
    db.transaction('rw', [db.sync, db.bodies, db.blocks, db.chats, db.shadow], async () => {
      const { cursor, generation } = await readSync(db)
      if (cursor !== stand.cursor || generation !== stand.generation)
        return { kind: 'moved' } as const
      for (const chatId of chatIds) await doubt(db, chatId, fetchId)
      return { kind: 'doubted' } as const
    }),
  )

const doubt = async (db: ChatDatabase, chatId: ChatId, fetchId: string): Promise<void> => {
  const body = await db.bodies.get(chatId)
  // Begun already, by another look: what was displaced meanwhile may be in its list alone.
  if (body?.state === 'fetching' && body.doubted !== undefined) return
  await blocksOf(db, chatId).modify((block: MessageBlock, ref) => {
    const messages = block.messages.map((message) => ({ ...message, revision: UNKNOWN }))
    ref.value = { ...block, messages }
  })
  const [shadow, chat] = await Promise.all([
    db.shadow.get(rowKey('chat', chatId)),
    db.chats.get(chatId),
  ])
  const known = knownOf(body, chat?.messageCount ?? 0)
  if (shadow?.row != null)
    await db.shadow.put({ ...shadow, row: { ...shadow.row, revision: UNKNOWN } })
  else if (shadow === undefined) await db.chats.update(chatId, { revision: UNKNOWN })
  await db.bodies.put({
    chatId,
    state: 'fetching',
    fetchId,
    after: null,
    goal: goalOf(body),
    doubted: [],
    ...(known !== null && { known }),
    ...formerOf(body),
  })
}

const formerOf = (body: BodyRecord | undefined): Pick<Fetching, 'former'> => {
  if (body?.state !== 'dropped') return {}
  const { droppedAt, isForSpace } = body
  return { former: { droppedAt, ...(isForSpace === true && { isForSpace }) } }
}

const goalOf = (body: BodyRecord | undefined): Fetching['goal'] => {
  if (body === undefined) return 'here'
  return body.state === 'fetching' ? body.goal : body.state
}

/** Part of the transaction that takes these rows, before it: messages whose place they will have. */
export const displacedBy = async (
  db: ChatDatabase,
  rows: readonly Row[],
): Promise<readonly MessageRow[]> => {
  const messages = rows.filter((row) => row.entity === 'message')
  const { groups, known } = await readBlocks(db, messages)
  return groups.flatMap((group, at) => {
    const coming = new Map(group.rows.map((row) => [row.position, row.id]))
    return (known[at]?.messages ?? []).filter(({ id, position }) => {
      const comer = coming.get(position)
      return comer !== undefined && comer !== id
    })
  })
}

/**
 * Part of its caller's transaction, once all has come: what the server did not send, it lacks. It gets
 * it back, and nothing is deleted here. `isChatLacking`: not even the chat was there.
 */
export const sendBack = async (
  db: ChatDatabase,
  deps: Pick<WriteDeps, 'newId'>,
  { chatId, doubted = [], isChatLacking }: Pick<Fetching, 'doubted'> & Lacking,
): Promise<void> => {
  const blocks = await blocksOf(db, chatId).toArray()
  const standing = blocks.flatMap(({ messages }) => messages)
  const unknown = standing.filter(({ revision }) => revision === UNKNOWN || isChatLacking)
  const present = new Set(standing.map(({ id }) => id))
  const lacking = [...unknown, ...doubted.filter(({ id }) => !present.has(id))]
  await db.blocks.bulkPut(blocks.map((block) => without(block, new Set(unknown))))
  const messageCount = standing.length - unknown.length
  await db.chats.update(chatId, { messageCount })
  const chat = isChatLacking ? await serverChat(db, chatId) : null
  if (chat !== null) await db.shadow.put({ rowKey: rowKey('chat', chatId), row: null })
  await restore(db, deps, [...(chat === null ? [] : [chat]), ...lacking])
}

interface Lacking {
  readonly chatId: ChatId
  readonly isChatLacking: boolean
}

const without = (block: MessageBlock, gone: ReadonlySet<MessageRow>): MessageBlock => ({
  ...block,
  messages: block.messages.filter((message) => !gone.has(message)),
})

const restore = async (
  db: ChatDatabase,
  deps: Pick<WriteDeps, 'newId'>,
  rows: readonly Row[],
): Promise<void> => {
  if (rows.length === 0) return
  const sync = await readSync(db)
  const { nextSeq, deviceId } = sync
  const restoring = parentsFirst(rows.flatMap((row) => entriesFor(row, deps)))
  const entries = restoring.map(numberedFrom(nextSeq))
  await db.sync.put({ ...sync, nextSeq: nextSeq + entries.length })
  await db.outbox.bulkAdd(entries)
  const rowKeys = new Set(entries.map((entry) => entry.rowKey))
  await refold(db, { deviceId, rowKeys, completeAt: null })
}

const numberedFrom =
  (first: number) =>
  (entry: OutboxEntry, at: number): OutboxEntry => ({
    ...entry,
    seq: first + at,
    order: FIRST_RESTORE_ORDER + first + at,
  })
